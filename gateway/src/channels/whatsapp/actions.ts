import type { ActionEnd, Address, CallIo, PlatformMessage } from '../channel.ts';
import { askGraph } from './graph.ts';
import { recipientOf } from './recipient.ts';
import { graphUrl, type WhatsappSettings } from './settings.ts';
import { field, isTrue, listField, type Fields } from './wire.ts';

const DONE: ActionEnd = { is: 'done' };

/**
 * Shows for 25 seconds, or until the next message, that somebody writes
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/typing-indicators). WhatsApp shows it as an answer to
 * a message only, and marks that message as read. Never throws.
 */
export function showTyping(_to: Address, last: PlatformMessage | null, settings: WhatsappSettings, io: CallIo): Promise<ActionEnd> {
  if (last === null) {
    const detail = 'WhatsApp shows that somebody writes only in answer to a message of the customer.';
    return Promise.resolve({ is: 'refused', reason: 'unsupported_content', detail });
  }
  return act({ status: 'read', message_id: last.externalId, typing_indicator: { type: 'text' } }, settings, io);
}

/**
 * Shows the blue ticks on the message and all before it
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/mark-message-as-read). Never throws.
 */
export function markRead(_to: Address, last: PlatformMessage, settings: WhatsappSettings, io: CallIo): Promise<ActionEnd> {
  return act({ status: 'read', message_id: last.externalId }, settings, io);
}

/**
 * Puts the business's one reaction on a message, or takes it away with an empty emoji
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/reaction-messages). The window must be open,
 * the message at most 30 days old. The same reaction twice is one, so it may be repeated. Never throws.
 */
export function react(
  to: Address,
  target: PlatformMessage,
  emoji: string | null,
  settings: WhatsappSettings,
  io: CallIo,
): Promise<ActionEnd> {
  const recipient = recipientOf(to);
  if (recipient === undefined) {
    const detail = 'WhatsApp knows this customer by no phone number and no id.';
    return Promise.resolve({ is: 'refused', reason: 'recipient_unreachable', detail });
  }
  return act({ ...recipient, type: 'reaction', reaction: { message_id: target.externalId, emoji: emoji ?? '' } }, settings, io);
}

/** Marks are answered with `success`, reactions as messages are. */
async function act(body: Fields, settings: WhatsappSettings, io: CallIo): Promise<ActionEnd> {
  const answer = await askGraph(
    {
      method: 'POST',
      url: graphUrl(settings, [settings.phoneNumberId, 'messages']),
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ messaging_product: 'whatsapp', ...body }),
    },
    settings,
    io,
  );
  if (answer.is !== 'answered') return answer;
  const isTaken = isTrue(answer.json, 'success') || field(listField(answer.json, 'messages')[0], 'id') !== undefined;
  return isTaken ? DONE : { is: 'unknown', detail: 'WhatsApp answered with nothing we can read.', safeToRepeat: true };
}
