import type { ConversationRecord } from '../store/records.ts';
import type { Unit } from '../store/unit.ts';

/** A customer message starts the wait, unless one runs already or the channel is one-way. */
export function startWaiting(unit: Unit, conversation: ConversationRecord, messageId: string): void {
  if (conversation.waitingSince !== null || !unit.factsOf(conversation.channelId).twoWay) return;
  conversation.waitingSince = unit.now;
  conversation.waitingMessageId = messageId;
  unit.touch(conversation);
}

/** A public answer ends it. */
export function endWaiting(unit: Unit, conversation: ConversationRecord): void {
  if (conversation.waitingSince === null) return;
  conversation.waitingSince = null;
  conversation.waitingMessageId = null;
  unit.touch(conversation);
}
