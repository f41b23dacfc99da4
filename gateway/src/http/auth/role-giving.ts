import type { MemberRole } from '../../model/team.ts';
import { type Problem, problem } from '../problem.ts';
import { type Caller, mayGiveRole } from './caller.ts';

/** Refuses whoever would make somebody what they could not be themselves: a way to more than one's own permissions. */
export function whyNotGiven(caller: Caller, role: MemberRole): Problem | undefined {
  if (mayGiveRole(caller, role)) return undefined;
  return problem('forbidden', `The role ${role} allows more than you may do, so that you cannot give it.`);
}
