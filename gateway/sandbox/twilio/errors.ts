import type { ApiAnswer } from '../calls.ts';
import type { Trouble } from '../trouble.ts';
import type { TwilioError } from './wire.ts';

/**
 * What Twilio says of a code, and the HTTP status of the answer it stands in. The codes above 63000 mostly come later, in a status
 * callback. One page each: https://www.twilio.com/docs/api/errors
 */
const KNOWN: Readonly<Record<number, { readonly message: string; readonly status: number }>> = {
  20001: { message: 'Invalid parameter', status: 400 },
  20003: { message: 'Authenticate', status: 401 },
  20404: { message: 'The requested resource was not found', status: 404 },
  20429: { message: 'Too Many Requests', status: 429 },
  20500: { message: 'Internal Server Error', status: 500 },
  20503: { message: 'Service is unavailable. Please retry', status: 503 },
  21211: { message: "Invalid 'To' Phone Number", status: 400 },
  21602: { message: 'Message body is required.', status: 400 },
  21603: { message: "A 'From' phone number is required.", status: 400 },
  21604: { message: "A 'To' phone number is required.", status: 400 },
  21609: { message: "The 'StatusCallback' URL is not a valid URL.", status: 400 },
  21610: { message: 'Attempt to send to unsubscribed recipient', status: 400 },
  21617: { message: 'The concatenated message body exceeds the 1600 character limit', status: 400 },
  21620: { message: 'Invalid media URL(s)', status: 400 },
  21623: { message: 'Number of media files exceeds allowed limit', status: 400 },
  21655: { message: 'The ContentSid is Invalid', status: 400 },
  21656: { message: 'The ContentVariables Parameter is invalid', status: 400 },
  21701: { message: 'The Messaging Service does not exist', status: 404 },
  21910: { message: "Invalid 'From' and 'To' pair. 'From' and 'To' should be of the same channel", status: 400 },
  63003: { message: 'Channel could not find To address', status: 400 },
  63007: { message: 'Twilio could not find a Channel with the specified From address', status: 400 },
  63016: {
    message:
      'Failed to send freeform message because you are outside the allowed window. If you are using WhatsApp, please use a Message Template.',
    status: 400,
  },
  63017: { message: 'Message rate exceeded for account', status: 429 },
  63018: { message: 'Rate limit exceeded for Channel', status: 429 },
  63019: { message: 'Media failed to download', status: 400 },
  63021: { message: 'Channel invalid content error', status: 400 },
  63024: { message: 'Invalid message recipient', status: 400 },
  63028: { message: 'Number of parameters provided does not match the expected number of parameters', status: 400 },
  63032: { message: 'User is experiencing WhatsApp limitation', status: 400 },
  63038: { message: 'Account exceeded the daily messages limit', status: 429 },
  63049: { message: 'Meta chose not to deliver this WhatsApp marketing message', status: 400 },
  63112: { message: 'The Meta and/or WhatsApp Business Accounts connected to this Sender were disabled by Meta', status: 400 },
};

/** Twilio's own sentence for a code. */
export function sentenceOf(code: number): string {
  return KNOWN[code]?.message ?? 'Unknown error';
}

/** Whether the stand-in has words for a code. */
export function isKnownCode(code: number): boolean {
  return Object.hasOwn(KNOWN, code);
}

/** The answer to a call that is refused. `message` where Twilio's names what was wrong. */
export function refuse(code: number, message: string = sentenceOf(code)): ApiAnswer {
  const status = KNOWN[code]?.status ?? 400;
  const body: TwilioError = { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status };
  return { status, body };
}

/** 401: wrong account, wrong token or none. */
export function unauthorized(): ApiAnswer {
  return { ...refuse(20003), headers: { 'www-authenticate': 'Basic realm="Twilio API"' } };
}

/** 404 for a path that leads nowhere. */
export function notFound(path: string): ApiAnswer {
  return refuse(20404, `The requested resource ${path} was not found`);
}

/** The platform's own words for what is switched on. An auth token that was rotated looks like a wrong one. */
export function failure(trouble: Trouble): ApiAnswer {
  if (trouble.kind === 'expired_token') return unauthorized();
  if (trouble.kind === 'throttle') {
    const refused = refuse(20429);
    return trouble.retryAfterSeconds === null ? refused : { ...refused, headers: { 'retry-after': String(trouble.retryAfterSeconds) } };
  }
  const code = trouble.status === 503 ? 20503 : 20500;
  const body: TwilioError = {
    code,
    message: sentenceOf(code),
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status: trouble.status,
  };
  return { status: trouble.status, body };
}
