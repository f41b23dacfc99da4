import type { Request, Response } from 'express';
import type { AppDeps } from '../deps.ts';
import { type Problem, problem } from '../problem.ts';
import type { Caller } from './caller.ts';
import type { Cookies } from './accounts.ts';
import { isOwnRequest } from './origin.ts';

/** What finding out who asks needs of the deps. */
export type WhoCallsDeps = Pick<AppDeps, 'authenticator' | 'accounts' | 'publicUrl'>;

/** Who asks: the key in `Authorization` where there is one, else the member whom the cookie signs in. */
export async function whoCalls(request: Request, response: Response, deps: WhoCallsDeps): Promise<Caller | Problem> {
  if (request.headers.authorization === undefined) {
    const member = await deps.accounts.callerOf(request.headers.cookie);
    if (member !== undefined) {
      if (!isOwnRequest(request, deps.publicUrl)) {
        return problem('forbidden_origin', 'Only pages of this gateway may change something for a member who is signed in.');
      }
      setCookies(response, member.cookies);
      return member.caller;
    }
  }
  const caller = await deps.authenticator.authenticate(request.headers.authorization);
  if (caller !== undefined) return caller;
  response.setHeader('WWW-Authenticate', 'Bearer realm="Parley"');
  return problem('unauthorized', 'Sign in, or send a valid API key as Authorization: Bearer <key>.');
}

/** Adds cookies to an answer. */
export function setCookies(response: Response, cookies: Cookies): void {
  if (cookies.length > 0) response.append('Set-Cookie', [...cookies]);
}
