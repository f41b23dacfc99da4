import { HOUR, MINUTE, SECOND, down, refused, stopped, throttled } from '../endings.ts';
import type { CodeEnding } from '../http-outcome.ts';
import type { Refusal } from '../../model/outcome.ts';

/**
 * Every documented code and how a send that got it ends. The same codes come later in `failed` statuses. Meta asks to
 * branch on the code, never on the HTTP status
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes).
 */
export const ENDINGS: ReadonlyMap<string, CodeEnding> = new Map<string, CodeEnding>([
  // Passing faults of the platform.
  ['1', down],
  ['2', down],
  ['131000', down],
  ['131016', down],
  ['131057', down],
  ['133004', down],
  ['135000', down],
  // Too fast: the app, the account, the number, this pair (1 per 6 s), the brakes for spam and misused categories, groups.
  ['4', throttled(MINUTE)],
  ['80007', throttled(MINUTE)],
  ['130429', throttled(SECOND)],
  ['131056', throttled(6 * SECOND)],
  ['131048', throttled(HOUR)],
  ['131064', throttled(HOUR)],
  ['133016', throttled(HOUR)],
  ['131208', throttled(MINUTE)],
  // The account: token, permissions, a number that is gone or not ours, restriction, the name's approval, payment, registration.
  ['0', stopped],
  ['3', stopped],
  ['10', stopped],
  ['33', stopped],
  ['100/33', stopped],
  ['190', stopped],
  ['368', stopped],
  ['131005', stopped],
  ['131031', stopped],
  ['131037', stopped],
  ['131042', stopped],
  ['131045', stopped],
  ['133010', stopped],
  // The 24-hour window.
  ['131047', refused('window_closed')],
  // This message.
  ['100', refused('message_invalid')],
  ['131008', refused('message_invalid')],
  ['131009', refused('message_invalid')],
  ['131051', refused('unsupported_content')],
  ['131052', refused('media_rejected')],
  ['131053', refused('media_rejected')],
  ['131062', refused('message_invalid')],
  ['131063', refused('message_invalid')],
  // Its template: parameters, absence, length, wording, values, format, pause, disabling, flow.
  ['132000', refused('message_invalid')],
  ['132001', refused('message_invalid')],
  ['132005', refused('message_invalid')],
  ['132007', refused('policy')],
  ['132008', refused('message_invalid')],
  ['132012', refused('message_invalid')],
  ['132015', refused('policy')],
  ['132016', refused('policy')],
  ['132068', refused('message_invalid')],
  ['132069', refused('message_invalid')],
  // This recipient.
  ['130472', refused('recipient_unreachable')],
  ['130497', refused('policy')],
  ['131021', refused('recipient_unreachable')],
  ['131026', refused('recipient_unreachable')],
  ['131030', refused('recipient_unreachable')],
  ['131049', refused('policy')],
  ['131050', refused('recipient_blocked')],
  ['137000', refused('recipient_unreachable')],
  // This group (…/groups/error-codes): one member only, not ours, suspended, groups not open to this number.
  ['131020', refused('recipient_unreachable')],
  ['131041', refused('recipient_unreachable')],
  ['131207', refused('policy')],
  ['131215', refused('channel_settings')],
]);

/** Codes of missing permissions are a range (same page as the table). */
const PERMISSIONS = { first: 200, last: 299 };

/** How a code ends, the pair with its subcode first; undefined for one that is not documented. */
export function endingOf(code: string, subcode?: string): CodeEnding | undefined {
  const known = (subcode === undefined ? undefined : ENDINGS.get(`${code}/${subcode}`)) ?? ENDINGS.get(code);
  if (known !== undefined) return known;
  const number = Number(code);
  return number >= PERMISSIONS.first && number <= PERMISSIONS.last ? stopped : undefined;
}

/** What a code in a `failed` status says of the message; a fault that would pass is `unknown`, for the message will not. */
export function refusalOf(code: string | undefined): Refusal | 'unknown' {
  const ending = code === undefined ? undefined : endingOf(code);
  return ending?.is === 'refused' ? ending.reason : 'unknown';
}
