import { z } from 'zod';

/** Twilio's hosts (https://www.twilio.com/docs/usage/api#base-url, …/docs/content, …/docs/whatsapp/api/senders). */
const HOSTS = {
  api: 'https://api.twilio.com',
  content: 'https://content.twilio.com',
  messaging: 'https://messaging.twilio.com',
} as const;

export type TwilioHost = keyof typeof HOSTS;

/** Ids stand in a path: letters, digits and `_` only. Twilio's are two letters and 32 hexadecimal digits. */
const sid = (prefix: string, what: string) =>
  z
    .string()
    .trim()
    .regex(new RegExp(`^${prefix}\\w{1,62}$`), `must be the ${what} as Twilio shows it: ${prefix}…`);

/** Settings of one WhatsApp sender at Twilio. */
export const twilioSettings = z.strictObject({
  accountSid: sid('AC', 'Account SID').meta({ label: 'Account SID' }),
  authToken: z
    .string()
    .trim()
    .regex(/^[\x21-\x7e]{1,1024}$/, 'must be 1 to 1024 visible ASCII characters')
    .meta({ label: 'Auth token', secret: true }),
  from: z
    .string()
    .trim()
    .regex(/^whatsapp:\+\d{5,15}$/, 'must look like whatsapp:+15550001111')
    .meta({ label: 'WhatsApp sender' }),
  messagingServiceSid: sid('MG', 'Messaging Service SID').optional().meta({ label: 'Messaging Service SID' }),
  apiBaseUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({ label: 'Address that stands for all hosts of Twilio' }),
});

export type TwilioSettings = z.output<typeof twilioSettings>;

/** An address of Twilio's API. `path` is a list of segments, each escaped here. */
export function twilioUrl(
  settings: TwilioSettings,
  host: TwilioHost,
  path: readonly string[],
  query: Readonly<Record<string, string>> | string = {},
): string {
  const base = (settings.apiBaseUrl ?? HOSTS[host]).replace(/\/+$/, '');
  const parameters = new URLSearchParams(query).toString();
  return `${base}/${path.map(encodeURIComponent).join('/')}${parameters === '' ? '' : `?${parameters}`}`;
}

/** The header that shows who calls: HTTP basic with the account and its token. */
export function basicAuth(settings: TwilioSettings): Readonly<Record<string, string>> {
  return { authorization: `Basic ${credential(settings)}` };
}

/** A sentence for people without any secret of the settings, however it is written. At most 500 characters. */
export function withoutSecrets(sentence: string, settings: TwilioSettings): string {
  const secrets = [credential(settings), settings.authToken].filter((value) => value !== '');
  return secrets.reduce((rest, value) => rest.replaceAll(value, '[secret]'), sentence).slice(0, 500);
}

function credential(settings: TwilioSettings): string {
  return Buffer.from(`${settings.accountSid}:${settings.authToken}`).toString('base64');
}
