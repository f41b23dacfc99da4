import type { ConversationRecord, MessageRecord } from '../store/records.ts';
import type { Unit } from '../store/unit.ts';

/**
 * The platform found the window shut where we did not, at once or in a later status. The writer's choice for that case holds: their
 * template goes out, or the message waits until the customer writes.
 *
 * @returns whether the message is queued again; otherwise it has failed
 */
export function followWindowChoice(unit: Unit, conversation: ConversationRecord, message: MessageRecord): boolean {
  const { send } = message;
  if (send === null || send.usingFallback) return false;
  const waits = send.onWindowClosed === 'queue' && unit.factsOf(conversation.channelId).windowRule.hours !== null;
  const fallsBack = send.onWindowClosed === 'template' && send.fallback !== null;
  if (!waits && !fallsBack) return false;
  const { heldReports: _ofTheFirstTry, ...request } = send;
  message.send = { ...request, sent: [], usingFallback: fallsBack };
  message.delivery = { state: 'queued' };
  message.externalId = null;
  unit.touchMessage(message);
  if (waits) {
    // The platform knows better; the customer's next message opens it again.
    conversation.grants = [];
    unit.touch(conversation);
  }
  unit.dueSends.set(conversation.id, conversation.channelId);
  return true;
}
