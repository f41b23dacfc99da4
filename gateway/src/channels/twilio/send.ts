import type { Outcome } from '../../model/outcome.ts';
import type { Address, ChannelIo, Part } from '../channel.ts';
import type { ReadAnswer } from '../http-outcome.ts';
import { callTwilio, failureOf, isFailed, isGood } from './call.ts';
import { obtainContent } from './choice-content.ts';
import { CONTENT_GONE } from './errors.ts';
import { CORRELATION } from './parse.ts';
import { addressOfKeys } from './person.ts';
import { type TwilioSettings, twilioUrl } from './settings.ts';
import { variablesJson } from './variables.ts';
import { choiceFormOf, formPairsOf, textField } from './wire.ts';

type Pairs = readonly (readonly [string, string])[];

/**
 * Sends one part (https://www.twilio.com/docs/messaging/api/message-resource#create-a-message). A choice needs a content
 * of its shape, which is made once. Twilio has no idempotency key and no quote. Never throws.
 */
export async function send(part: Part, to: Address, settings: TwilioSettings, io: ChannelIo): Promise<Outcome> {
  const recipient = to.kind === 'person' ? addressOfKeys(to.keys) : undefined;
  if (recipient === undefined) {
    return { is: 'refused', reason: 'recipient_unreachable', detail: 'WhatsApp knows this customer by no phone number and no id.' };
  }
  const choice = choiceFormOf(part.body);
  if (choice !== undefined) return sendChoice(choice, recipient, settings, io);
  const pairs = formPairsOf(part.body);
  return pairs === undefined
    ? { is: 'refused', reason: 'message_invalid', detail: 'The part holds no message for Twilio.' }
    : post(pairs, recipient, settings, io);
}

/** A content that was deleted at Twilio is made once more: its refusal has sent nothing. */
async function sendChoice(
  { content, variables }: NonNullable<ReturnType<typeof choiceFormOf>>,
  recipient: string,
  settings: TwilioSettings,
  io: ChannelIo,
): Promise<Outcome> {
  const attempt = async () => {
    const obtained = await obtainContent(content, settings, io);
    if (obtained.is !== 'obtained') return { outcome: obtained, forget: () => undefined };
    const pairs: Pairs = [
      ['ContentSid', obtained.sid],
      ['ContentVariables', variablesJson(variables)],
    ];
    return { outcome: await post(pairs, recipient, settings, io), forget: () => io.memory.forget(obtained.key, obtained.sid) };
  };
  const first = await attempt();
  if (first.outcome.is !== 'refused' || !CONTENT_GONE.includes(first.outcome.platformCode ?? '')) return first.outcome;
  first.forget();
  return (await attempt()).outcome;
}

async function post(pairs: Pairs, recipient: string, settings: TwilioSettings, io: ChannelIo): Promise<Outcome> {
  const form = new URLSearchParams({ To: recipient, From: settings.from });
  if (settings.messagingServiceSid !== undefined) form.set('MessagingServiceSid', settings.messagingServiceSid);
  for (const [name, value] of pairs) form.set(name, value);
  form.set('StatusCallback', callbackAddress(io));
  const url = twilioUrl(settings, 'api', ['2010-04-01', 'Accounts', settings.accountSid, 'Messages.json']);
  const answer = await callTwilio({ url, form }, settings, io);
  return isFailed(answer) ? answer : outcomeOf(answer, settings, io.now());
}

/**
 * Where the statuses of this message go. Twilio hands nothing back with them, so the address carries our message's id:
 * a send without an answer is settled by its statuses.
 */
function callbackAddress(io: ChannelIo): string {
  const query = new URLSearchParams({ [CORRELATION]: io.correlation }).toString();
  return `${io.webhookUrl}${io.webhookUrl.includes('?') ? '&' : '?'}${query}`;
}

/** Words for a message that was taken and given up in the same moment. */
const ENDED: readonly string[] = ['failed', 'undelivered'];

function outcomeOf(answer: ReadAnswer, settings: TwilioSettings, now: number): Outcome {
  const sid = textField(answer.json, 'sid');
  const hasEnded = ENDED.includes(textField(answer.json, 'status') ?? '') && textField(answer.json, 'error_code') !== undefined;
  if (isGood(answer) && sid !== undefined && !hasEnded) return { is: 'accepted', externalIds: [sid] };
  return failureOf(answer, settings, now);
}
