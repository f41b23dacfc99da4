import type { ContactCard, Content, InboundMedia } from '../../model/content.ts';
import { asObject, asText, field, isTrue, listField, numberField, present, readJson, textField } from './wire.ts';

type Inbound = Content<InboundMedia>;
/** Reads the part of a message that is named like its type; undefined where it is not as documented. */
type Reader = (body: unknown, message: unknown) => Inbound | undefined;

/** Message types (https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages). */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['text', textContent],
  ['image', (body) => mediaContent('image', body)],
  ['video', (body) => mediaContent('video', body)],
  ['audio', (body) => mediaContent('audio', body)],
  ['voice', (body) => mediaContent('audio', body)],
  ['document', (body) => mediaContent('file', body)],
  ['sticker', stickerContent],
  ['location', locationContent],
  ['contacts', (_body, message) => contactsContent(message)],
  ['interactive', interactiveContent],
  ['button', buttonContent],
  ['order', (body) => formContent('order', body)],
]);

/** What a message says. Total: a type or a shape that is not known gives `unsupported`. */
export function contentOf(message: unknown): Inbound {
  const type = textField(message, 'type') ?? '';
  return READERS.get(type)?.(field(message, type), message) ?? unsupported(message, type);
}

function textContent(body: unknown): Inbound | undefined {
  const text = textField(body, 'body');
  return text === undefined ? undefined : { type: 'text', text };
}

function mediaContent(type: 'image' | 'video' | 'audio' | 'file', body: unknown): Inbound | undefined {
  const attachment = mediaOf(body);
  if (attachment === undefined) return undefined;
  const caption = textField(body, 'caption');
  const voice = type === 'audio' && isTrue(body, 'voice');
  return { type, attachment, ...(caption === undefined ? {} : { caption }), ...(voice ? { voice } : {}) };
}

function mediaOf(body: unknown): InboundMedia | undefined {
  const mediaId = textField(body, 'id');
  if (mediaId === undefined) return undefined;
  return present<InboundMedia>({ ref: { mediaId }, mimeType: textField(body, 'mime_type'), name: textField(body, 'filename') });
}

function stickerContent(body: unknown): Inbound | undefined {
  const attachment = mediaOf(body);
  return attachment === undefined ? undefined : { type: 'sticker', attachment };
}

function locationContent(body: unknown): Inbound | undefined {
  const latitude = numberField(body, 'latitude');
  const longitude = numberField(body, 'longitude');
  if (latitude === undefined || longitude === undefined) return undefined;
  return present<Extract<Inbound, { type: 'location' }>>({
    type: 'location',
    latitude,
    longitude,
    name: textField(body, 'name'),
    address: textField(body, 'address'),
  });
}

function contactsContent(message: unknown): Inbound | undefined {
  const contacts = listField(message, 'contacts').map(contactCard);
  return contacts.length === 0 ? undefined : { type: 'contacts', contacts };
}

function contactCard(card: unknown): ContactCard {
  const name = field(card, 'name');
  const parts = [textField(name, 'first_name'), textField(name, 'last_name')].filter((part) => part !== undefined);
  return present<ContactCard>({
    name: textField(name, 'formatted_name') ?? parts.join(' '),
    phones: listField(card, 'phones').flatMap((phone) => {
      const number = textField(phone, 'phone') ?? textField(phone, 'wa_id');
      return number === undefined ? [] : [{ number, ...labelOf(phone) }];
    }),
    emails: listField(card, 'emails').flatMap((email) => {
      const address = textField(email, 'email');
      return address === undefined ? [] : [{ address, ...labelOf(email) }];
    }),
    organization: textField(field(card, 'org'), 'company'),
  });
}

function labelOf(entry: unknown): { label?: string } {
  const label = textField(entry, 'type');
  return label === undefined ? {} : { label };
}

function interactiveContent(body: unknown): Inbound | undefined {
  const type = textField(body, 'type') ?? '';
  const reply = field(body, type);
  switch (type) {
    case 'button_reply':
    case 'list_reply':
      return choiceReply(textField(reply, 'id'), textField(reply, 'title'));
    case 'nfm_reply':
      return flowContent(reply);
    case 'call_permission_reply':
      return formContent('call_permission', reply);
    case 'payment_method':
      return formContent('payment_method', reply);
    default:
      return undefined;
  }
}

/** The tapped quick reply of a template; its context may be missing. */
function buttonContent(body: unknown): Inbound | undefined {
  return choiceReply(textField(body, 'payload'), textField(body, 'text'));
}

function choiceReply(optionId: string | undefined, label: string | undefined): Inbound | undefined {
  const shown = label ?? optionId;
  if (shown === undefined) return undefined;
  return { type: 'choice_reply', label: shown, ...(optionId === undefined ? {} : { optionId }) };
}

/** A flow's answer is JSON in a string; what is none is kept as it is. */
function flowContent(reply: unknown): Inbound | undefined {
  const json = textField(reply, 'response_json');
  if (json === undefined) return undefined;
  const read = readJson(json);
  const fields = read.is === 'json' ? asObject(read.json) : {};
  const isFields = Object.keys(fields).length > 0;
  return { type: 'form_reply', name: textField(reply, 'name') ?? 'flow', fields: isFields ? fields : { response: json } };
}

function formContent(name: string, body: unknown): Inbound | undefined {
  const fields = asObject(body);
  return Object.keys(fields).length === 0 ? undefined : { type: 'form_reply', name, fields };
}

function unsupported(message: unknown, type: string): Inbound {
  const error = listField(message, 'errors')[0];
  const kind = textField(field(message, 'unsupported'), 'type') ?? (type === 'unsupported' ? undefined : asText(type));
  const reason = textField(field(error, 'error_data'), 'details') ?? textField(error, 'title');
  const what = kind === undefined ? 'A message' : `A message of the kind "${kind}"`;
  return { type: 'unsupported', summary: `${what} that WhatsApp does not pass on to us.${reason === undefined ? '' : ` ${reason}`}` };
}
