import { MINUTE, SECOND, down, refused, stopped, throttled } from '../endings.ts';
import type { CodeEnding } from '../http-outcome.ts';

/**
 * Every documented code, alone or with its subcode, and how a send that got it ends; `*` stands for any code
 * (https://developers.facebook.com/documentation/business-messaging/messenger-platform/error-codes,
 * https://developers.facebook.com/docs/graph-api/guides/error-handling). Subcodes that begin with 2534 are Instagram's.
 */
export const ENDINGS: ReadonlyMap<string, CodeEnding> = new Map<string, CodeEnding>([
  // Passing faults of the platform.
  ['1', down],
  ['2', down],
  ['1200', down],
  ['2/1545133', down],
  // Too fast: the app, its user, the Page, and Graph's limits for businesses (…/graph-api/overview/rate-limiting).
  ['4', throttled(MINUTE)],
  ['17', throttled(MINUTE)],
  ['32', throttled(MINUTE)],
  ['613', throttled(SECOND)],
  ['80001', throttled(MINUTE)],
  ['80002', throttled(MINUTE)],
  ['80004', throttled(MINUTE)],
  ['80006', throttled(MINUTE)],
  // The token, the app's permissions, the Page itself.
  ['3', stopped],
  ['10', stopped],
  ['102', stopped],
  ['104', stopped],
  ['190', stopped],
  ['190/458', stopped],
  ['190/460', stopped],
  ['190/463', stopped],
  ['190/467', stopped],
  ['200', stopped],
  ['210', stopped],
  ['*/1893063', stopped],
  // An app that is not live yet may write to its own people only.
  ['200/2018027', refused('channel_settings')],
  ['200/2018028', refused('channel_settings')],
  // The 24 hours.
  ['10/2018278', refused('window_closed')],
  ['10/2534022', refused('window_closed')],
  ['*/2018065', refused('window_closed')],
  ['*/2018108', refused('window_closed')],
  // Another app holds the conversation; Meta's abuse brake.
  ['*/2018300', refused('policy')],
  ['368', refused('policy')],
  // This recipient.
  ['551', refused('recipient_unreachable')],
  ['551/1545041', refused('recipient_unreachable')],
  ['200/1545041', refused('recipient_blocked')],
  ['100/2018001', refused('recipient_unreachable')],
  ['*/2018218', refused('recipient_unreachable')],
  ['*/2534001', refused('recipient_unreachable')],
  ['*/2534014', refused('recipient_unreachable')],
  // This message, and its file: not fetched, not taken, no such upload, too large, a broken film.
  ['100', refused('message_invalid')],
  ['105', refused('message_invalid')],
  ['194', refused('message_invalid')],
  ['100/2018008', refused('media_rejected')],
  ['100/2018047', refused('media_rejected')],
  ['100/2018074', refused('media_rejected')],
  ['100/2018109', refused('media_rejected')],
  ['100/2018294', refused('media_rejected')],
]);

/** Meta could not get at a file by its address, or says no more than that it has no use for it. */
export const FILE_NOT_FETCHED: readonly string[] = ['100/2018008', '100/2018047', '100/2018294'];

/** Error 1 with this subcode comes although the message went out ("Received invalid JSON reply" on the page above). */
export const WENT_OUT_ALL_THE_SAME = '1/1357046';

/** Codes of missing permissions are a range (same pages as the table). */
const PERMISSIONS = { first: 200, last: 299 };
/** These say "no permission" for anything from the whole app to one message; only without a subcode is it the app. */
const AMBIGUOUS: readonly string[] = ['10', '200'];

/** How a code ends, with its subcode first; undefined for one that is not documented. */
export function endingOf(code: string, subcode?: string): CodeEnding | undefined {
  const exact = subcode === undefined ? undefined : (ENDINGS.get(`${code}/${subcode}`) ?? ENDINGS.get(`*/${subcode}`));
  if (exact !== undefined) return exact;
  if (subcode !== undefined && AMBIGUOUS.includes(code)) return refused('channel_settings');
  const known = ENDINGS.get(code);
  if (known !== undefined) return known;
  const number = Number(code);
  return number >= PERMISSIONS.first && number <= PERMISSIONS.last ? refused('channel_settings') : undefined;
}
