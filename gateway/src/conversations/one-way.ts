import type { ConversationRecord } from '../store/records.ts';
import type { Unit } from '../store/unit.ts';

const DAY_MS = 24 * 3_600_000;

/**
 * On a channel where nobody answers, tells the customer so, at most once a day (DESIGN section 7). When it was told is kept with the
 * conversation, so that a start of the gateway tells nobody twice. Nothing where the channel has nothing to say.
 */
export function replyOneWay(unit: Unit, conversation: ConversationRecord): void {
  const { twoWay, oneWayReply } = unit.factsOf(conversation.channelId);
  const last = conversation.oneWayRepliedAt;
  if (twoWay || oneWayReply === null || (last !== null && unit.now - last < DAY_MS)) return;
  conversation.oneWayRepliedAt = unit.now;
  unit.addMessage(conversation, {
    direction: 'outbound',
    visibility: 'public',
    author: { type: 'system', id: null, name: null, origin: 'gateway' },
    content: { type: 'text', text: oneWayReply },
    quotedMessageId: null,
    reactions: [],
    externalId: null,
    tokens: null,
    webhookId: null,
    sentAt: unit.now,
    editedAt: null,
    deletedAt: null,
    delivery: { state: 'queued' },
    send: { onWindowClosed: 'fail', fallback: null, answers: false, sent: [], usingFallback: false },
  });
  unit.dueSends.set(conversation.id, conversation.channelId);
}
