import { z } from 'zod';

/** The Graph API version of the calls; the newest that Meta's own samples used in spring 2026. */
const GRAPH_VERSION = 'v25.0';
/** Where the Graph API is. */
const GRAPH = 'https://graph.facebook.com';

/** Ids stand in a path and in a key: letters, digits and `_` only. Meta's are digits. */
const accountId = z
  .string()
  .trim()
  .regex(/^\w{1,64}$/, 'must be the id as Meta shows it');
/** Secrets travel in headers and queries: no spaces, no line breaks. */
const secret = z
  .string()
  .trim()
  .regex(/^[\x21-\x7e]{1,1024}$/, 'must be 1 to 1024 visible ASCII characters');

/** Settings of one WhatsApp number on Meta's Cloud API. */
export const whatsappSettings = z.strictObject({
  phoneNumberId: accountId.meta({ label: 'Phone number ID' }),
  businessAccountId: accountId.meta({ label: 'WhatsApp Business Account ID' }),
  accessToken: secret.meta({ label: 'Access token', secret: true }),
  appSecret: secret.meta({ label: 'App secret', secret: true }),
  verifyToken: secret.meta({ label: 'Verify token', secret: true }),
  graphVersion: z
    .string()
    .regex(/^v\d{1,3}\.\d{1,2}$/, 'must look like v25.0')
    .default(GRAPH_VERSION)
    .meta({ label: 'Graph API version' }),
  apiBaseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ label: 'Address that stands for graph.facebook.com' }),
});

export type WhatsappSettings = z.output<typeof whatsappSettings>;

/** An address of the Graph API. `path` is a list of segments, each escaped here. */
export function graphUrl(settings: WhatsappSettings, path: readonly string[], query: Readonly<Record<string, string>> = {}): string {
  const base = (settings.apiBaseUrl ?? GRAPH).replace(/\/+$/, '');
  const parameters = new URLSearchParams(query).toString();
  const segments = [settings.graphVersion, ...path].map(encodeURIComponent);
  return `${base}/${segments.join('/')}${parameters === '' ? '' : `?${parameters}`}`;
}

/** The header that shows who calls. */
export function bearer(settings: WhatsappSettings): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${settings.accessToken}` };
}

/** A sentence for people without any secret of the settings: Graph repeats a malformed token in its error. At most 500 characters. */
export function withoutSecrets(sentence: string, settings: WhatsappSettings): string {
  const secrets = [settings.accessToken, settings.appSecret, settings.verifyToken].filter((value) => value !== '');
  return secrets.reduce((rest, value) => rest.replaceAll(value, '[secret]'), sentence).slice(0, 500);
}
