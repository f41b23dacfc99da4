import { createHmac } from 'crypto';
import type { IHookFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { memoryOf } from './memory';
import { isEventType, sampleOf } from './samples';
import { modeOf } from './subscription';

/** n8n listens for the test event only after `create` has returned. */
const LISTENING_MS = 750;

/**
 * Where the option asks for it and somebody listens for a test event: delivers a sample to the trigger as the gateway would, signed
 * with the trigger's own secret. Does not wait for that, as n8n takes it only afterwards; what goes wrong is logged.
 */
export function showSample(hook: IHookFunctions): void {
  const type: unknown = hook.getNodeParameter('options.sampleEvent', '');
  if (modeOf(hook) !== 'test' || !isEventType(type)) return;
  const url = hook.getNodeWebhookUrl('default') ?? '';
  const { secret } = memoryOf(hook.getWorkflowStaticData('node'), 'test');
  // The trigger knows the ids of events it has shown already.
  const event = { ...sampleOf(type), id: `evt_sample${Date.now()}` };
  const body = JSON.stringify({ events: [event] });
  sleep(LISTENING_MS)
    .then(async () => await hook.helpers.httpRequest({ method: 'POST', url, body, headers: signed(body, secret ?? '') }))
    .catch((error: unknown) => {
      hook.logger.warn(`Parley Trigger could not show a sample: ${error instanceof Error ? error.message : 'n8n did not take it'}`);
    });
}

/** The headers of Standard Webhooks over exactly this body. */
function signed(body: string, secret: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const id = `sample_${timestamp}`;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'Content-Type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}
