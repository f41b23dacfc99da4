import { z } from 'zod';

/**
 * What an admin enters to connect a LINE Official Account. Channel secret and token are on the "Basic settings" and
 * "Messaging API" tabs of the LINE Developers console (https://developers.line.biz/console/).
 */
export const lineSettings = z.strictObject({
  botUserId: z.string().trim().min(1).optional().meta({
    label: 'Bot user id',
    description: 'The account’s own id, U and 32 characters. When set, webhooks for another account are left alone.',
  }),
  channelSecret: z.string().trim().min(1).meta({ label: 'Channel secret', secret: true }),
  channelAccessToken: z.string().trim().min(1).meta({ label: 'Channel access token (long-lived)', secret: true }),
  apiBaseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      label: 'API address',
      description: 'Replaces https://api.line.me and https://api-data.line.me; for the sandbox and for tests.',
    }),
});

export type LineSettings = z.infer<typeof lineSettings>;

/** Where messages are sent (https://developers.line.biz/en/reference/messaging-api/#domain-name). */
export function apiUrl(settings: LineSettings, path: string): string {
  return join(settings.apiBaseUrl ?? 'https://api.line.me', path);
}

/** Where content is fetched from: LINE keeps it on a host of its own (same page). */
export function dataUrl(settings: LineSettings, path: string): string {
  return join(settings.apiBaseUrl ?? 'https://api-data.line.me', path);
}

function join(base: string, path: string): string {
  return base.replace(/\/+$/, '') + path;
}

/** The text with the channel's secrets taken out: a platform may repeat in an error what it was sent. */
export function withoutSecrets(text: string, settings: LineSettings): string {
  const secrets = [settings.channelAccessToken, settings.channelSecret].filter((secret) => secret !== '');
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret]'), text);
}

/** The header that names us to LINE. */
export function authorization(settings: LineSettings): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${settings.channelAccessToken}` };
}
