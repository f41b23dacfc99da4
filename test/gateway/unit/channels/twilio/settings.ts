import { whatsappTwilio, type TwilioSettings } from '../../../../../gateway/src/channels/twilio/index.ts';
import { post } from '../../../contract/channels.contract.ts';

/** A channel's settings with invented values. */
export const settings: TwilioSettings = {
  accountSid: 'AC5550000000000000000000000000aaaa',
  authToken: 'auth-token-for-tests-only',
  from: 'whatsapp:+15550001111',
};

/** What the header of every call of ours says. */
export const BASIC = `Basic ${Buffer.from(`${settings.accountSid}:${settings.authToken}`).toString('base64')}`;

/** Parameters as Twilio writes them: a form, a list as a name that comes several times. */
export function formOf(example: unknown): string {
  if (typeof example !== 'object' || example === null || Array.isArray(example)) return `nothing=${encodeURIComponent(String(example))}`;
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(example)) {
    for (const one of Array.isArray(value) ? value : [value])
      form.append(name, typeof one === 'object' ? JSON.stringify(one) : String(one));
  }
  return form.size === 0 ? 'nothing=' : form.toString();
}

/** The events of a request with these parameters. */
export function parsed(params: object, query: Readonly<Record<string, string>> = {}) {
  return whatsappTwilio.parse(post(formOf(params), {}, query), settings, 0) ?? [];
}

/** A text that came in, with further parameters. */
export function inbound(fields: object = {}): object {
  return {
    SmsMessageSid: 'SM555000000000000000000000000000a1',
    NumMedia: '0',
    ProfileName: 'Ana Lima',
    MessageType: 'text',
    SmsSid: 'SM555000000000000000000000000000a1',
    WaId: '15550100001',
    SmsStatus: 'received',
    Body: 'Olá, está aberto?',
    To: 'whatsapp:+15550001111',
    NumSegments: '1',
    ReferralNumMedia: '0',
    MessageSid: 'SM555000000000000000000000000000a1',
    AccountSid: settings.accountSid,
    From: 'whatsapp:+15550100001',
    ApiVersion: '2010-04-01',
    ...fields,
  };
}
