import type { Viewer } from '../store/sight.ts';
import { type Caller, memberIdOf } from './auth/caller.ts';
import { idOf } from './validation.ts';

/** What a read takes that may be made for a member. */
export const asMember = {
  memberId: idOf('mbr')
    .optional()
    .meta({ description: 'As this member sees it; the key needs the permission act_for_members. Whoever signed in is that member.' }),
};

/** For whom something is read: the member who signed in, or the one that a key names. A key by itself sees everything. */
export function viewerOf(caller: Caller, query: { readonly memberId?: string | undefined } = {}): Viewer {
  return memberIdOf(caller, query.memberId);
}
