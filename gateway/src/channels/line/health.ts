import type { CallIo, HealthFinding } from '../channel.ts';
import { askLine, type Answered } from './call.ts';
import { checkQuota } from './health-quota.ts';
import { checkToken } from './health-token.ts';
import { checkWebhook } from './health-webhook.ts';
import type { LineSettings } from './settings.ts';
import { textAt } from './wire.ts';

const AGAIN = 'Test the channel again in a few minutes.';

/**
 * Asks LINE whether the channel can work: the account and its token, whether webhooks come here and arrive, and what is left of the
 * month's messages. Where the account cannot be asked for nothing else is. LINE calls the webhook once, without an event. Never throws.
 */
export async function checkHealth(settings: LineSettings, io: CallIo): Promise<readonly HealthFinding[]> {
  const answer = await askLine({ method: 'GET', path: '/v2/bot/info' }, settings, io);
  if (answer.is !== 'answered' || textAt(answer.json, 'userId') === undefined) return [unreachable(answer)];
  const rest = await Promise.all([checkToken(settings, io), checkWebhook(settings, io), checkQuota(settings, io)]);
  return [...accountFound(answer.json, settings), ...rest.flat()];
}

function unreachable(answer: Answered): HealthFinding {
  if (answer.is === 'answered')
    return { level: 'error', what: 'platform', detail: 'LINE answered with nothing we can read.', nextStep: AGAIN };
  if (answer.is !== 'refused') return { level: 'error', what: 'platform', detail: answer.detail, nextStep: AGAIN };
  const isToken = answer.status === 401;
  const nextStep = isToken
    ? 'In the LINE Developers Console, on the tab “Messaging API”, issue a new long-lived channel access token and save it in the channel.'
    : 'Look in the LINE Official Account Manager whether the Messaging API is enabled for the account.';
  return { level: 'error', what: isToken ? 'credentials' : 'permission', detail: answer.detail, nextStep };
}

/** https://developers.line.biz/en/reference/messaging-api/#get-bot-info */
function accountFound(info: unknown, settings: LineSettings): readonly HealthFinding[] {
  const userId = textAt(info, 'userId') ?? '';
  const name = [textAt(info, 'displayName'), textAt(info, 'basicId')].filter((part) => part !== undefined).join(', ');
  const credentials: HealthFinding = { level: 'ok', what: 'credentials', detail: `LINE takes the access token of the account ${name}.` };
  if (settings.botUserId === undefined || settings.botUserId === userId) return [credentials];
  return [
    credentials,
    {
      level: 'error',
      what: 'account',
      detail: `The channel is set to the bot user id ${settings.botUserId}, but the token belongs to ${userId}: all events would be left alone.`,
      nextStep: `Set the bot user id to ${userId}, or leave it empty.`,
    },
  ];
}
