import { z } from 'zod';
import { confirmingMember } from '../auth/limits.ts';
import { setCookies } from '../auth/who-calls.ts';
import type { AppDeps } from '../deps.ts';
import { noContent, ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { codeSchema, passwordSchema } from '../schemas/sign-in.ts';
import { passwordRefusalOf, refusalOf } from './session.ts';

const tag = 'Signing in';
const problems = ['two_factor_on', 'two_factor_off', 'wrong_code', 'too_many_attempts'] as const;

/** A second factor of one's own: an authenticator's codes, and backup codes for the day it is lost. */
export function twoFactorRoutes(deps: AppDeps): readonly Route[] {
  const { accounts } = deps;
  return [
    route(
      {
        method: 'post',
        path: '/me/two-factor',
        name: 'startTwoFactor',
        summary: 'Begin a second factor',
        description:
          'Answers the address to be shown as a QR code and ten backup codes, each good for one sign-in; neither is shown again. It is on when a first code confirms it.',
        tag,
        permission: 'any',
        body: z.strictObject({ password: passwordSchema }),
        responses: { 200: z.object({ totpUri: z.string(), backupCodes: z.array(z.string()) }).meta({ id: 'TwoFactorStart' }) },
        problems,
        audit: {},
        example: { password: 'correct horse battery' },
      },
      async ({ caller, body, request, response }) => {
        const member = await confirmingMember(deps, { caller, request, response });
        if ('is' in member) return member;
        const started = await accounts.startTwoFactor(request.headers.cookie ?? '', body.password);
        if (typeof started === 'string') return passwordRefusalOf(started, 'password');
        return ok({ totpUri: started.totpUri, backupCodes: [...started.backupCodes] });
      },
    ),
    route(
      {
        method: 'post',
        path: '/me/two-factor/confirm',
        name: 'confirmTwoFactor',
        summary: 'Switch the second factor on',
        description: 'With a first code of the authenticator. Every sign-in takes a code from now on.',
        tag,
        permission: 'any',
        body: z.strictObject({ code: codeSchema }),
        responses: { 204: null },
        problems,
        audit: {},
        example: { code: '123456' },
      },
      async ({ caller, body, request, response }) => {
        const member = await confirmingMember(deps, { caller, request, response });
        if ('is' in member) return member;
        const done = await accounts.confirmTwoFactor(request.headers.cookie ?? '', member.id, body.code);
        if (typeof done === 'string') return refusalOf(done);
        setCookies(response, done);
        return noContent();
      },
    ),
    route(
      {
        method: 'delete',
        path: '/me/two-factor',
        name: 'endTwoFactor',
        summary: 'Switch the second factor off',
        tag,
        permission: 'any',
        body: z.strictObject({ password: passwordSchema }),
        responses: { 204: null },
        problems,
        audit: {},
        example: { password: 'correct horse battery' },
      },
      async ({ caller, body, request, response }) => {
        const member = await confirmingMember(deps, { caller, request, response });
        if ('is' in member) return member;
        const done = await accounts.endTwoFactor(request.headers.cookie ?? '', body.password);
        if (typeof done === 'string') return passwordRefusalOf(done, 'password');
        setCookies(response, done);
        return noContent();
      },
    ),
  ];
}
