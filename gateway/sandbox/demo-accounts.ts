import type { GraphOptions } from './graph.ts';
import type { WhatsAppCustomer } from './graph/inbound.ts';
import type { LineOptions } from './line.ts';
import type { LineCustomer } from './line/state.ts';

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
