import type { CallIo, HealthFinding } from '../channel.ts';
import { callTwilio, failureOf, isFailed, isGood } from './call.ts';
import { checkSender } from './health-sender.ts';
import { checkService } from './health-service.ts';
import { type TwilioSettings, twilioUrl } from './settings.ts';
import { textField } from './wire.ts';

/**
 * Asks Twilio whether the account, the sender, the Messaging Service and their webhook addresses are as they must be
 * (https://www.twilio.com/docs/iam/api/account, …/docs/whatsapp/api/senders, …/docs/messaging/api/service-resource). Never
 * throws; no answer is a finding too.
 */
export async function checkHealth(settings: TwilioSettings, io: CallIo): Promise<readonly HealthFinding[]> {
  const account = await checkAccount(settings, io);
  const isBarred = account.some((finding) => finding.what === 'credentials' && finding.level === 'error');
  if (isBarred) return [...account, ...checkAddress(settings, io.webhookUrl)];
  const service = await checkService(settings, io);
  const sender = await checkSender(settings, io, { answersItself: service.answersForSender !== true });
  return [...account, ...sender, ...service.findings, ...checkAddress(settings, io.webhookUrl)];
}

async function checkAccount(settings: TwilioSettings, io: CallIo): Promise<readonly HealthFinding[]> {
  const url = twilioUrl(settings, 'api', ['2010-04-01', 'Accounts', `${settings.accountSid}.json`]);
  const answer = await callTwilio({ url }, settings, io);
  if (isFailed(answer)) return [unreachable(answer.detail)];
  if (answer.status === 401 || answer.status === 403 || answer.status === 404) {
    return [
      {
        level: 'error',
        what: 'credentials',
        detail: `Twilio does not accept the account and its auth token: ${failureDetail(answer, settings, io)}`,
        nextStep:
          'Copy the Account SID and the auth token from the first page of the Twilio console and change the settings of the channel.',
      },
    ];
  }
  const status = textField(answer.json, 'status');
  if (!isGood(answer) || status === undefined) return [unreachable(failureDetail(answer, settings, io))];
  const accepted: HealthFinding = { level: 'ok', what: 'credentials', detail: 'Twilio accepts the account and its auth token.' };
  return [accepted, ...accountState(status, textField(answer.json, 'type'))];
}

function accountState(status: string, type: string | undefined): readonly HealthFinding[] {
  if (status !== 'active') {
    const nextStep = 'Look at the notices in the Twilio console, or ask Twilio’s support.';
    return [{ level: 'error', what: 'account', detail: `The Twilio account is ${status}.`, nextStep }];
  }
  if (type?.toLowerCase() !== 'trial') return [{ level: 'ok', what: 'account', detail: 'The Twilio account is active.' }];
  return [
    {
      level: 'warning',
      what: 'account',
      detail: 'The Twilio account is a trial: it sends 50 messages a day and only to verified numbers.',
      nextStep: 'Upgrade the account in the Twilio console.',
    },
  ];
}

/** Twilio refuses a message whose status address it cannot call (https://www.twilio.com/docs/api/errors/21609); a stand-in may be next door. */
function checkAddress(settings: TwilioSettings, webhookUrl: string): readonly HealthFinding[] {
  if (settings.apiBaseUrl !== undefined) return [];
  const url = URL.parse(webhookUrl);
  const host = url?.hostname ?? '';
  const isLocal = host === 'localhost' || host === '[::1]' || /^(127|10)\.|^192\.168\./.test(host) || host.endsWith('.local');
  if (url?.protocol === 'https:' && !isLocal && !host.includes('_')) return [];
  return [
    {
      level: 'warning',
      what: 'public_address',
      detail: `Twilio may not be able to call ${webhookUrl}: it needs a public address with HTTPS and a host name without underscores.`,
      nextStep: 'Set PARLEY_PUBLIC_URL to the address under which Parley is reached from outside.',
    },
  ];
}

function unreachable(detail: string): HealthFinding {
  return {
    level: 'error',
    what: 'platform',
    detail: `Twilio could not be asked: ${detail}`,
    nextStep: 'Test the channel again in a few minutes; if it stays so, look at the way out of this machine and at status.twilio.com.',
  };
}

function failureDetail(answer: Parameters<typeof failureOf>[0], settings: TwilioSettings, io: CallIo): string {
  return failureOf(answer, settings, io.now()).detail;
}
