import { createHmac } from 'node:crypto';

/** A WhatsApp number that sends webhooks. */
export interface WhatsappAccount {
  readonly phoneNumberId: string;
  readonly businessAccountId: string;
  readonly displayPhoneNumber: string;
  readonly appSecret: string;
}

/** The account of the bench and of the fault suite. */
export const ACCOUNT: WhatsappAccount = {
  phoneNumberId: '105550100000001',
  businessAccountId: '205550100000002',
  displayPhoneNumber: '15550100000',
  appSecret: 'bench0app0secret0of0a0made0up0app',
};

/** Which of the made-up customers' messages is wanted. */
export interface TextMessage {
  readonly index: number;
  readonly users: number;
  /** Seconds since 1970, as WhatsApp gives them. */
  readonly timestamp: number;
}

const WORDS = [
  'Good morning',
  'is my order on its way?',
  'the blue one',
  'in size 42',
  'thank you',
  'I am at the station',
  'see you at noon',
  'please',
];

/** The platform's id of the message with this index; different for every index. */
export function externalIdOf(index: number): string {
  return `wamid.HBgLMTU1NTAxMDAwMDAVAgASGBQzQTk0${Buffer.from(`m${String(index).padStart(14, '0')}`).toString('base64url')}AA==`;
}

/** A customer's phone number, from the 555-01xx range that belongs to nobody, made longer so that there are enough. */
export function phoneOf(index: number, users: number): string {
  return `1555010${String(index % users).padStart(5, '0')}`;
}

/**
 * The body of a text message's webhook as Meta documents it
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/text).
 */
export function textWebhook(account: WhatsappAccount, { index, users, timestamp }: TextMessage): Buffer {
  const phone = phoneOf(index, users);
  const text = `${WORDS[index % 8] ?? ''}, ${WORDS[(index >> 3) % 8] ?? ''} (${index})`;
  return Buffer.from(
    `{"object":"whatsapp_business_account","entry":[{"id":"${account.businessAccountId}","changes":[{"value":{"messaging_product":"whatsapp",` +
      `"metadata":{"display_phone_number":"${account.displayPhoneNumber}","phone_number_id":"${account.phoneNumberId}"},` +
      `"contacts":[{"profile":{"name":"Customer ${index % users}"},"wa_id":"${phone}"}],` +
      `"messages":[{"from":"${phone}","id":"${externalIdOf(index)}","timestamp":"${timestamp}","text":{"body":"${text}"},"type":"text"}]},` +
      `"field":"messages"}]}]}`,
  );
}

/** The value of `X-Hub-Signature-256` over a body. */
export function signatureOf(account: WhatsappAccount, body: Buffer): string {
  return `sha256=${createHmac('sha256', account.appSecret).update(body).digest('hex')}`;
}
