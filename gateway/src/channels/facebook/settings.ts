import { z } from 'zod';
import { accountId, apiBaseUrl, graphVersion, secretText, withoutThese } from '../meta/settings.ts';

export { bearerOf, graphUrl } from '../meta/settings.ts';

/** Settings of one Facebook Page, and of the Instagram account that is linked to it. */
export const facebookSettings = z.strictObject({
  pageId: accountId.meta({ label: 'Page ID' }),
  pageAccessToken: secretText.meta({ label: 'Page access token', secret: true }),
  appSecret: secretText.meta({ label: 'App secret', secret: true }),
  verifyToken: secretText.meta({ label: 'Verify token', secret: true }),
  instagramAccountId: accountId.optional().meta({ label: 'Instagram account ID, for Instagram messages' }),
  graphVersion: graphVersion.meta({ label: 'Graph API version' }),
  apiBaseUrl: apiBaseUrl.meta({ label: 'Address that stands for graph.facebook.com' }),
});

export type FacebookSettings = z.output<typeof facebookSettings>;

/** A sentence for people without any secret of the settings: Graph repeats a malformed token in its error. At most 500 characters. */
export function withoutSecrets(sentence: string, settings: FacebookSettings): string {
  return withoutThese(sentence, [settings.pageAccessToken, settings.appSecret, settings.verifyToken]);
}
