import type { ConversationRecord, MessageRecord } from '../store/records.ts';
import type { Unit } from '../store/unit.ts';
import { holdWait } from './waits.ts';

/**
 * The platform found the window shut where we did not. The writer's choice for that case holds: their template goes out, or the message
 * waits until the customer writes.
 *
 * @param when `answer`: at once, so that the parts before it stand; `report`: in a later status, which takes back all of it
 * @returns whether the message is queued again; otherwise it has failed
 */
export function followWindowChoice(
  unit: Unit,
  conversation: ConversationRecord,
  message: MessageRecord,
  when: 'answer' | 'report',
): boolean {
  const { send } = message;
  if (send === null || send.usingFallback) return false;
  const waits = send.onWindowClosed === 'queue' && unit.factsOf(conversation.channelId).windowRule.hours !== null;
  const fallsBack = send.onWindowClosed === 'template' && send.fallback !== null;
  if (!waits && !fallsBack) return false;
  const { firstTriedAt: _early, ...request } = send;
  if (waits && when === 'answer') message.send = request;
  else {
    const { heldReports: _ofThatTry, ...anew } = request;
    const abandoned = [...(send.abandoned ?? []), ...(message.externalId ?? '').split(' '), ...send.sent.flatMap((ids) => ids.split(' '))];
    message.send = { ...anew, sent: [], usingFallback: fallsBack, abandoned: [...new Set(abandoned)].filter((id) => id !== '') };
    message.externalId = null;
  }
  message.delivery = { state: 'queued' };
  unit.touchMessage(message);
  if (waits) {
    // The platform knows better; the customer's next message opens it again.
    conversation.grants = [];
    holdWait(unit, conversation, message);
    unit.touch(conversation);
  }
  unit.dueSends.set(conversation.id, conversation.channelId);
  return true;
}
