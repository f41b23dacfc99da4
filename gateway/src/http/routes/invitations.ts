import { z } from 'zod';
import { isFailure } from '../../conversations/failure.ts';
import { accept, hashOfToken, invitationLock, invite, inviterOf, resend, revoke } from '../../conversations/invitations.ts';
import { MEMBER_ROLES } from '../../model/team.ts';
import { findInvitation, listInvitations, readInvitationByToken } from '../../store/invitations.ts';
import { ADMINS, readOrganisationName } from '../../store/organisation.ts';
import { clientOf } from '../auth/by-member.ts';
import { actorOf } from '../auth/caller.ts';
import { whyForeign, whyTooMany } from '../auth/limits.ts';
import { whyNotGiven } from '../auth/role-giving.ts';
import { LIBRARY_RULES } from '../auth/rules.ts';
import { setCookies } from '../auth/who-calls.ts';
import type { AppDeps } from '../deps.ts';
import { problemOf } from '../failures.ts';
import { myView } from '../my-view.ts';
import { cursorOf, idPlace, listSchema, pageQuery, placeOf } from '../paging.ts';
import { notFound } from '../problem.ts';
import { created, noContent, ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { asRole, invitationSchema, invitationView, invitedView } from '../schemas/invitation.ts';
import { timeSchema } from '../schemas/message.ts';
import {
  emailSchema,
  linkTokenSchema,
  localeSchema,
  meSchema,
  newPasswordSchema,
  personNameSchema,
  whyKnownPassword,
} from '../schemas/sign-in.ts';
import { iso } from '../times.ts';
import { idOf } from '../validation.ts';

const params = z.object({ id: idOf('inv') });
const tokenParams = z.object({ token: linkTokenSchema });
const tag = 'Organisation';

/** People who are asked to join. */
export function invitationRoutes(deps: AppDeps): readonly Route[] {
  return [...accepting(deps), ...inviting(deps), ...changing(deps)];
}

function inviting({ store, mailing, publicUrl }: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/invitations',
        name: 'listInvitations',
        summary: 'Invitations that nobody has accepted',
        tag,
        permission: 'manage_members',
        query: z.strictObject(pageQuery),
        responses: { 200: listSchema(invitationSchema) },
      },
      async ({ query }) => {
        const at = placeOf(query.cursor, idPlace);
        if ('is' in at) return at;
        const page = await listInvitations(store, { after: at.place, limit: query.limit });
        return ok({ data: page.rows.map((row) => invitationView(row, mailing.isOn)), nextCursor: cursorOf(page.next) });
      },
    ),
    route(
      {
        method: 'post',
        path: '/invitations',
        name: 'createInvitation',
        audit: { tells: ['role'] },
        summary: 'Invite somebody',
        description:
          'Works for 7 days and once. The link goes out by e-mail; without `SMTP_URL` it is in this answer as `acceptUrl`, to be handed over. They become a member when they accept. Nobody can give a role that allows more than they may do themselves.',
        tag,
        permission: 'manage_members',
        body: z.strictObject({
          email: emailSchema,
          name: personNameSchema.optional(),
          role: z.enum(MEMBER_ROLES, 'This is admin or agent.'),
          locale: localeSchema.optional(),
        }),
        responses: { 201: invitationSchema },
        problems: ['already_exists'],
        idempotent: true,
        example: { email: 'ben@example.com', role: 'agent', locale: 'zh-Hant' },
      },
      async ({ body, caller, commit }) => {
        const refused = whyNotGiven(caller, body.role);
        if (refused !== undefined) return refused;
        return commit({
          locks: [invitationLock(body.email)],
          async run(unit) {
            const invited = await invite(unit, { mailing, publicUrl }, body, actorOf(caller));
            return isFailure(invited) ? problemOf(invited) : created(invitedView(invited, mailing.isOn));
          },
        });
      },
    ),
  ];
}

function changing({ mailing, publicUrl }: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'post',
        path: '/invitations/{id}/resend',
        name: 'resendInvitation',
        summary: 'Send an invitation again',
        description: 'With a new link, for 7 days from now; the one of before works no more.',
        tag,
        permission: 'manage_members',
        params,
        responses: { 200: invitationSchema },
      },
      async (context) =>
        context.commit({
          locks: [context.params.id],
          async run(unit) {
            const known = await findInvitation(unit.tx, context.params);
            const refused = known === undefined ? undefined : whyNotGiven(context.caller, asRole(known.role));
            if (refused !== undefined) return refused;
            const invited = await resend(unit, { mailing, publicUrl }, context.params.id);
            return isFailure(invited) ? problemOf(invited) : ok(invitedView(invited, mailing.isOn));
          },
        }),
    ),
    route(
      {
        method: 'delete',
        path: '/invitations/{id}',
        name: 'revokeInvitation',
        summary: 'Take an invitation back',
        tag,
        permission: 'manage_members',
        params,
        responses: { 204: null },
      },
      async (context) =>
        context.commit({
          locks: [context.params.id],
          async run(unit) {
            const revoked = await revoke(unit, context.params.id);
            return revoked === null ? noContent() : problemOf(revoked);
          },
        }),
    ),
  ];
}

function accepting(deps: AppDeps): readonly Route[] {
  const { store, now, accounts } = deps;
  return [
    route(
      {
        method: 'get',
        path: '/invitations/token/{token}',
        name: 'getInvitationByToken',
        summary: 'What an invitation’s link is about',
        tag: 'Signing in',
        permission: 'public',
        params: tokenParams,
        responses: {
          200: z
            .object({
              email: z.string(),
              name: z.string().nullable(),
              invitedBy: z.string().nullable(),
              organisationName: z.string().nullable(),
              expiresAt: timeSchema,
            })
            .meta({ id: 'InvitationGreeting' }),
        },
        problems: ['not_found', 'too_many_attempts'],
      },
      async ({ params: { token }, request, response }) => {
        const refused = await whyTooMany(deps, { request, response }, 'link');
        if (refused !== undefined) return refused;
        const row = await readInvitationByToken(store, hashOfToken(token), now());
        if (row === undefined) return notFound('invitation');
        const organisationName = await readOrganisationName(store);
        return ok({ email: row.email, name: row.name, invitedBy: inviterOf(row), organisationName, expiresAt: iso(row.expiresAt) });
      },
    ),
    route(
      {
        method: 'post',
        path: '/invitations/token/{token}/accept',
        name: 'acceptInvitation',
        summary: 'Accept an invitation',
        description: 'Chooses a name and a password, and signs in.',
        tag: 'Signing in',
        permission: 'public',
        params: tokenParams,
        body: z.strictObject({ name: personNameSchema, password: newPasswordSchema }),
        responses: { 201: meSchema },
        problems: ['not_found', 'already_exists', 'forbidden_origin', 'too_many_attempts'],
        audit: {},
        example: { name: 'Ben Okafor', password: 'correct horse battery' },
      },
      async ({ params: { token }, body, request, response, commit, audit }) => {
        const refused = whyForeign(deps, request) ?? (await whyTooMany(deps, { request, response }, 'link'));
        if (refused !== undefined) return refused;
        const row = await readInvitationByToken(store, hashOfToken(token), now());
        if (row === undefined) return notFound('invitation');
        const known = whyKnownPassword({ ...body, email: row.email });
        if (known !== undefined) return known;
        const passwordHash = await accounts.hash(body.password);
        const taken = await commit({
          locks: [invitationLock(row.email), ADMINS],
          async run(unit) {
            const member = await accept(unit, token, body.name, passwordHash);
            if (isFailure(member)) return problemOf(member);
            audit({ by: member, about: member.id });
            return created(member.id);
          },
        });
        if (taken.is !== 'success') return taken;
        const done = await accounts.signIn({ email: row.email, password: body.password, client: clientOf(request) });
        if (typeof done !== 'string') setCookies(response, done.cookies);
        return created(await myView(deps, taken.body, now() + LIBRARY_RULES.sessionMs));
      },
    ),
  ];
}
