import { z } from 'zod';
import { accountId, apiBaseUrl, bearerOf, graphVersion, secretText, withoutThese } from '../meta/settings.ts';

export { graphUrl } from '../meta/settings.ts';

/** Settings of one WhatsApp number on Meta's Cloud API. */
export const whatsappSettings = z.strictObject({
  phoneNumberId: accountId.meta({ label: 'Phone number ID' }),
  businessAccountId: accountId.meta({ label: 'WhatsApp Business Account ID' }),
  accessToken: secretText.meta({ label: 'Access token', secret: true }),
  appSecret: secretText.meta({ label: 'App secret', secret: true }),
  verifyToken: secretText.meta({ label: 'Verify token', secret: true }),
  graphVersion: graphVersion.meta({ label: 'Graph API version' }),
  apiBaseUrl: apiBaseUrl.meta({ label: 'Address that stands for graph.facebook.com' }),
});

export type WhatsappSettings = z.output<typeof whatsappSettings>;

/** The header that shows who calls. */
export function bearer(settings: WhatsappSettings): Readonly<Record<string, string>> {
  return bearerOf(settings.accessToken);
}

/** A sentence for people without any secret of the settings: Graph repeats a malformed token in its error. At most 500 characters. */
export function withoutSecrets(sentence: string, settings: WhatsappSettings): string {
  return withoutThese(sentence, [settings.accessToken, settings.appSecret, settings.verifyToken]);
}
