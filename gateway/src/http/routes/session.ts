import { z } from 'zod';
import type { Refused } from '../auth/accounts.ts';
import { clientOf, signedInMember } from '../auth/by-member.ts';
import { whyForeign, whyTooMany } from '../auth/limits.ts';
import { findMemberByEmail } from '../../store/organisation.ts';
import { LIBRARY_RULES } from '../auth/rules.ts';
import { setCookies } from '../auth/who-calls.ts';
import type { AppDeps } from '../deps.ts';
import { myView } from '../my-view.ts';
import { type Problem, invalid, problem } from '../problem.ts';
import { accepted, noContent, ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { codeSchema, emailSchema, linkTokenSchema, meSchema, newPasswordSchema, passwordSchema } from '../schemas/sign-in.ts';

const tag = 'Signing in';

/** Signing in and out, and forgotten passwords. */
export function signInRoutes(deps: AppDeps): readonly Route[] {
  return [...signingIn(deps), ...resetting(deps)];
}

function signingIn(deps: AppDeps): readonly Route[] {
  const { accounts, attempts } = deps;
  return [
    route(
      {
        method: 'post',
        path: '/session',
        name: 'signIn',
        summary: 'Sign in with a password',
        description:
          'The answer sets the cookie that signs the following requests in, for 14 days after the last use. With a second factor on, the first try answers `two_factor_required`: repeat it with `code`.',
        tag,
        permission: 'public',
        body: z.strictObject({ email: emailSchema, password: passwordSchema, code: codeSchema.optional() }),
        responses: { 200: meSchema },
        problems: ['wrong_credentials', 'two_factor_required', 'wrong_code', 'forbidden_origin', 'too_many_attempts'],
        example: { email: 'ana@example.com', password: 'correct horse battery' },
        audit: {},
      },
      async ({ body, request, response, audit }) => {
        const refused = whyForeign(deps, request) ?? (await whyTooMany(deps, { request, response }, 'sign_in', body.email));
        if (refused !== undefined) return refused;
        const done = await accounts.signIn({ ...body, client: clientOf(request) });
        if (done === 'locked') response.setHeader('Retry-After', String(LIBRARY_RULES.lockedSeconds));
        if (typeof done === 'string') {
          const known = await findMemberByEmail({ db: deps.store.reader }, body.email);
          if (known !== undefined) audit({ about: known.id });
          return refusalOf(done);
        }
        // The cookie of before, were it known to somebody else, is worth nothing any more.
        if ((await accounts.callerOf(request.headers.cookie)) !== undefined) await accounts.signOut(request.headers.cookie ?? '');
        await attempts.forgive('sign_in', body.email);
        setCookies(response, done.cookies);
        const me = await myView(deps, done.memberId, deps.now() + LIBRARY_RULES.sessionMs);
        audit({ by: me, about: me.id });
        return ok(me);
      },
    ),
    route(
      {
        method: 'delete',
        path: '/session',
        name: 'signOut',
        summary: 'Sign out on this device',
        tag,
        permission: 'any',
        responses: { 204: null },
        audit: {},
      },
      async ({ caller, request, response }) => {
        const member = signedInMember(caller);
        if ('is' in member) return member;
        setCookies(response, await accounts.signOut(request.headers.cookie ?? ''));
        return noContent();
      },
    ),
  ];
}

function resetting(deps: AppDeps): readonly Route[] {
  const { accounts, log } = deps;
  return [
    route(
      {
        method: 'post',
        path: '/password-resets',
        name: 'requestPasswordReset',
        summary: 'Ask for a link to a new password',
        description:
          'The answer is the same for every address, whether somebody has it or not. The link goes out by e-mail and works once, for an hour; without `SMTP_URL` none goes out.',
        tag,
        permission: 'public',
        body: z.strictObject({ email: emailSchema }),
        responses: { 202: z.object({ accepted: z.literal(true) }).meta({ id: 'PasswordResetAccepted' }) },
        problems: ['too_many_attempts'],
        example: { email: 'ana@example.com' },
      },
      async ({ body, request, response }) => {
        const refused = await whyTooMany(deps, { request, response }, 'password_reset', body.email);
        if (refused !== undefined) return refused;
        // Not waited for: how long it takes would tell whether somebody has this address.
        accounts
          .requestReset(body.email)
          .catch((error: unknown) => log.error({ err: error }, 'a link to a new password could not be made'));
        return accepted({ accepted: true as const });
      },
    ),
    route(
      {
        method: 'post',
        path: '/password-resets/{token}',
        name: 'resetPassword',
        summary: 'Choose a new password',
        description: 'With the token of the link. Ends every session of the member; a second factor stays on.',
        tag,
        permission: 'public',
        params: z.object({ token: linkTokenSchema }),
        body: z.strictObject({ password: newPasswordSchema }),
        responses: { 204: null },
        problems: ['not_found', 'too_many_attempts'],
        example: { password: 'correct horse battery' },
        audit: {},
      },
      async ({ params, body, request, response, audit }) => {
        const refused = await whyTooMany(deps, { request, response }, 'link');
        if (refused !== undefined) return refused;
        const memberId = await accounts.resetPassword(params.token, body.password);
        if (memberId === undefined) return problem('not_found', 'This link does not work: it was used, or an hour has passed.');
        audit({ about: memberId });
        return noContent();
      },
    ),
  ];
}

/** Why somebody is not signed in, or something about their sign-in was not changed. */
export function refusalOf(refused: Refused): Problem {
  switch (refused) {
    case 'wrong_credentials':
      return problem('wrong_credentials', 'Address or password is wrong.');
    case 'two_factor_required':
      return problem('two_factor_required', 'Send the code of the authenticator along, or a backup code.');
    case 'wrong_code':
      return problem('wrong_code', 'This code is wrong, or was used before. Wait for the next one.');
    case 'locked':
      return problem('too_many_attempts', 'Too many codes were wrong. Try again in a quarter of an hour.');
    case 'two_factor_on':
      return problem('two_factor_on', 'The second factor is on already. Switch it off first.');
    case 'two_factor_off':
      return problem('two_factor_off', 'There is no second factor to be confirmed. Begin anew.');
  }
}

/** The same where a field of a form is to blame: somebody who is signed in has not mistaken themselves for somebody else. */
export function passwordRefusalOf(refused: Refused, path: string): Problem {
  return refused === 'wrong_credentials' ? invalid({ path, message: 'This is not your password.' }) : refusalOf(refused);
}
