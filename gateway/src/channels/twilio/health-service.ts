import type { CallIo, HealthFinding } from '../channel.ts';
import { callTwilio, failureOf, isFailed, isGood } from './call.ts';
import { webhookFinding } from './health-sender.ts';
import { type TwilioSettings, twilioUrl } from './settings.ts';
import { nextQuery } from './templates.ts';
import { field, listField, textField } from './wire.ts';

const MAX_PAGES = 20;

/** What was found of the Messaging Service. `answersForSender`: messages to its senders go to its own address. */
export interface ServiceFound {
  readonly findings: readonly HealthFinding[];
  readonly answersForSender: boolean;
}

const NONE: ServiceFound = { findings: [], answersForSender: false };

/**
 * The Messaging Service: whether there is one, whether it has the sender, and where it sends messages that come in
 * (https://www.twilio.com/docs/messaging/api/service-resource, …/messaging/api/channelsender-resource).
 */
export async function checkService(settings: TwilioSettings, io: CallIo): Promise<ServiceFound> {
  const sid = settings.messagingServiceSid;
  if (sid === undefined) return NONE;
  const answer = await callTwilio({ url: twilioUrl(settings, 'messaging', ['v1', 'Services', sid]) }, settings, io);
  if (isFailed(answer)) return unread(answer.detail);
  if (answer.status === 404) {
    const nextStep = 'Compare the Messaging Service SID with Messaging → Services in the Twilio console, or leave it out.';
    return {
      ...NONE,
      findings: [{ level: 'error', what: 'messaging_service', detail: `The account has no Messaging Service ${sid}.`, nextStep }],
    };
  }
  if (!isGood(answer) || textField(answer.json, 'sid') === undefined) return unread(failureOf(answer, settings, io.now()).detail);
  const pool = await checkPool(sid, settings, io);
  if (field(answer.json, 'use_inbound_webhook_on_number') === true) return { findings: pool, answersForSender: false };
  const address = { url: textField(answer.json, 'inbound_request_url'), method: textField(answer.json, 'inbound_method') };
  const nextStep = `Choose “Send a webhook” under Integration of the Messaging Service and enter ${io.webhookUrl} as request URL with POST.`;
  return { findings: [...pool, webhookFinding('The Messaging Service', address, io.webhookUrl, nextStep)], answersForSender: true };
}

/** A message names both, and Twilio refuses a sender that the service does not have. */
async function checkPool(sid: string, settings: TwilioSettings, io: CallIo): Promise<readonly HealthFinding[]> {
  let query: string | undefined = 'PageSize=100';
  for (let page = 0; query !== undefined && page < MAX_PAGES; page++) {
    const answer = await callTwilio(
      { url: twilioUrl(settings, 'messaging', ['v1', 'Services', sid, 'ChannelSenders'], query) },
      settings,
      io,
    );
    if (isFailed(answer) || !isGood(answer) || !Array.isArray(field(answer.json, 'senders'))) return [];
    if (listField(answer.json, 'senders').some((one) => textField(one, 'sender') === settings.from)) {
      return [{ level: 'ok', what: 'messaging_service', detail: 'The Messaging Service has the sender.' }];
    }
    query = nextQuery(answer.json, query);
  }
  const nextStep = 'Add the sender under Sender Pool of the Messaging Service, or leave the Messaging Service out of the settings.';
  return [{ level: 'error', what: 'messaging_service', detail: `The Messaging Service has no sender ${settings.from}.`, nextStep }];
}

function unread(why: string): ServiceFound {
  const nextStep = 'Look at Messaging → Services in the Twilio console.';
  return {
    ...NONE,
    findings: [{ level: 'warning', what: 'messaging_service', detail: `The Messaging Service could not be read: ${why}`, nextStep }],
  };
}
