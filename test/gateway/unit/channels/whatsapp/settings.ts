import type { WhatsappSettings } from '../../../../../gateway/src/channels/whatsapp/index.ts';

/** A channel's settings with invented values. */
export const settings: WhatsappSettings = {
  phoneNumberId: '555000111222',
  businessAccountId: '555999888777',
  accessToken: 'EAAtoken-for-tests-only',
  appSecret: 'app-secret-for-tests-only',
  verifyToken: 'verify-token-for-tests-only',
  graphVersion: 'v25.0',
};
