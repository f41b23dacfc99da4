import type { Request } from 'express';
import { type Problem, problem } from '../problem.ts';
import type { Client } from './accounts.ts';
import type { Caller, MemberCaller } from './caller.ts';

/** The member who signed in; a key has no profile, password or devices. */
export function signedInMember(caller: Caller): MemberCaller | Problem {
  return caller.type === 'member' ? caller : problem('forbidden', 'Only a member who signed in can do this: a key is nobody.');
}

/** Where a request comes from. */
export function clientOf(request: Request): Client {
  return { address: request.ip ?? '', userAgent: (request.get('user-agent') ?? '').slice(0, 500) };
}
