import { randomUUID } from 'node:crypto';
import type { Config } from '../config.ts';
import type { Logger } from '../log/logger.ts';
import { type Tracing, createTracing } from '../log/tracing.ts';
import { createNet } from '../net/client.ts';

const SEND_MS = 10_000;

/**
 * Traces, where they are asked for. They leave by a way of their own under the same policy as everything else: it is still open when a
 * stop has cut calls to platforms.
 */
export async function openTracing({ traces, netPolicy }: Pick<Config, 'traces' | 'netPolicy'>, log: Logger): Promise<Tracing | undefined> {
  if (traces === undefined) return undefined;
  const { url, headers, serviceName, ratio } = traces;
  const net = createNet({ policy: netPolicy, log });
  const tracing = await createTracing({
    ...{ serviceName, ratio, log, instanceId: randomUUID() },
    async send(body) {
      const end = await net.fetch({
        method: 'POST',
        url,
        headers: { ...headers, 'content-type': 'application/json' },
        body,
        timeoutMs: SEND_MS,
      });
      if (end.is === 'no_answer') return end.why;
      return end.status >= 200 && end.status < 300 ? undefined : `the receiver answered ${end.status}`;
    },
  });
  return {
    ...tracing,
    async stop() {
      await tracing.stop();
      await net.close();
    },
  };
}
