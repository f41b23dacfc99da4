import type { CallIo, HealthFinding } from '../channel.ts';
import { askLine, postJson } from './call.ts';
import type { LineSettings } from './settings.ts';
import { field, numberAt, textAt } from './wire.ts';

const WHERE = 'In the LINE Developers Console, on the tab “Messaging API”, under “Webhook settings”';

/**
 * Whether LINE sends its webhooks here, and whether one arrives
 * (https://developers.line.biz/en/reference/messaging-api/#get-webhook-endpoint-information, `#test-webhook-endpoint`).
 */
export async function checkWebhook(settings: LineSettings, io: CallIo): Promise<readonly HealthFinding[]> {
  const answer = await askLine({ method: 'GET', path: '/v2/bot/channel/webhook/endpoint' }, settings, io);
  const isUnset = answer.is === 'refused' && answer.status === 404;
  if (answer.is !== 'answered' && !isUnset) {
    const nextStep = 'Test the channel again later.';
    return [{ level: 'warning', what: 'webhook_address', detail: `LINE does not show its webhook address: ${answer.detail}`, nextStep }];
  }
  const json = answer.is === 'answered' ? answer.json : undefined;
  const endpoint = textAt(json, 'endpoint') ?? '';
  if (endpoint !== io.webhookUrl) return [elsewhere(endpoint, io.webhookUrl)];
  const here: HealthFinding = { level: 'ok', what: 'webhook_address', detail: 'LINE has this channel’s webhook address.' };
  if (field(json, 'active') !== true) return [here, switchedOff()];
  const on: HealthFinding = { level: 'ok', what: 'webhook_subscription', detail: 'The use of the webhook is switched on.' };
  return [here, on, ...(await testFound(settings, io))];
}

function elsewhere(endpoint: string, webhookUrl: string): HealthFinding {
  const detail = endpoint === '' ? 'LINE has no webhook address for the account.' : `LINE sends its webhooks to ${endpoint}.`;
  return { level: 'error', what: 'webhook_address', detail, nextStep: `${WHERE}, enter ${webhookUrl}.` };
}

function switchedOff(): HealthFinding {
  const detail = 'LINE sends no webhooks: their use is switched off.';
  return { level: 'error', what: 'webhook_subscription', detail, nextStep: `${WHERE}, switch “Use webhook” on.` };
}

/** A test that LINE did not make says nothing. */
async function testFound(settings: LineSettings, io: CallIo): Promise<readonly HealthFinding[]> {
  const answer = await askLine(postJson('/v2/bot/channel/webhook/test', { endpoint: io.webhookUrl }), settings, io);
  if (answer.is !== 'answered') return [];
  const what = 'webhook_delivery';
  const success = field(answer.json, 'success');
  if (success === true) return [{ level: 'ok', what, detail: 'A webhook that LINE sent for a test has arrived.' }];
  if (success !== false) return [];
  const said = [textAt(answer.json, 'reason'), textAt(answer.json, 'detail')]
    .filter((part) => part !== undefined && part !== '')
    .join(': ');
  const status = numberAt(answer.json, 'statusCode');
  const nextStep =
    status !== undefined && status >= 400
      ? 'Compare the channel secret with the one on the tab “Basic settings”: Parley refuses webhooks that another secret signed.'
      : 'See that the address can be reached from the internet over HTTPS, with a certificate that is trusted, and answers within two seconds.';
  return [{ level: 'error', what, detail: `A webhook that LINE sent for a test did not arrive (${said}).`, nextStep }];
}
