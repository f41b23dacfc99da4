import type { GatewayProcess } from './gateway-process.ts';
import type { Receiver } from './receiver.ts';
import { ACCOUNT } from './whatsapp-webhooks.ts';

/** Calls the public API with the seeded key. Anything but 2xx is an error that shows the problem. */
export async function callApi<T>(gateway: GatewayProcess, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${gateway.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${gateway.apiKey}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text.slice(0, 500)}`);
  return JSON.parse(text === '' ? 'null' : text) as T;
}

/** An address on this machine at which nobody listens, so that no platform is ever called from here. */
export const NOBODY = 'http://127.0.0.1:9';

/** Connects the WhatsApp number that the loads write to; gives back the path of its webhooks. */
export async function connectWhatsapp(gateway: GatewayProcess, apiBaseUrl = NOBODY): Promise<string> {
  const { id } = await callApi<{ id: string }>(gateway, 'POST', '/channels', {
    type: 'whatsapp',
    provider: 'cloud_api',
    name: 'Front desk',
    settings: {
      phoneNumberId: ACCOUNT.phoneNumberId,
      businessAccountId: ACCOUNT.businessAccountId,
      accessToken: 'made-up-access-token',
      appSecret: ACCOUNT.appSecret,
      verifyToken: 'made-up-verify-token',
      apiBaseUrl,
    },
  });
  return `/webhooks/${id}`;
}

/** Subscribes a receiver to these events; with a number above 1 so many times, each at an address of its own, with one secret for all. */
export async function subscribe(gateway: GatewayProcess, receiver: Receiver, events: readonly string[], times = 1): Promise<void> {
  const { secret } = await callApi<{ secret: string }>(gateway, 'POST', '/subscriptions', { url: receiver.url, events });
  receiver.useSecret(secret);
  for (let i = 2; i <= times; i++) await callApi(gateway, 'POST', '/subscriptions', { url: `${receiver.url}/${i}`, events, secret });
}
