import { z } from 'zod';
import { addMemberWithAccess, invitationLock } from '../../conversations/invitations.ts';
import { editMember, removeMember } from '../../conversations/members.ts';
import { isFailure } from '../../conversations/failure.ts';
import { ADMINS } from '../../store/organisation.ts';
import { listMembers, readMember } from '../../store/read/members.ts';
import { openConversationsOfMember } from '../../store/read/teams.ts';
import { asAvailability } from '../../store/records.ts';
import type { MemberRow } from '../../store/schema.ts';
import { actorOf } from '../auth/caller.ts';
import { whyNotGiven } from '../auth/role-giving.ts';
import type { AppDeps } from '../deps.ts';
import { problemOf } from '../failures.ts';
import { hashOfBody } from '../idempotency.ts';
import { cursorOf, idPlace, listSchema, pageQuery, placeOf } from '../paging.ts';
import { notFound } from '../problem.ts';
import { created, noContent, ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { invitedView } from '../schemas/invitation.ts';
import { type MemberView, changedMemberSchema, madeMemberSchema, memberSchema, newMemberSchema } from '../schemas/people.ts';
import { whyKnownPassword } from '../schemas/sign-in.ts';
import { iso } from '../times.ts';
import { idOf } from '../validation.ts';

const params = z.object({ id: idOf('mbr') });

/** The people of the organisation. */
export function memberRoutes(deps: AppDeps): readonly Route[] {
  return [...reading(deps), ...writing(deps)];
}

function reading({ store }: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/members',
        name: 'listMembers',
        summary: 'The people of the organisation',
        tag: 'Organisation',
        permission: 'read',
        query: z.strictObject(pageQuery),
        responses: { 200: listSchema(memberSchema) },
      },
      async ({ query }) => {
        const at = placeOf(query.cursor, idPlace);
        if ('is' in at) return at;
        const page = await listMembers(store, { after: at.place, limit: query.limit });
        return ok({ data: page.rows.map(viewOf), nextCursor: cursorOf(page.next) });
      },
    ),
    route(
      {
        method: 'get',
        path: '/members/{id}',
        name: 'getMember',
        summary: 'A member',
        tag: 'Organisation',
        permission: 'read',
        params,
        responses: { 200: memberSchema },
      },
      async (context) => {
        const row = await readMember(store, context.params.id);
        return row === undefined ? notFound('member') : ok(viewOf(row));
      },
    ),
  ];
}

function writing(deps: AppDeps): readonly Route[] {
  const { store } = deps;
  return [
    route(
      {
        method: 'post',
        path: '/members',
        name: 'createMember',
        audit: { tells: ['role'] },
        summary: 'Add a member',
        description:
          'The member is there at once and begins `offline`, so that nobody is assigned to them before they come. With a `password` they can sign in with it; without one an invitation goes out, see `POST /invitations`. Nobody can give a role that allows more than they may do themselves. The address of a removed member brings that member back.',
        tag: 'Organisation',
        permission: 'manage_members',
        body: newMemberSchema,
        responses: { 201: madeMemberSchema },
        problems: ['already_exists'],
        idempotent: true,
        example: { name: 'Ana Reyes', email: 'ana@example.com', role: 'agent' },
      },
      async ({ body, caller, commit }) => {
        const { password } = body;
        const refused = whyNotGiven(caller, body.role) ?? (password === undefined ? undefined : whyKnownPassword({ ...body, password }));
        if (refused !== undefined) return refused;
        const passwordHash = password === undefined ? undefined : await deps.accounts.hash(password);
        // A quick hash of the body is kept to compare repeated requests by: a password must not be in it.
        const bodyHash = hashOfBody({ ...body, password: password !== undefined });
        return commit(
          {
            locks: [invitationLock(body.email)],
            async run(unit) {
              const made = await addMemberWithAccess(unit, deps, body, passwordHash, actorOf(caller));
              if (isFailure(made)) return problemOf(made);
              const { member, invited } = made;
              return created({ ...viewOf(member), ...(invited === null ? {} : { invitation: invitedView(invited, deps.mailing.isOn) }) });
            },
          },
          bodyHash,
        );
      },
    ),
    route(
      {
        method: 'patch',
        path: '/members/{id}',
        name: 'updateMember',
        audit: { tells: ['role', 'capacity'] },
        summary: 'Change a member',
        description: 'Name, role, availability and capacity. What is absent stays as it is.',
        tag: 'Organisation',
        permission: 'manage_members',
        params,
        body: changedMemberSchema,
        responses: { 200: memberSchema },
        problems: ['last_admin'],
        example: { availability: 'online', capacity: 5 },
      },
      async (context) => {
        const refused = context.body.role === undefined ? undefined : whyNotGiven(context.caller, context.body.role);
        if (refused !== undefined) return refused;
        return context.commit({
          locks: [ADMINS],
          async run(unit) {
            const member = await editMember(unit, context.params.id, context.body);
            return isFailure(member) ? problemOf(member) : ok(viewOf(member));
          },
        });
      },
    ),
    route(
      {
        method: 'delete',
        path: '/members/{id}',
        name: 'deleteMember',
        summary: 'Remove a member',
        description:
          'Out of their teams and out of every open conversation, each told by `conversation.left` and `conversation.assigned`. What they wrote stays.',
        tag: 'Organisation',
        permission: 'manage_members',
        params,
        responses: { 204: null },
        problems: ['last_admin'],
      },
      async (context) => {
        const { id } = context.params;
        const locks = [ADMINS, ...(await openConversationsOfMember(store, id))];
        return context.commit({
          locks,
          async run(unit) {
            const removed = await removeMember(unit, id, locks, actorOf(context.caller));
            return isFailure(removed) ? problemOf(removed) : noContent();
          },
        });
      },
    ),
  ];
}

function viewOf({ id, name, email, role, availability, capacity, createdAt, updatedAt }: MemberRow): MemberView {
  return {
    id,
    name,
    email,
    role: role === 'admin' ? 'admin' : 'agent',
    status: 'active',
    availability: asAvailability(availability),
    capacity,
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  };
}
