import type { CallIo, HealthFinding } from '../channel.ts';
import { checkNumber } from './health-number.ts';
import { checkToken } from './health-token.ts';
import { checkWebhook } from './health-webhook.ts';
import type { WhatsappSettings } from './settings.ts';

/**
 * Asks Meta whether the channel can work: the token, its permissions and its end, the number and its limits, and whether the
 * account's webhooks come here. Where the token is no good nothing else is asked. Only reads. Never throws.
 */
export async function checkHealth(settings: WhatsappSettings, io: CallIo): Promise<readonly HealthFinding[]> {
  const number = await checkNumber(settings, io);
  if (!number.isReachable) return number.findings;
  const token = await checkToken(settings, io);
  return [...token.findings, ...number.findings, ...(await checkWebhook(token.appId, number.callbacks, settings, io))];
}
