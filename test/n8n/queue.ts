// n8n in queue mode: main, webhook process and worker are programs of their own and share PostgreSQL and Redis.
import assert from 'node:assert/strict';
import path from 'node:path';

import { until } from './support/processes.ts';
import { type QueueMode, startQueueMode } from './support/queue-mode.ts';
import { redisProgram } from './support/redis.ts';
import { N8nClient } from './support/rest.ts';
import type { Execution } from './support/wire.ts';
import type { World } from './support/world.ts';
import { asking } from './waits.ts';
import { answering, deliveryUrl, textsOf } from './support/workflows.ts';

/** Stops the n8n there is, and leaves it stopped: four of them at once are more than a small machine has room for. */
export async function checkQueueMode(world: World): Promise<void> {
  const program = redisProgram();
  if (program === undefined) {
    world.checks.skip('in queue mode', 'Redis is not on this machine; Debian has it as redis-server');
    return;
  }
  await world.n8n.stop();
  const startedAt = Date.now();
  const parts = await startQueueMode(world, program, path.join(world.n8n.options.userFolder, 'queue-mode'));
  console.log(`      main, webhook process and worker are ready after ${((Date.now() - startedAt) / 1000).toFixed(1)} s`);
  try {
    const client = new N8nClient(parts.main.baseUrl);
    await client.signIn(world.owner);
    const credential = await client.makeCredential('Parley API', { baseUrl: world.gateway.baseUrl, apiKey: world.gateway.apiKey });
    await playQueueMode({ ...world, n8n: parts.main, client, credential }, parts);
  } finally {
    await parts.stop();
  }
}

async function playQueueMode(world: World, parts: QueueMode): Promise<void> {
  const { checks, client, credential, gateway, platforms } = world;
  const { id } = await client.makeWorkflow(answering(credential));
  const ended = async (count: number): Promise<Execution[]> => {
    const ask = async (): Promise<Execution[] | undefined> => {
      const runs = await client.executions(id);
      return runs.filter(({ status }) => status === 'success').length >= count ? runs : undefined;
    };
    return await until(ask, { timeoutMs: 60_000, what: `${count} successful executions` });
  };

  await checks.check("queue mode: publishing in main subscribes with the webhook process's address", async () => {
    assert.equal((await client.publish(id)).status, 'published');
    const urls = (await gateway.subscriptions()).map(({ url }) => url);
    assert.deepEqual(urls, [deliveryUrl(parts.webhook.baseUrl)]);
  });

  await checks.check('queue mode: the webhook process takes a message, the worker answers it', async () => {
    await platforms.annWrites('queued hello');
    await platforms.answered('You said: queued hello');
    assert.deepEqual((await ended(1)).flatMap(textsOf), ['queued hello']);
  });

  const waiting = await client.makeWorkflow(asking(world, 'queued shoes'));

  await checks.check('queue mode: what customers write while the worker is stopped is taken, and answered once it is back', async () => {
    assert.equal((await client.publish(waiting.id)).status, 'published');
    await platforms.annWrites('queued shoes');
    await platforms.answered('Which size, queued shoes?');
    const isWaiting = async (): Promise<boolean> => (await client.executions(waiting.id, false)).some((run) => run.status === 'waiting');
    await until(isWaiting, { timeoutMs: 30_000, what: 'the execution waits' });
    const before = (await ended(2)).length;
    await parts.worker.stop();
    const texts = Array.from({ length: 5 }, (_, index) => `without a worker ${index + 1}`);
    for (const text of texts) await platforms.kenjiWrites(text);
    const areStored = async (): Promise<boolean> =>
      (await client.executions(id, false)).filter(({ status }) => status === 'new').length === texts.length;
    await until(areStored, { timeoutMs: 30_000, what: 'each has an execution that nobody runs' });
    assert.equal(
      platforms.sent().some(({ text }) => text.startsWith('You said: without a worker')),
      false,
    );
    await parts.worker.start();
    for (const text of texts) await platforms.answered(`You said: ${text}`);
    const runs = (await ended(before + texts.length)).slice(before);
    assert.deepEqual(runs.flatMap(textsOf).sort(), texts);
    for (const text of texts) assert.equal(platforms.sent().filter((sent) => sent.text === `You said: ${text}`).length, 1, text);
  });

  await checks.check('queue mode: an answer in the chat resumes what waits, after worker and webhook process were restarted', async () => {
    // Not while the worker is away: it ends only when what it has taken is done.
    await parts.webhook.stop();
    await parts.webhook.start();
    await platforms.annWrites('forty-five');
    await platforms.answered('queued shoes: you chose forty-five');
    await client.unpublish(id);
    await client.unpublish(waiting.id);
  });
}
