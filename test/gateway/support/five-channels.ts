import type { AnyChannel, Address } from '../../../gateway/src/channels/channel.ts';
import { loadChannel } from '../../../gateway/src/channels/registry.ts';
import { addressOf } from './channel-io.ts';

/** A platform to be written to at an address of our own. */
export interface WrittenTo {
  readonly name: string;
  readonly type: string;
  readonly provider: string | null;
  settings(apiBaseUrl: string): Readonly<Record<string, unknown>>;
  readonly to: Address;
  /** The platform's yes to a text. */
  readonly yes: unknown;
  /** The platform's no to a message, in its own shape, with the HTTP status it has. */
  readonly no: unknown;
  /** Answers to calls that come before a send, by the end of their path. */
  readonly before: Readonly<Record<string, unknown>>;
}

/** The five ways out, in the order of the documents. */
export const FIVE_CHANNELS: readonly WrittenTo[] = [
  {
    name: 'WhatsApp Cloud API',
    type: 'whatsapp',
    provider: 'cloud_api',
    settings: (apiBaseUrl) => ({
      phoneNumberId: '105550100000001', businessAccountId: '205550100000002', accessToken: 't', appSecret: 's', verifyToken: 'v', apiBaseUrl,
    }), // prettier-ignore
    to: addressOf([{ kind: 'phone', value: '15550100001' }]),
    yes: { messaging_product: 'whatsapp', contacts: [{ input: '15550100001', wa_id: '15550100001' }], messages: [{ id: 'wamid.1' }] },
    no: { error: { message: 'Parameter value is not valid', type: 'OAuthException', code: 131009, fbtrace_id: 'x' } },
    before: {},
  },
  {
    name: 'WhatsApp through Twilio',
    type: 'whatsapp',
    provider: 'twilio',
    settings: (apiBaseUrl) => ({
      accountSid: 'AC00000000000000000000000000000001',
      authToken: 't',
      from: 'whatsapp:+14155550100',
      apiBaseUrl,
    }),
    to: addressOf([{ kind: 'phone', value: '15550100001' }]),
    yes: { sid: 'SM00000000000000000000000000000001', status: 'queued' },
    no: { code: 21617, message: 'The concatenated message body exceeds the 1600 character limit', more_info: '', status: 400 },
    before: {},
  },
  {
    name: 'Messenger',
    type: 'facebook',
    provider: null,
    settings: (apiBaseUrl) => ({ pageId: '555000000000010', pageAccessToken: 't', appSecret: 's', verifyToken: 'v', apiBaseUrl }),
    to: addressOf([{ kind: 'psid', value: '5550000000000001' }]),
    yes: { recipient_id: '5550000000000001', message_id: 'm_1' },
    no: { error: { message: 'Invalid parameter', type: 'OAuthException', code: 100, fbtrace_id: 'x' } },
    before: {},
  },
  {
    name: 'LINE',
    type: 'line',
    provider: null,
    settings: (apiBaseUrl) => ({ channelSecret: 's', channelAccessToken: 't', apiBaseUrl }),
    to: addressOf([{ kind: 'user_id', value: 'U5550000000000000000000000000a1c7' }]),
    yes: { sentMessages: [{ id: '555000000000000001', quoteToken: 'q' }] },
    no: { message: 'The request body has 1 error(s)', details: [{ message: 'May not be empty', property: 'messages[0].text' }] },
    before: {},
  },
  {
    name: 'WeChat',
    type: 'wechat',
    provider: null,
    settings: (apiBaseUrl) => ({ appId: 'wx5550000000000001', appSecret: 's', token: 't', apiBaseUrl }),
    to: addressOf([{ kind: 'openid', value: 'o5550000000000000000000000001' }]),
    yes: { errcode: 0, errmsg: 'ok' },
    no: { errcode: 40008, errmsg: 'invalid message type' },
    before: { '/cgi-bin/stable_token': { access_token: 'token-1', expires_in: 7200 } },
  },
];

/** The channel, loaded as the gateway loads it. */
export async function loaded({ type, provider, name }: WrittenTo): Promise<AnyChannel> {
  const channel = await loadChannel(type, provider);
  if (channel === undefined) throw new Error(`${name} is not in the registry`);
  return channel;
}
