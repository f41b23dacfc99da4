import { types } from 'node:util';

/** What stands where something was left out. */
export const REDACTED = '[redacted]';

/**
 * Fields that never reach a log whatever they hold, by name, whatever their case, `-` and `_`. What people write is
 * among them: a log tells that a message passed, not what it said.
 */
export const SECRET_KEYS: readonly string[] = [
  'authorization',
  'proxyAuthorization',
  'cookie',
  'setCookie',
  'password',
  'secret',
  'secrets',
  'secretKey',
  'token',
  'accessToken',
  'pageAccessToken',
  'channelAccessToken',
  'channelSecret',
  'verifyToken',
  'appSecret',
  'authToken',
  'identitySecret',
  'encodingAesKey',
  'apiKey',
  'replyToken',
  'signature',
  'xHubSignature',
  'xHubSignature256',
  'xLineSignature',
  'xTwilioSignature',
  'webhookSignature',
  'appsecretProof',
  'body',
  'rawBody',
  'content',
  'text',
  'caption',
  'payload',
  'settings',
];

const MAX_DEPTH = 6;

/** Credentials that travel inside URLs, headers and error messages. */
const SECRETS_IN_TEXT: readonly (readonly [RegExp, string])[] = [
  [/\b(access_token|appsecret_proof|client_secret|hub\.verify_token|token|secret|signature|password|key)=[^&\s"']+/gi, `$1=${REDACTED}`],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${REDACTED}`],
  // Links that let somebody in, where their path is told.
  [/\/(password-resets|invitations\/token)\/[^\s/?"']+/g, `/$1/${REDACTED}`],
  [/\/\/[^\s/@:]+:[^\s/@]+@/g, `//${REDACTED}@`],
];

/**
 * Makes the function that cleans what is to be logged: fields named as secrets, to any depth that is logged, and credentials
 * inside strings. The value given is not changed. Errors keep type, message, stack and code, and lose whatever else they carry.
 *
 * @param moreKeys further names to leave out
 */
export function createRedactor(moreKeys: readonly string[] = []): (fields: Record<string, unknown>) => Record<string, unknown> {
  const secret = new Set([...SECRET_KEYS, ...moreKeys].map(plainKey));
  const clean = (value: unknown, depth: number): unknown => {
    if (typeof value === 'string') return redactText(value);
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    if (types.isNativeError(value)) return cleanError(value, (cause) => clean(cause, depth + 1));
    if (depth >= MAX_DEPTH || ArrayBuffer.isView(value)) return '[left out]';
    if (Array.isArray(value)) return value.map((item) => clean(item, depth + 1));
    return cleanFields(value, depth);
  };
  const cleanFields = (fields: object, depth: number): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(fields).map(([key, value]) => [key, secret.has(plainKey(key)) ? redactValue(value) : clean(value, depth + 1)]),
    );
  return (fields) => cleanFields(fields, 0);
}

/** A text with the credentials in it left out. */
export function redactText(text: string): string {
  return SECRETS_IN_TEXT.reduce((clean, [pattern, replacement]) => clean.replace(pattern, replacement), text);
}

/** That a field was empty is worth knowing and gives nothing away. */
function redactValue(value: unknown): unknown {
  return value === undefined || value === null || value === '' ? value : REDACTED;
}

function cleanError(error: Error, clean: (cause: unknown) => unknown): Record<string, unknown> {
  return {
    type: error.name,
    message: redactText(error.message),
    stack: redactText(error.stack ?? ''),
    ...('code' in error ? { code: error.code } : {}),
    ...(error.cause === undefined ? {} : { cause: clean(error.cause) }),
  };
}

function plainKey(key: string): string {
  return key.toLowerCase().replace(/[-_]/g, '');
}
