import type { Actor } from '../model/events.ts';
import { mayWrite, windowState } from '../model/window.ts';
import type { ConversationRecord, MessageRecord } from '../store/records.ts';
import type { Unit } from '../store/unit.ts';
import { setHandler } from './acting.ts';

/** Whether people hold the conversation: somebody owns it or has joined. */
export function isHeldByPeople({ handler, assigneeId, participants }: ConversationRecord): boolean {
  return handler === 'people' && (assigneeId !== null || participants.length > 0);
}

/**
 * A person answers, here or in the platform's own app: the conversation is people's, and what a workflow still had to say is held back.
 * It ends as `failed` with the code `held_by_member`. Who holds the conversation already has not taken it now: what workflows send then
 * is theirs to decide (`ifHeld`). The conversation's queue must have been loaded (`loadQueued`).
 */
export function takeFromBots(unit: Unit, conversation: ConversationRecord, actor: Actor): void {
  if (!isHeldByPeople(conversation)) {
    for (const message of unit.messages.values()) {
      if (message.conversationId === conversation.id && isHeldBack(unit, conversation, message)) holdBack(unit, conversation, message);
    }
  }
  setHandler(unit, conversation, 'people', actor);
  if (conversation.peopleAt !== null) conversation.peopleAt = unit.now;
}

/** What has begun to go out goes on, and what waits for the customer's next message was not meant for this moment. */
function isHeldBack(unit: Unit, conversation: ConversationRecord, { author, delivery, send }: MessageRecord): boolean {
  if (author.type !== 'bot' || delivery?.state !== 'queued' || send === null || send.sent.length > 0) return false;
  const window = windowState(unit.factsOf(conversation.channelId).windowRule, conversation.grants, unit.now);
  return send.onWindowClosed !== 'queue' || mayWrite(window, 'bot');
}

function holdBack(unit: Unit, conversation: ConversationRecord, message: MessageRecord): void {
  const detail = 'A person answered before this message of a workflow went out.';
  message.delivery = { ...message.delivery, state: 'failed', error: { code: 'held_by_member', detail } };
  if (conversation.openChoice?.messageId === message.id) conversation.openChoice = null;
  unit.touchMessage(message);
  unit.emit({ type: 'message.failed', actor: { type: 'system', id: null, name: null }, conversation, message });
}
