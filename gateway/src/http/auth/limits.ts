import type { Request, Response } from 'express';
import type { AppDeps } from '../deps.ts';
import { type Problem, problem } from '../problem.ts';
import type { Tried } from './attempts.ts';
import { signedInMember } from './by-member.ts';
import type { Caller, MemberCaller } from './caller.ts';
import { isForeignRequest } from './origin.ts';

/** Counts a try of something that guesses could be made at, and refuses the one that is too many. */
export async function whyTooMany(
  { attempts }: Pick<AppDeps, 'attempts'>,
  { request, response }: { readonly request: Request; readonly response: Response },
  what: Tried,
  account?: string,
): Promise<Problem | undefined> {
  const seconds = await attempts.count(what, request.ip, account);
  if (seconds === null) return undefined;
  response.setHeader('Retry-After', String(seconds));
  return problem('too_many_attempts', `This was tried too often. It can be tried again in ${seconds} seconds.`);
}

/** The member who signed in and proves once more who they are, with a password or a code; every try counts. */
export async function confirmingMember(
  deps: Pick<AppDeps, 'attempts'>,
  { caller, ...exchange }: { readonly caller: Caller; readonly request: Request; readonly response: Response },
): Promise<MemberCaller | Problem> {
  const member = signedInMember(caller);
  if ('is' in member) return member;
  return (await whyTooMany(deps, exchange, 'confirm', member.id)) ?? member;
}

/** Refuses pages of others that would sign somebody in to an account of theirs. */
export function whyForeign({ publicUrl }: Pick<AppDeps, 'publicUrl'>, request: Request): Problem | undefined {
  return isForeignRequest(request, publicUrl) ? problem('forbidden_origin', 'Only pages of this gateway may do this.') : undefined;
}
