import { readMember } from '../store/read/members.ts';
import type { MemberRow } from '../store/schema.ts';
import type { Viewer } from '../store/sight.ts';
import { type Caller, memberIdOf } from './auth/caller.ts';
import type { AppDeps } from './deps.ts';
import { type Problem, invalid } from './problem.ts';
import { idOf } from './validation.ts';

/** The member for whom a request is made, where a key makes it. */
const named = (description: string) => idOf('mbr').optional().meta({ description });

/** What a read takes that may be made for a member. */
export const asMember = {
  memberId: named('As this member sees it; the key needs the permission act_for_members. Whoever signed in is that member.'),
};

/** For whom something is read: the member who signed in, or the one that a key names. A key by itself sees everything. */
export function viewerOf(caller: Caller, query: { readonly memberId?: string | undefined } = {}): Viewer {
  return memberIdOf(caller, query.memberId);
}

/** Whose things are asked for, where they are always somebody’s. */
export const whoseMember = named('Whose, where a key asks: it needs the permission act_for_members. Who is signed in asks for their own.');

/** The member whose own things a request is about, or why there is none. */
export async function memberAsked(
  { store }: Pick<AppDeps, 'store'>,
  caller: Caller,
  memberId: string | undefined,
): Promise<MemberRow | Problem> {
  const id = memberIdOf(caller, memberId);
  if (id === undefined) return invalid({ path: 'memberId', message: 'Name the member whose it is.' });
  return (await readMember(store, id)) ?? invalid({ path: 'memberId', message: 'There is no such member.' });
}
