import type { CallIo, HealthFinding } from '../channel.ts';
import { callTwilio, failureOf, isFailed, isGood } from './call.ts';
import { type TwilioSettings, twilioUrl } from './settings.ts';
import { nextQuery } from './templates.ts';
import { field, listField, textField } from './wire.ts';

const MAX_PAGES = 20;
/** Twilio's number for trying things out (https://www.twilio.com/docs/whatsapp/sandbox); it is in no account's list. */
const SANDBOX = 'whatsapp:+14155238886';

type Sender =
  { readonly is: 'found'; readonly sender: unknown } | { readonly is: 'absent' } | { readonly is: 'unread'; readonly why: string };

/**
 * The sender's state, quality and webhook address (https://www.twilio.com/docs/whatsapp/api/senders).
 *
 * @param whose whether messages to it go to its own address, not to a Messaging Service's
 */
export async function checkSender(
  settings: TwilioSettings,
  io: CallIo,
  whose: { readonly answersItself: boolean },
): Promise<readonly HealthFinding[]> {
  if (settings.from === SANDBOX) return [sandbox(io.webhookUrl)];
  const found = await findSender(settings, io);
  if (found.is === 'unread') {
    const nextStep = 'Look at Messaging → Senders → WhatsApp senders in the Twilio console.';
    return [{ level: 'warning', what: 'sender', detail: `The list of senders could not be read: ${found.why}`, nextStep }];
  }
  if (found.is === 'absent') {
    const nextStep = 'Compare the sender with Messaging → Senders → WhatsApp senders in the Twilio console.';
    return [{ level: 'error', what: 'sender', detail: `The account has no WhatsApp sender ${settings.from}.`, nextStep }];
  }
  const { sender } = found;
  const webhook = field(sender, 'webhook');
  const address = { url: textField(webhook, 'callback_url'), method: textField(webhook, 'callback_method') };
  const nextStep = `Enter ${io.webhookUrl} with POST as “Webhook URL for incoming messages” of the sender in the Twilio console.`;
  return [
    ...senderState(sender),
    ...qualityOf(sender),
    ...(whose.answersItself ? [webhookFinding('The sender', address, io.webhookUrl, nextStep)] : []),
  ];
}

/** Judges an address that messages go to. Its fragment holds options of Twilio's and is not sent. */
export function webhookFinding(
  whose: string,
  address: { readonly url: string | undefined; readonly method: string | undefined },
  webhookUrl: string,
  nextStep: string,
): HealthFinding {
  const found = (detail: string): HealthFinding => ({ level: 'error', what: 'webhook_address', detail, nextStep });
  if (address.url === undefined) return found(`${whose} has no webhook address, so no message comes in.`);
  if (address.url.split('#', 1)[0] !== webhookUrl) return found(`${whose} sends messages to ${address.url}, not to ${webhookUrl}.`);
  const method = address.method?.toUpperCase() ?? 'POST';
  if (method !== 'POST') return found(`${whose} sends messages with ${method}; only POST is taken.`);
  return { level: 'ok', what: 'webhook_address', detail: `${whose} sends messages to this channel.` };
}

async function findSender(settings: TwilioSettings, io: CallIo): Promise<Sender> {
  let query: string | undefined = 'Channel=whatsapp&PageSize=100';
  for (let page = 0; query !== undefined && page < MAX_PAGES; page++) {
    const answer = await callTwilio({ url: twilioUrl(settings, 'messaging', ['v2', 'Channels', 'Senders'], query) }, settings, io);
    if (isFailed(answer)) return { is: 'unread', why: answer.detail };
    if (!isGood(answer) || !Array.isArray(field(answer.json, 'senders'))) {
      return { is: 'unread', why: failureOf(answer, settings, io.now()).detail };
    }
    const sender = listField(answer.json, 'senders').find((one) => textField(one, 'sender_id') === settings.from);
    if (sender !== undefined) return { is: 'found', sender };
    query = nextQuery(answer.json, query);
  }
  return { is: 'absent' };
}

function senderState(sender: unknown): readonly HealthFinding[] {
  const status = textField(sender, 'status') ?? 'in an unknown state';
  if (status === 'ONLINE' || status === 'ONLINE:UPDATING')
    return [{ level: 'ok', what: 'sender', detail: 'The WhatsApp sender is online.' }];
  const reasons = listField(sender, 'offline_reasons').flatMap((reason) => textField(reason, 'message') ?? textField(reason, 'code') ?? []);
  const why = reasons.length === 0 ? '' : ` Twilio says: ${reasons.join(' ')}`;
  return [
    {
      level: 'error',
      what: 'sender',
      detail: `The WhatsApp sender is ${status}, not ONLINE.${why}`,
      nextStep: 'Finish its registration, or follow the reasons, under Messaging → Senders → WhatsApp senders in the Twilio console.',
    },
  ];
}

function qualityOf(sender: unknown): readonly HealthFinding[] {
  const properties = field(sender, 'properties');
  const quality = textField(properties, 'quality_rating')?.toUpperCase();
  const limit = textField(properties, 'messaging_limit');
  if (quality === undefined) return [];
  const detail = `Meta rates the sender's quality as ${quality}${limit === undefined ? '' : `; its limit is ${limit}`}.`;
  if (quality !== 'LOW' && quality !== 'MEDIUM') return [{ level: 'ok', what: 'quality', detail }];
  const nextStep = 'Send fewer templates that people did not ask for; the rating follows their blocks and reports of the last days.';
  return [{ level: 'warning', what: 'quality', detail, nextStep }];
}

function sandbox(webhookUrl: string): HealthFinding {
  return {
    level: 'warning',
    what: 'sender',
    detail: 'This is Twilio’s sandbox number: people must join it first, for 72 hours, and its address cannot be read.',
    nextStep: `Enter ${webhookUrl} under Messaging → Try it out → Send a WhatsApp message → Sandbox settings → “When a message comes in”.`,
  };
}
