import type { ApiAnswer } from '../calls.ts';
import type { LineError, LineErrorDetail } from './wire.ts';

/** LINE's answers that are not 200: https://developers.line.biz/en/reference/messaging-api/#error-messages */
export function lineRefusal(status: number, message: string): ApiAnswer {
  const body: LineError = { message };
  return { status, body };
}

/** 400 for a body with faults, each with the property it is in. */
export function badBody(details: readonly LineErrorDetail[]): ApiAnswer {
  const body: LineError = { message: `The request body has ${details.length} error(s)`, details };
  return { status: 400, body };
}

export const INVALID_REPLY_TOKEN = lineRefusal(400, 'Invalid reply token');
export const NOT_FOUND = lineRefusal(404, 'Not found');
export const OUT_OF_QUOTA = lineRefusal(429, 'You have reached your monthly limit.');
export const TOO_FAST = lineRefusal(429, 'The API rate limit has been exceeded. Try again later.');
export const NOT_JSON = lineRefusal(400, 'The request body could not be parsed as JSON (line: 1, column: 1)');
export const FAILED_TO_SEND = lineRefusal(400, 'Failed to send messages');

/** 401. */
export function lineUnauthorized(why: 'invalid token' | 'expired'): ApiAnswer {
  return lineRefusal(
    401,
    `Authentication failed due to the following reason: ${why}. Confirm that the access token in the authorization header is valid.`,
  );
}

/** 400 for one property with a value that cannot be. */
export function invalidProperty(name: string): ApiAnswer {
  return lineRefusal(400, `The property, '${name}', in the request body is invalid (line: -, column: -)`);
}
