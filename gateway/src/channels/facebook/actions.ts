import type { ActionEnd, Address, CallIo, PlatformMessage } from '../channel.ts';
import { textField, type Fields } from '../meta/wire.ts';
import { askGraph, unreadable } from './graph.ts';
import { midOf } from './message-id.ts';
import { recipientOf } from './person.ts';
import type { FacebookSettings } from './settings.ts';

/** What Instagram's one reaction looks like on a keyboard. */
const HEART = /^(❤️?|♥️?|love)$/u;

/**
 * Shows for 20 seconds, or until the next message, that somebody writes
 * (https://developers.facebook.com/documentation/business-messaging/messenger-platform/send-messages/sender-actions). Never throws.
 */
export function showTyping(to: Address, _last: PlatformMessage | null, settings: FacebookSettings, io: CallIo): Promise<ActionEnd> {
  return act(to, { sender_action: 'typing_on' }, settings, io);
}

/** Shows that everything so far was seen; Meta marks no single message (same page). Never throws. */
export function markRead(to: Address, _last: PlatformMessage, settings: FacebookSettings, io: CallIo): Promise<ActionEnd> {
  return act(to, { sender_action: 'mark_seen' }, settings, io);
}

/**
 * Puts the business's one reaction on a message, or takes it away (same page). Messenger takes any emoji, Instagram the heart only
 * (…/instagram-messaging/features/send-message). The same reaction twice is one, so it may be repeated. Never throws.
 */
export function react(
  to: Address,
  target: PlatformMessage,
  emoji: string | null,
  settings: FacebookSettings,
  io: CallIo,
): Promise<ActionEnd> {
  const mid = midOf(target.externalId);
  if (mid === undefined) return refused('unsupported_content', 'Meta knows a tapped button by no id, so that nobody can react to it.');
  if (emoji === null) return act(to, { sender_action: 'unreact', payload: { message_id: mid } }, settings, io);
  const isInstagram = recipientOf(to)?.network === 'instagram';
  if (isInstagram && !HEART.test(emoji)) return refused('unsupported_content', 'On Instagram a business can react with the heart only.');
  return act(to, { sender_action: 'react', payload: { message_id: mid, reaction: isInstagram ? 'love' : emoji } }, settings, io);
}

async function act(to: Address, body: Fields, settings: FacebookSettings, io: CallIo): Promise<ActionEnd> {
  const recipient = recipientOf(to);
  if (recipient === undefined) return refused('recipient_unreachable', 'Messenger knows this customer by no id.');
  const answer = await askGraph(
    {
      method: 'POST',
      path: [settings.pageId, 'messages'],
      contentType: 'application/json',
      body: JSON.stringify({ recipient: { id: recipient.id }, ...body }),
      safeToRepeat: true,
    },
    settings,
    io,
  );
  if (answer.is !== 'answered') return answer;
  return textField(answer.json, 'recipient_id') === undefined ? unreadable({ safeToRepeat: true }) : { is: 'done' };
}

function refused(reason: 'unsupported_content' | 'recipient_unreachable', detail: string): Promise<ActionEnd> {
  return Promise.resolve({ is: 'refused', reason, detail });
}
