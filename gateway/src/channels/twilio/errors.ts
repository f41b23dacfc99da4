import type { Refusal } from '../../model/outcome.ts';
import { HOUR, MINUTE, SECOND, down, refused, stopped, throttled } from '../endings.ts';
import type { CodeEnding } from '../http-outcome.ts';

/**
 * Every code that a WhatsApp message may meet, and how a send that got it ends. Most of those above 63000 come later, in
 * a status. One page each: https://www.twilio.com/docs/api/errors; how Meta's own faults are written in them:
 * https://www.twilio.com/docs/whatsapp/api/error-code-mapping.
 */
export const ENDINGS: ReadonlyMap<string, CodeEnding> = new Map<string, CodeEnding>([
  // Passing faults: Twilio's, then those of Meta's side and the unexplained ones.
  ['20500', down],
  ['20503', down],
  ['30008', down],
  ['63009', down],
  ['63010', down],
  ['63011', down],
  ['63012', down],
  ['63023', down],
  // Too fast: the API, the sender's queue, the account (2000 a second), the sender, and the account's rolling 24 hours.
  ['20429', throttled(SECOND)],
  ['21611', throttled(MINUTE)],
  ['30001', throttled(MINUTE)],
  ['63017', throttled(SECOND)],
  ['63018', throttled(MINUTE)],
  ['63038', throttled(HOUR)],
  ['30454', throttled(HOUR)],
  // The account or the sender is not usable: credentials, suspension, access, no such account, no such sender, Meta's side.
  ['20003', stopped],
  ['20005', stopped],
  ['20006', stopped],
  ['20404', stopped],
  ['21660', stopped],
  ['30002', stopped],
  ['63001', stopped],
  ['63002', stopped],
  ['63007', stopped],
  ['63008', stopped],
  ['63020', stopped],
  ['63022', stopped],
  ['63112', stopped],
  // The sender, the Messaging Service or the address of the status callback as it is set up.
  ['20008', refused('channel_settings')],
  ['21212', refused('channel_settings')],
  ['21603', refused('channel_settings')],
  ['21606', refused('channel_settings')],
  ['21607', refused('channel_settings')],
  ['21609', refused('channel_settings')],
  ['21659', refused('channel_settings')],
  ['21701', refused('channel_settings')],
  ['21702', refused('channel_settings')],
  ['21703', refused('channel_settings')],
  ['21704', refused('channel_settings')],
  ['21705', refused('channel_settings')],
  ['21712', refused('channel_settings')],
  ['21910', refused('channel_settings')],
  ['63062', refused('channel_settings')],
  // The 24-hour window.
  ['63016', refused('window_closed')],
  // This recipient: malformed, unreachable, not joined to the sandbox, not in the trial, held back by Meta.
  ['21211', refused('recipient_unreachable')],
  ['21214', refused('recipient_unreachable')],
  ['21217', refused('recipient_unreachable')],
  ['21604', refused('recipient_unreachable')],
  ['21608', refused('recipient_unreachable')],
  ['21612', refused('recipient_unreachable')],
  ['21614', refused('recipient_unreachable')],
  ['30003', refused('recipient_unreachable')],
  ['30005', refused('recipient_unreachable')],
  ['63003', refused('recipient_unreachable')],
  ['63015', refused('recipient_unreachable')],
  ['63024', refused('recipient_unreachable')],
  ['63031', refused('recipient_unreachable')],
  ['63032', refused('recipient_unreachable')],
  // Opted out, or blocked us.
  ['21610', refused('recipient_blocked')],
  ['63014', refused('recipient_blocked')],
  ['63033', refused('recipient_blocked')],
  // Rules of WhatsApp and Twilio: wording, spam, paused and disabled templates, the limit on marketing.
  ['30004', refused('policy')],
  ['30007', refused('policy')],
  ['63013', refused('policy')],
  ['63026', refused('policy')],
  ['63041', refused('policy')],
  ['63042', refused('policy')],
  ['63049', refused('policy')],
  // The file: its address, its number, its type, its size.
  ['12300', refused('media_rejected')],
  ['21620', refused('media_rejected')],
  ['21623', refused('media_rejected')],
  ['30019', refused('media_rejected')],
  ['63019', refused('media_rejected')],
  ['63025', refused('media_rejected')],
  ['63034', refused('media_rejected')],
  ['63037', refused('media_rejected')],
  // A kind that the channel does not show.
  ['63005', refused('unsupported_content')],
  ['63006', refused('unsupported_content')],
  ['63021', refused('unsupported_content')],
  ['63030', refused('unsupported_content')],
  // This message: parameters, length, the content and its variables.
  ['20001', refused('message_invalid')],
  ['21602', refused('message_invalid')],
  ['21617', refused('message_invalid')],
  ['21618', refused('message_invalid')],
  ['21619', refused('message_invalid')],
  ['21654', refused('message_invalid')],
  ['21655', refused('message_invalid')],
  ['21656', refused('message_invalid')],
  ['63027', refused('message_invalid')],
  ['63028', refused('message_invalid')],
  ['63029', refused('message_invalid')],
  ['92005', refused('message_invalid')],
  ['92006', refused('message_invalid')],
  ['92007', refused('message_invalid')],
  ['92008', refused('message_invalid')],
]);

/** A content that is not there, or not ours (https://www.twilio.com/docs/api/errors/21655, …/92006). */
export const CONTENT_GONE: readonly string[] = ['21655', '92006'];

/** What a code in a status says of the message; a fault that would pass is `unknown`, for the message will not. */
export function refusalOf(code: string | undefined): Refusal | 'unknown' {
  const ending = code === undefined ? undefined : ENDINGS.get(code);
  return ending?.is === 'refused' ? ending.reason : 'unknown';
}
