import { z } from 'zod';
import { isFailure } from '../../conversations/failure.ts';
import { editMember } from '../../conversations/members.ts';
import { AVAILABILITIES } from '../../model/team.ts';
import { endSignIn, listSignIns } from '../../store/credentials.ts';
import { ADMINS } from '../../store/organisation.ts';
import { signedInMember } from '../auth/by-member.ts';
import { confirmingMember } from '../auth/limits.ts';
import { setCookies } from '../auth/who-calls.ts';
import type { AppDeps } from '../deps.ts';
import { problemOf } from '../failures.ts';
import { myView, viewOfCaller } from '../my-view.ts';
import { notFound } from '../problem.ts';
import { noContent, ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { deviceSchema, localeSchema, meSchema, newPasswordSchema, passwordSchema, personNameSchema } from '../schemas/sign-in.ts';
import { iso } from '../times.ts';
import { passwordRefusalOf } from './session.ts';

const tag = 'Signing in';

/** Whoever asks: who they are, and what a member may change about themselves. */
export function meRoutes(deps: AppDeps): readonly Route[] {
  return [...profile(deps), ...password(deps), ...devices(deps)];
}

function profile(deps: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/me',
        name: 'getMe',
        summary: 'Who asks, and what they may do',
        description: 'The owner of the key, or the member who signed in.',
        tag: 'Organisation',
        permission: 'any',
        responses: { 200: meSchema },
      },
      async ({ caller }) => ok(await viewOfCaller(deps, caller)),
    ),
    route(
      {
        method: 'patch',
        path: '/me',
        name: 'updateMe',
        summary: 'Change your own profile',
        description: 'For members who signed in. What is absent stays as it is.',
        tag,
        permission: 'any',
        body: z.strictObject({
          name: personNameSchema.optional(),
          locale: localeSchema.nullable().optional(),
          availability: z.enum(AVAILABILITIES, 'This is online, away or offline.').optional(),
        }),
        responses: { 200: meSchema },
        example: { locale: 'zh-Hant', availability: 'online' },
      },
      async ({ caller, body, commit }) => {
        const member = signedInMember(caller);
        if ('is' in member) return member;
        const changed = await commit({
          locks: [ADMINS],
          async run(unit) {
            const edited = await editMember(unit, member.id, body);
            return isFailure(edited) ? problemOf(edited) : noContent();
          },
        });
        return changed.is === 'problem' ? changed : ok(await myView(deps, member.id, member.expiresAt));
      },
    ),
  ];
}

function password(deps: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'post',
        path: '/me/password',
        name: 'changePassword',
        summary: 'Change your own password',
        description: 'Signs you out everywhere else.',
        tag,
        permission: 'any',
        body: z.strictObject({ current: passwordSchema, new: newPasswordSchema }),
        responses: { 204: null },
        problems: ['too_many_attempts'],
        example: { current: 'correct horse battery', new: 'staple of a better one' },
        audit: {},
      },
      async ({ caller, body, request, response }) => {
        const member = await confirmingMember(deps, { caller, request, response });
        if ('is' in member) return member;
        const done = await deps.accounts.changePassword(request.headers.cookie ?? '', { current: body.current, next: body.new });
        if (typeof done === 'string') return passwordRefusalOf(done, 'current');
        setCookies(response, done);
        return noContent();
      },
    ),
  ];
}

function devices({ store, now }: AppDeps): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/me/devices',
        name: 'listMyDevices',
        summary: 'Where you are signed in',
        description: 'Latest first.',
        tag,
        permission: 'any',
        responses: { 200: z.object({ data: z.array(deviceSchema) }) },
      },
      async ({ caller }) => {
        const member = signedInMember(caller);
        if ('is' in member) return member;
        const rows = await listSignIns(store, member.id, now());
        return ok({
          data: rows.map((row) => ({
            id: row.id,
            isThisOne: row.id === member.sessionId,
            address: row.ipAddress,
            userAgent: row.userAgent,
            createdAt: iso(row.createdAt),
            lastUsedAt: iso(row.updatedAt),
            expiresAt: iso(row.expiresAt),
          })),
        });
      },
    ),
    route(
      {
        method: 'delete',
        path: '/me/devices/{id}',
        name: 'signOutDevice',
        summary: 'Sign out on another device',
        tag,
        permission: 'any',
        params: z.object({ id: z.string().max(60) }),
        responses: { 204: null },
        audit: {},
      },
      async ({ caller, params, commit }) => {
        const member = signedInMember(caller);
        if ('is' in member) return member;
        return commit({
          locks: [],
          run: async (unit) => ((await endSignIn(unit.tx, member.id, params.id)) ? noContent() : notFound('device')),
        });
      },
    ),
  ];
}
