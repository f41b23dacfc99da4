import type { ConversationRecord } from '../store/records.ts';
import { changeSession } from '../store/sessions.ts';
import type { Unit } from '../store/unit.ts';

/** A customer message starts the wait, unless one runs already or the channel is one-way. */
export function startWaiting(unit: Unit, conversation: ConversationRecord, messageId: string): void {
  if (conversation.waitingSince !== null || !unit.factsOf(conversation.channelId).twoWay) return;
  conversation.waitingSince = unit.now;
  conversation.waitingMessageId = messageId;
  unit.touch(conversation);
}

/** A public answer: counted in the session, and the end of the customer's wait where one runs. */
export function answerCustomer(unit: Unit, conversation: ConversationRecord): void {
  const session = changeSession(unit, conversation.sessionId);
  session.answers += 1;
  session.firstResponseAt ??= unit.now;
  if (conversation.waitingSince === null) return;
  session.waits += 1;
  session.waitedMs += unit.now - conversation.waitingSince;
  session.firstAskedAt ??= conversation.waitingSince;
  session.firstAnsweredAt ??= unit.now;
  endWaiting(unit, conversation);
}

/** Nobody waits any more: answered, or what was asked was taken back. */
export function endWaiting(unit: Unit, conversation: ConversationRecord): void {
  if (conversation.waitingSince === null) return;
  conversation.waitingSince = null;
  conversation.waitingMessageId = null;
  unit.touch(conversation);
}
