import type { GraphOptions } from './graph.ts';
import type { WhatsAppCustomer } from './graph/inbound.ts';
import type { LineOptions } from './line.ts';
import type { LineCustomer } from './line/state.ts';
import type { MessengerCustomer, MessengerOptions } from './messenger.ts';
import type { WeChatOptions } from './wechat.ts';
import type { WeChatCustomer } from './wechat/state.ts';
import type { TwilioCustomer, TwilioOptions } from './twilio.ts';

/** The invented business whose accounts the sandbox holds. */
export const DEMO_BUSINESS = 'Harbour Books';

export const DEMO_WHATSAPP_CUSTOMERS: readonly WhatsAppCustomer[] = [
  { id: '15555550142', name: 'Ana Ferreira', userId: 'US.555000142' },
  { id: '15555550187', name: 'Ben Okafor', userId: 'US.555000187' },
];

export const DEMO_LINE_CUSTOMERS: readonly LineCustomer[] = [
  { id: 'U5550000000000000000000000000a1c7', name: 'Yuki Tanaka', language: 'ja', statusMessage: 'On the night train' },
  { id: 'U5550000000000000000000000000b2d8', name: 'Mei Lin', language: 'zh-TW' },
];

/** A WhatsApp account with known secrets: for tests, and where nobody names others. */
export const DEMO_WHATSAPP: Omit<GraphOptions, 'baseUrl'> = {
  phoneNumberId: '555010000000001',
  businessAccountId: '555020000000001',
  displayPhoneNumber: '+1 555-555-0100',
  verifiedName: DEMO_BUSINESS,
  accessToken: 'sandbox-whatsapp-token',
  appSecret: 'sandbox-whatsapp-app-secret',
  verifyToken: 'sandbox-whatsapp-verify',
  customers: DEMO_WHATSAPP_CUSTOMERS,
};

/** A LINE account with known secrets: for tests, and where nobody names others. */
export const DEMO_LINE: LineOptions = {
  channelSecret: 'sandbox-line-secret',
  channelAccessToken: 'sandbox-line-token',
  botUserId: 'U5550000000000000000000000000b070',
  basicId: '@harbour-books',
  displayName: DEMO_BUSINESS,
  customers: DEMO_LINE_CUSTOMERS,
};

export const DEMO_TWILIO_CUSTOMERS: readonly TwilioCustomer[] = [
  { id: '15555550163', name: 'Ravi Menon', userId: 'US.555000163' },
  { id: '15555550171', name: 'Zoé Martin' },
];

/** A WhatsApp sender at Twilio with known secrets: for tests, and where nobody names others. */
export const DEMO_TWILIO: Omit<TwilioOptions, 'baseUrl'> = {
  accountSid: 'AC55500000000000000000000000000001',
  authToken: 'sandbox-twilio-auth-token',
  from: 'whatsapp:+15555550160',
  senderSid: 'XE55500000000000000000000000000001',
  messagingServiceSid: 'MG55500000000000000000000000000001',
  friendlyName: DEMO_BUSINESS,
  customers: DEMO_TWILIO_CUSTOMERS,
};

/** Their names are for the phones: WeChat tells the business none. */
export const DEMO_WECHAT_CUSTOMERS: readonly WeChatCustomer[] = [
  { id: 'oHB5550000000000000000Li_Na1', name: '李娜 Li Na', unionId: 'oHBunion00000000000000Li_Na1', language: 'zh_CN' },
  { id: 'oHB55500000000000000Ch-Wei02', name: '陈伟 Chen Wei', language: 'zh_CN' },
];

/** A WeChat Official Account (a verified service account) with known secrets: for tests, and where nobody names others. */
export const DEMO_WECHAT: Omit<WeChatOptions, 'baseUrl'> = {
  appId: 'wx5550000000000001',
  appSecret: 'sandboxwechatappsecret0000000001',
  originalId: 'gh_555000000001',
  token: 'sandboxwechattoken',
  encodingAesKey: 'SandboxWeChatEncodingAESKey0000000000000001',
  customers: DEMO_WECHAT_CUSTOMERS,
};

export const DEMO_MESSENGER_CUSTOMERS: readonly MessengerCustomer[] = [
  { id: '5550600000000101', name: 'Leila Haddad' },
  { id: '5550600000000202', name: 'Tomás Vidal' },
];

export const DEMO_INSTAGRAM_CUSTOMERS: readonly MessengerCustomer[] = [
  { id: '5550700000000101', name: 'Noor Rahman', username: 'noor.reads' },
  { id: '5550700000000202', name: 'Ivy Castellanos', username: 'ivy.on.the.quay' },
];

/** A Facebook Page on Messenger, with its Instagram account, with known secrets: for tests, and where nobody names others. */
export const DEMO_MESSENGER: Omit<MessengerOptions, 'baseUrl'> = {
  pageId: '555030000000001',
  pageName: DEMO_BUSINESS,
  pageUsername: 'harbour.books',
  appId: '555040000000001',
  appName: 'Harbour Books Desk',
  pageAccessToken: 'sandbox-messenger-token',
  appSecret: 'sandbox-messenger-app-secret',
  verifyToken: 'sandbox-messenger-verify',
  customers: DEMO_MESSENGER_CUSTOMERS,
  instagram: { accountId: '17840555000000001', username: 'harbour.books', customers: DEMO_INSTAGRAM_CUSTOMERS },
};
