import { createHmac } from 'node:crypto';

/**
 * The `X-Twilio-Signature` header: HMAC-SHA1 over the address as Twilio knows it, followed by every parameter's name and value in the
 * order of their names; of a name that comes several times each value once, in order.
 * https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
export function twilioSignature(authToken: string, url: string, params: URLSearchParams): string {
  const names = [...new Set(params.keys())].sort();
  const signed = names.map((name) => [...new Set(params.getAll(name))].sort().map((value) => name + value)).flat();
  return createHmac('sha1', authToken)
    .update(url + signed.join(''), 'utf8')
    .digest('base64');
}
