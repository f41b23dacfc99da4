import { readMember } from '../store/read/members.ts';
import type { MemberRow } from '../store/schema.ts';
import { type Caller, memberIdOf } from './auth/caller.ts';
import type { AppDeps } from './deps.ts';
import { type Problem, invalid } from './problem.ts';
import { idOf } from './validation.ts';

/** Whose things are asked for. */
export const whoseMember = idOf('mbr')
  .optional()
  .meta({ description: 'Whose, where a key asks: it needs the permission act_for_members. Who is signed in asks for their own.' });

/** The member whose own things a request is about, or why there is none. */
export async function memberAsked(
  { store }: Pick<AppDeps, 'store'>,
  caller: Caller,
  named: string | undefined,
): Promise<MemberRow | Problem> {
  const id = memberIdOf(caller, named);
  if (id === undefined) return invalid({ path: 'memberId', message: 'Name the member whose it is.' });
  return (await readMember(store, id)) ?? invalid({ path: 'memberId', message: 'There is no such member.' });
}
