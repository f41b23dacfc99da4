import type { FacebookSettings } from '../../../../../gateway/src/channels/facebook/index.ts';

/** A channel's settings with invented values. */
export const settings: FacebookSettings = {
  pageId: '555001000000001',
  pageAccessToken: 'EAApage-token-for-tests-only',
  appSecret: 'app-secret-for-tests-only',
  verifyToken: 'verify-token-for-tests-only',
  instagramAccountId: '17840055500000001',
  graphVersion: 'v25.0',
};
