import { z } from 'zod';
import { endTwoFactor } from '../../store/credentials.ts';
import { readMember } from '../../store/read/members.ts';
import type { MemberRow } from '../../store/schema.ts';
import type { Caller } from '../auth/caller.ts';
import { whyNotGiven } from '../auth/role-giving.ts';
import { LIBRARY_RULES } from '../auth/rules.ts';
import type { AppDeps } from '../deps.ts';
import { type Problem, notFound, problem } from '../problem.ts';
import { created, noContent } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { asRole } from '../schemas/invitation.ts';
import { timeSchema } from '../schemas/message.ts';
import { iso } from '../times.ts';
import { idOf } from '../validation.ts';

const params = z.object({ id: idOf('mbr') });
const tag = 'Organisation';

/** Helping members who cannot get in. Whoever helps could come in as them, and so must be allowed what they are. */
export function memberAccessRoutes(deps: AppDeps): readonly Route[] {
  const { store, accounts, now, publicUrl } = deps;

  async function memberToHelp(caller: Caller, id: string): Promise<MemberRow | Problem> {
    const member = await readMember(store, id);
    return member === undefined ? notFound('member') : (whyNotGiven(caller, asRole(member.role)) ?? member);
  }

  return [
    route(
      {
        method: 'post',
        path: '/members/{id}/password-resets',
        name: 'createPasswordReset',
        summary: 'Make a link to a new password',
        description:
          'To be handed over to the member, for a gateway that sends no mails. Works once, for an hour. Somebody who never had a password is invited instead.',
        tag,
        permission: 'manage_members',
        params,
        responses: { 201: z.object({ resetUrl: z.string(), expiresAt: timeSchema }).meta({ id: 'PasswordResetLink' }) },
      },
      async (context) => {
        const member = await memberToHelp(context.caller, context.params.id);
        if ('is' in member) return member;
        const token = await accounts.makeReset(member.email);
        if (token === undefined) return problem('not_found', 'This member has no password yet. Invite them.');
        return created({ resetUrl: `${publicUrl}/password-reset#${token}`, expiresAt: iso(now() + LIBRARY_RULES.resetMs) });
      },
    ),
    route(
      {
        method: 'delete',
        path: '/members/{id}/two-factor',
        name: 'endMembersTwoFactor',
        summary: 'Take a member’s second factor away',
        description: 'For somebody who has lost their authenticator and their backup codes. Signs them out everywhere.',
        tag,
        permission: 'manage_members',
        params,
        responses: { 204: null },
        problems: ['two_factor_off'],
      },
      async (context) => {
        const member = await memberToHelp(context.caller, context.params.id);
        if ('is' in member) return member;
        return context.commit({
          locks: [],
          run: async (unit) =>
            (await endTwoFactor(unit.tx, member.id)) ? noContent() : problem('two_factor_off', 'This member has no second factor.'),
        });
      },
    ),
  ];
}
