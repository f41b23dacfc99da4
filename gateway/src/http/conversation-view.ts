import type { ConnectedChannel } from '../conversations/connected-channels.ts';
import type { Conversation } from '../model/conversation.ts';
import { type ConversationRecord, presentConversation } from '../store/records.ts';

/** All channels by id, also deleted ones. */
export type Channels = ReadonlyMap<string, ConnectedChannel>;

/** A conversation as the API shows it at `now`. */
export function conversationView(record: ConversationRecord, channels: Channels, now: number): Conversation {
  const channel = channels.get(record.channelId);
  if (channel === undefined) throw new Error(`the channel ${record.channelId} of a conversation is not known`);
  return presentConversation(record, channel.facts, now);
}
