import type { Outcome } from '../../model/outcome.ts';
import { outcomeByCode, outcomeByStatus, type CodeEnding, type ReadAnswer } from '../http-outcome.ts';
import { withoutSecrets, type LineSettings } from './settings.ts';
import { listAt, textAt } from './wire.ts';

/** One row of LINE's error table: the status, what tells rows of one status apart, and how the send ends. */
export interface ErrorRow {
  readonly status: number;
  /** Found in `message` or in one of `details[].message`. */
  readonly message?: RegExp;
  /** Found in one of `details[].property`. */
  readonly property?: RegExp;
  readonly ending: CodeEnding;
}

/** LINE's own wording for a reply token that was used, has expired or never was one. */
const INVALID_REPLY_TOKEN = /^invalid reply token/i;

/**
 * How every documented error ends; of several rows that fit the first counts. Statuses and messages are from
 * https://developers.line.biz/en/reference/messaging-api/#status-codes and `#error-messages` there.
 */
export const ERROR_TABLE: readonly ErrorRow[] = [
  { status: 400, message: INVALID_REPLY_TOKEN, ending: { is: 'refused', reason: 'message_invalid' } },
  // LINE's explanation: "one reason is that the specified user id does not exist".
  { status: 400, message: /^failed to send messages/i, ending: { is: 'refused', reason: 'recipient_unreachable' } },
  {
    status: 400,
    message: /^the property, '?to'?, in the request body is invalid/i,
    ending: { is: 'refused', reason: 'recipient_unreachable' },
  },
  { status: 400, property: /^to$/, ending: { is: 'refused', reason: 'recipient_unreachable' } },
  {
    status: 400,
    property: /(originalContentUrl|previewImageUrl|thumbnailImageUrl|duration)$/,
    ending: { is: 'refused', reason: 'media_rejected' },
  },
  { status: 400, ending: { is: 'refused', reason: 'message_invalid' } },
  { status: 401, ending: { is: 'refused', reason: 'channel_settings', stopsChannel: true } },
  // The plan or the account's permissions do not include this API.
  { status: 403, ending: { is: 'refused', reason: 'channel_settings' } },
  { status: 404, ending: { is: 'refused', reason: 'recipient_unreachable' } },
  // Only without a retry key, which is a fault of ours; with one `send` takes it for the success that it is.
  { status: 409, ending: { is: 'refused', reason: 'message_invalid' } },
  { status: 410, ending: { is: 'refused', reason: 'message_invalid' } },
  { status: 413, ending: { is: 'refused', reason: 'message_invalid' } },
  { status: 415, ending: { is: 'refused', reason: 'message_invalid' } },
  // Comes right only with the next month or another plan, so it is no throttling.
  { status: 429, message: /monthly limit/i, ending: { is: 'refused', reason: 'policy' } },
  { status: 429, ending: { is: 'deferred', reason: 'throttled' } },
  { status: 500, ending: { is: 'deferred', reason: 'down' } },
];

/** The ending of an answer that is no success. `platformCode` is the status: LINE has no codes of its own. */
export function endingOf(answer: ReadAnswer, settings: LineSettings, now: number, options: { readonly safeToRepeat: boolean }): Outcome {
  const detail = shownDetail(answer, settings);
  const row = ERROR_TABLE.find((candidate) => fits(candidate, answer));
  return row === undefined
    ? outcomeByStatus(answer, detail, now, options)
    : outcomeByCode(row.ending, String(answer.status), detail, answer, now);
}

/** Whether LINE did not take the reply token and so sent nothing. */
export function isReplyTokenRefused(answer: ReadAnswer): boolean {
  return answer.status === 400 && INVALID_REPLY_TOKEN.test(textAt(answer.json, 'message') ?? '');
}

function fits(row: ErrorRow, answer: ReadAnswer): boolean {
  const details = listAt(answer.json, 'details');
  const messages = [textAt(answer.json, 'message'), ...details.map((detail) => textAt(detail, 'message'))];
  const properties = details.map((detail) => textAt(detail, 'property'));
  return row.status === answer.status && hasMatch(row.message, messages) && hasMatch(row.property, properties);
}

function hasMatch(pattern: RegExp | undefined, texts: readonly (string | undefined)[]): boolean {
  return pattern === undefined || texts.some((text) => text !== undefined && pattern.test(text));
}

const DETAIL_MAX = 500;

/** Secrets go before the text is cut: half of one would be found by no search. */
function shownDetail(answer: ReadAnswer, settings: LineSettings): string {
  const request = answer.headers['x-line-request-id'];
  const detail = withoutSecrets(detailOf(answer), settings).slice(0, DETAIL_MAX);
  return request === undefined ? detail : `${detail} [request ${withoutSecrets(request, settings)}]`;
}

/** `LINE answered 400: The request body has 1 error(s) (May not be empty: messages[0].text)` */
function detailOf(answer: ReadAnswer): string {
  const message = textAt(answer.json, 'message');
  const details = listAt(answer.json, 'details').map((detail) =>
    [textAt(detail, 'message'), textAt(detail, 'property')].filter((text) => text !== undefined).join(': '),
  );
  return [
    `LINE answered ${answer.status}`,
    message === undefined ? '' : `: ${message}`,
    details.length === 0 ? '' : ` (${details.join('; ')})`,
  ].join('');
}
