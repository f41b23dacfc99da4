import { createHmac } from 'node:crypto';

/**
 * JSON as Meta puts it on the wire and signs it: everything outside ASCII as `\uXXXX` in lower case, slashes escaped.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/create-webhook-endpoint
 */
export function metaJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The `X-Hub-Signature-256` header of a Meta webhook body. */
export function metaSignature(appSecret: string, body: string): string {
  return `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;
}

/**
 * The `x-line-signature` header of a LINE webhook body.
 * https://developers.line.biz/en/reference/messaging-api/#signature-validation
 */
export function lineSignature(channelSecret: string, body: string): string {
  return createHmac('sha256', channelSecret).update(body).digest('base64');
}
