import type { CallIo, HealthFinding } from '../channel.ts';
import { askLine } from './call.ts';
import type { LineSettings } from './settings.ts';
import { numberAt, textAt } from './wire.ts';

/** From here on the month's messages are nearly used up. */
const NEAR = 0.8;

/**
 * What is left of the messages of this month that are no replies
 * (https://developers.line.biz/en/reference/messaging-api/#get-quota, `#get-consumption`). LINE counts approximately.
 */
export async function checkQuota(settings: LineSettings, io: CallIo): Promise<readonly HealthFinding[]> {
  const [quota, consumption] = await Promise.all([
    askLine({ method: 'GET', path: '/v2/bot/message/quota' }, settings, io),
    askLine({ method: 'GET', path: '/v2/bot/message/quota/consumption' }, settings, io),
  ]);
  if (quota.is !== 'answered' || consumption.is !== 'answered') return [];
  const what = 'quota';
  if (textAt(quota.json, 'type') === 'none') return [{ level: 'ok', what, detail: 'The account’s messages are not limited.' }];
  const most = numberAt(quota.json, 'value');
  const used = numberAt(consumption.json, 'totalUsage');
  if (most === undefined || used === undefined) return [];
  const detail = `${used} of ${most} messages of this month are used.`;
  if (used < most * NEAR) return [{ level: 'ok', what, detail }];
  const nextStep = 'Raise the limit or change the plan in the LINE Official Account Manager. Replies within a minute stay free.';
  const word = used < most ? detail : `${detail} LINE takes no more pushes until the month ends.`;
  return [{ level: 'warning', what, detail: word, nextStep }];
}
