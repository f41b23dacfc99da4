import { createHash } from 'node:crypto';
import { optional } from '../json.ts';
import type { StoredFile } from '../stand-in.ts';
import type { WhatsAppSays } from './says.ts';
import { fileOf } from './says.ts';
import type { InboundMessage, WebhookEnvelope } from './wire.ts';

/** A WhatsApp customer. `id` is the `wa_id`; `userId` the business-scoped one, where they have one. */
export interface WhatsAppCustomer {
  readonly id: string;
  readonly name: string;
  readonly userId?: string;
}

/** Whose webhooks these are. */
export interface GraphAccount {
  readonly phoneNumberId: string;
  readonly businessAccountId: string;
  /** Digits only in webhooks' metadata. */
  readonly displayPhoneNumber: string;
}

/** Keeps a file and gives back what the webhook says of it. */
export type KeepFile = (file: StoredFile) => { readonly id: string; readonly url: string };

/**
 * A saying as it stands in `messages[]`.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages
 */
export function inboundMessage(
  says: WhatsAppSays,
  from: WhatsAppCustomer,
  known: { readonly id: string; readonly now: number; readonly businessPhone: string; readonly turn: number; readonly keep: KeepFile },
): InboundMessage {
  const head = {
    from: from.id,
    ...optional('from_user_id', from.userId),
    id: known.id,
    timestamp: String(Math.floor(known.now / 1000)),
  };
  const quotes = 'quotes' in says && says.quotes !== undefined ? { context: { from: known.businessPhone, id: says.quotes } } : {};
  switch (says.type) {
    case 'text':
      return { ...head, ...quotes, type: 'text', text: { body: says.text } };
    case 'location': {
      const { type, ...place } = says;
      return { ...head, type, location: place };
    }
    case 'contacts':
      return { ...head, type: 'contacts', contacts: says.contacts.map(contactCard) };
    case 'button_reply':
      return {
        ...head,
        ...quotes,
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: { id: says.id, title: says.title } },
      };
    case 'list_reply': {
      const row = { id: says.id, title: says.title, ...optional('description', says.description) };
      return { ...head, ...quotes, type: 'interactive', interactive: { type: 'list_reply', list_reply: row } };
    }
    case 'template_button':
      return { ...head, ...quotes, type: 'button', button: { payload: says.payload, text: says.text } };
    case 'reaction':
      return { ...head, type: 'reaction', reaction: { message_id: says.messageId, ...(says.emoji === '' ? {} : { emoji: says.emoji }) } };
    case 'edit':
      return {
        ...head,
        type: 'edit',
        edit: { original_message_id: says.messageId, message: { context: { id: 'M0' }, type: 'text', text: { body: says.text } } },
      };
    case 'revoke':
      return { ...head, type: 'revoke', revoke: { original_message_id: says.messageId } };
    case 'raw':
      return { type: 'unknown', ...says.message, ...head };
    default:
      return { ...head, ...quotes, ...mediaMessage(says, fileOf(says, known.turn), known.keep) };
  }
}

function mediaMessage(says: Extract<WhatsAppSays, { caption?: string }>, file: StoredFile, keep: KeepFile): { readonly type: string } {
  const type = says.type === 'voice' ? 'audio' : says.type;
  const media = {
    mime_type: file.mimeType,
    sha256: createHash('sha256').update(file.bytes).digest('base64'),
    ...keep(file),
    ...optional('caption', says.caption),
    ...(type === 'document' ? { filename: file.name ?? 'document' } : {}),
    ...(type === 'audio' ? { voice: says.type === 'voice' } : {}),
    ...(type === 'sticker' ? { animated: false } : {}),
  };
  return { type, ...{ [type]: media } };
}

function contactCard(card: { readonly name: string; readonly phone: string }): unknown {
  const [first = card.name, ...rest] = card.name.split(' ');
  return {
    name: { formatted_name: card.name, first_name: first, ...(rest.length > 0 ? { last_name: rest.join(' ') } : {}) },
    phones: [{ phone: card.phone, wa_id: card.phone.replaceAll(/\D/g, ''), type: 'CELL' }],
  };
}

/** A webhook of the `messages` field: messages of a customer, or statuses of ours. */
export function envelope(
  account: GraphAccount,
  customer: WhatsAppCustomer,
  what: { readonly messages: readonly InboundMessage[] } | { readonly statuses: readonly unknown[] },
): WebhookEnvelope {
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: account.displayPhoneNumber.replaceAll(/\D/g, ''), phone_number_id: account.phoneNumberId },
    contacts: [{ profile: { name: customer.name }, wa_id: customer.id, ...optional('user_id', customer.userId) }],
    ...what,
  };
  return { object: 'whatsapp_business_account', entry: [{ id: account.businessAccountId, changes: [{ value, field: 'messages' }] }] };
}
