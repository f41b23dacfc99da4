import type { ConnectedChannel } from '../conversations/connected-channels.ts';
import type { Conversation } from '../model/conversation.ts';
import type { Reads } from '../store/read/page.ts';
import { type ConversationRecord, presentConversation } from '../store/records.ts';
import { presences } from '../store/read/visitors.ts';
import { inboundReadBy } from '../store/seats.ts';
import type { Viewer } from '../store/sight.ts';

/** All channels by id, also deleted ones. */
export type Channels = ReadonlyMap<string, ConnectedChannel>;

/**
 * A conversation as the API shows it at `now`.
 *
 * @param inboundRead how many of the customer's messages the member who asks has read; null: nobody in particular asks
 */
export function conversationView(record: ConversationRecord, channels: Channels, now: number, inboundRead: number | null): Conversation {
  const channel = channels.get(record.channelId);
  if (channel === undefined) throw new Error(`the channel ${record.channelId} of a conversation is not known`);
  const view = presentConversation(record, channel.facts, now);
  return inboundRead === null ? view : { ...view, unread: Math.max(0, record.inboundCount - inboundRead) };
}

/** The same for several, and for whoever asks. */
export async function conversationViews(
  reads: Reads,
  records: readonly ConversationRecord[],
  channels: Channels,
  now: number,
  viewer: Viewer,
): Promise<readonly Conversation[]> {
  const inPlace = await withPresence(reads, records, channels, now);
  if (viewer === undefined) return records.map((record) => inPlace(conversationView(record, channels, now, null)));
  const read = await inboundReadBy(reads, viewer, records.map((record) => record.id)); // prettier-ignore
  return records.map((record) => inPlace(conversationView(record, channels, now, read.get(record.id) ?? 0)));
}

/** Puts in who is on the website. Only the widget's customers can be, so that others are not looked for. */
async function withPresence(
  reads: Reads,
  records: readonly ConversationRecord[],
  channels: Channels,
  now: number,
): Promise<(view: Conversation) => Conversation> {
  const ids = records.flatMap((record) => (channels.get(record.channelId)?.ref.type === 'widget' ? record.id : []));
  const found = await presences(reads, ids, now);
  return (view) => ({ ...view, presence: found.get(view.id) ?? null });
}
