import type { TestApi } from './api.ts';

/** Settings that a WhatsApp channel takes, invented. */
export const WHATSAPP = {
  type: 'whatsapp',
  provider: 'cloud_api',
  name: 'Front desk',
  settings: {
    phoneNumberId: '555000111222333',
    businessAccountId: '555000444555666',
    accessToken: 'canary-access-token',
    appSecret: 'canary-app-secret',
    verifyToken: 'canary-verify-token',
  },
} as const;

/** The same for LINE. */
export const LINE = {
  type: 'line',
  name: 'Support',
  settings: { channelSecret: 'canary-channel-secret', channelAccessToken: 'canary-channel-token' },
} as const;

/** The same for WhatsApp through Twilio. */
export const TWILIO = {
  type: 'whatsapp',
  provider: 'twilio',
  name: 'Second desk',
  settings: { accountSid: `AC${'0'.repeat(32)}`, authToken: 'canary-auth-token', from: 'whatsapp:+15550001111' },
} as const;

/** Connects a WhatsApp channel and gives its id. */
export async function connect(api: TestApi, channel: unknown = WHATSAPP): Promise<string> {
  const answer = await api.post('/channels', channel);
  if (answer.status !== 201) throw new Error(answer.text);
  return String(answer.body.id);
}
