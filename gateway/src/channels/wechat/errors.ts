import type { Outcome } from '../../model/outcome.ts';
import { outcomeByCode, outcomeByStatus, type CodeEnding, type ReadAnswer } from '../http-outcome.ts';

type Row = readonly [ending: CodeEnding, ...codes: readonly number[]];

const MINUTE_MS = 60_000;
const stops = { is: 'refused', reason: 'channel_settings', stopsChannel: true } as const;
const refused = (reason: Extract<CodeEnding, { is: 'refused' }>['reason']) => ({ is: 'refused', reason }) as const;

/**
 * How every documented code ends. They are from
 * https://developers.weixin.qq.com/doc/service/en/Getting_Started/Global_Return_Code.html (all of the platform) and from the pages of the calls; 45015 and
 * 45047 from https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage, 43101 and 47003 from
 * https://developers.weixin.qq.com/doc/offiaccount/Subscription_Messages/api.html.
 */
const ROWS: readonly Row[] = [
  [{ is: 'deferred', reason: 'down' }, -1, 61450],
  // "Slower, retry next minute"; a daily quota (45009) comes back at midnight in Beijing only, so it is no throttling.
  [{ is: 'deferred', reason: 'throttled', waitMs: MINUTE_MS }, 45011],
  [{ is: 'deferred', reason: 'throttled' }, 43108],
  [refused('policy'), 45009, 45168],
  // Time over or not followed any more, and the number of messages used up: the customer must act first.
  [refused('window_closed'), 45015, 45047, 45080],
  // Tokens that stay wrong after a fresh one was asked for.
  [stops, 40001, 40014, 42001, 41001],
  // Wrong or missing AppID and AppSecret, a frozen secret, an address that is not on the list, an admin who must agree.
  [stops, 40002, 40013, 40125, 40164, 40243, 41002, 41004, 61004, 89501, 89503, 89506, 89507],
  // The account itself: its API is banned, it may have no token, it is frozen.
  [stops, 48004, 50004, 50007],
  // This one call is not the account's to make (not verified, another kind of account); others may be.
  [refused('channel_settings'), 40200, 43107, 48001, 50001, 76022],
  [refused('recipient_unreachable'), 40003, 43004, 46004, 50002, 50005],
  [refused('recipient_blocked'), 43019, 43101, 48002],
  [refused('media_rejected'), 40004, 40005, 40006, 40007, 40009, 40010, 40011, 40012, 40118, 40121, 40137, 41005, 44001, 45001, 45007],
  [refused('unsupported_content'), 40008],
  [refused('message_invalid'), 40033, 40035, 40036, 40037, 40039, 41030, 44002, 44004, 45002, 45003, 45004, 45072, 47001, 47003],
];

/** Every row by its code. */
export const ERROR_TABLE: ReadonlyMap<string, CodeEnding> = new Map(
  ROWS.flatMap(([ending, ...codes]) => codes.map((code) => [String(code), ending] as const)),
);

/** What a documented code means, or undefined for one that is not. */
export function codeEnding(code: string): CodeEnding | undefined {
  return ERROR_TABLE.get(code);
}

/**
 * The ending of an answer that is no success. WeChat answers 200 to everything it understands, with the code in the body: one that no
 * page names is a refusal all the same.
 *
 * @param code `errcode`, or undefined where the answer names none
 */
export function endingOf(answer: ReadAnswer, code: number | undefined, detail: string, now: number): Exclude<Outcome, { is: 'accepted' }> {
  const ending = code === undefined ? undefined : codeEnding(String(code));
  const unknown = { is: 'unknown', detail, safeToRepeat: false } as const;
  if (ending !== undefined) return notAccepted(outcomeByCode(ending, String(code), detail, answer, now)) ?? unknown;
  if (code !== undefined && code !== 0 && answer.status < 400) {
    return { is: 'refused', reason: 'message_invalid', detail, platformCode: String(code) };
  }
  return notAccepted(outcomeByStatus(answer, detail, now, { safeToRepeat: false })) ?? unknown;
}

/** Neither a code nor a status of an error makes a message accepted; the types cannot know. */
export function notAccepted(outcome: Outcome): Exclude<Outcome, { is: 'accepted' }> | undefined {
  return outcome.is === 'accepted' ? undefined : outcome;
}
