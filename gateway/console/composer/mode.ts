import type { Contact, Conversation, Id } from '../api/wire.ts';
import type { Channel } from '../api/wire-organisation.ts';
import { isIn } from '../conversations/view.ts';
import { isWindowOpen } from './window.ts';

/** What the composer lets one do. */
export type Mode =
  | { readonly is: 'write'; readonly takes: boolean }
  | { readonly is: 'closed' }
  | { readonly is: 'one_way' }
  | { readonly is: 'unreachable'; readonly why: 'blocked' | 'opted_out' }
  /** Somebody else has it, and one is not in it. */
  | { readonly is: 'taken'; readonly ownerId: Id }
  /** Not in it, and writing would not be allowed without joining. */
  | { readonly is: 'join' }
  /** The platform's window is shut. */
  | { readonly is: 'template' }
  | { readonly is: 'shut' };

/** Decides it from what is known here; the gateway has the last word, and says why in a sentence. */
export function modeOf({
  conversation,
  contact,
  channel,
  memberId,
  standing,
  now,
}: {
  readonly conversation: Conversation;
  readonly contact: Contact | undefined;
  readonly channel: Channel | undefined;
  readonly memberId: Id;
  readonly standing: 'joins' | 'grabs' | 'outside';
  readonly now: number;
}): Mode {
  if (conversation.closedAt !== null) return { is: 'closed' };
  if (channel?.twoWay === false) return { is: 'one_way' };
  if (contact !== undefined && contact.blockedAt !== null) return { is: 'unreachable', why: 'blocked' };
  if (contact?.optedOut === true) return { is: 'unreachable', why: 'opted_out' };
  const isInside = isIn(conversation, memberId) || conversation.assigneeId === memberId;
  if (!isInside && conversation.assigneeId !== null) return { is: 'taken', ownerId: conversation.assigneeId };
  if (!isInside && standing === 'outside') return { is: 'join' };
  if (!isWindowOpen(conversation.window, now)) return { is: conversation.window.after === 'template' ? 'template' : 'shut' };
  return { is: 'write', takes: !isInside };
}
