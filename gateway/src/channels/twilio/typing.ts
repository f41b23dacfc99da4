import type { ActionEnd, Address, CallIo, PlatformMessage } from '../channel.ts';
import { callTwilio, failureOf, isFailed, isGood } from './call.ts';
import { type TwilioSettings, twilioUrl } from './settings.ts';
import { field } from './wire.ts';

const MESSAGE_SID = /^(SM|MM)\w+$/;

/**
 * Shows that somebody is writing, for 25 seconds or until the answer comes, and marks the customer's message as read
 * (https://www.twilio.com/docs/whatsapp/api/typing-indicators-resource, public beta). Never throws.
 */
export async function showTyping(_to: Address, last: PlatformMessage | null, settings: TwilioSettings, io: CallIo): Promise<ActionEnd> {
  // Further files of a message have its id and their number.
  const messageId = last?.externalId.split('/', 1)[0] ?? '';
  if (!MESSAGE_SID.test(messageId)) {
    return { is: 'refused', reason: 'message_invalid', detail: 'Twilio shows it only in answer to a message of the customer.' };
  }
  const url = twilioUrl(settings, 'messaging', ['v2', 'Indicators', 'Typing.json']);
  const answer = await callTwilio({ url, form: new URLSearchParams({ messageId, channel: 'whatsapp' }) }, settings, io);
  if (isFailed(answer)) return answer;
  if (isGood(answer) && field(answer.json, 'success') === true) return { is: 'done' };
  return failureOf(answer, settings, io.now());
}
