import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { startPostgres } from '../../support/postgres.mjs';
import { N8n } from './n8n.ts';
import { installPackage } from './package.ts';
import { freePort } from './processes.ts';
import { startRedis } from './redis.ts';
import type { World } from './world.ts';

/** n8n as docs.n8n.io/hosting/scaling/queue-mode has it: each part a program with a folder of its own. */
export interface QueueMode {
  /** The editor, the API and what is due; starts and ends subscriptions. */
  readonly main: N8n;
  /** Takes deliveries, and the answers that executions wait for. */
  readonly webhook: N8n;
  /** Runs executions. */
  readonly worker: N8n;
  readonly stop: () => Promise<void>;
}

/** Starts all three over a PostgreSQL and a Redis of their own, with the package in the folder of each. */
export async function startQueueMode({ n8n: { options } }: World, redisProgram: string, folder: string): Promise<QueueMode> {
  await mkdir(folder, { recursive: true });
  const [postgres, redis] = await Promise.all([startPostgres({ isDurable: false }), startRedis(redisProgram, folder)]);
  const database = new URL(postgres.url);
  const webhookPort = await freePort();
  const settings = {
    EXECUTIONS_MODE: 'queue',
    QUEUE_BULL_REDIS_HOST: '127.0.0.1',
    QUEUE_BULL_REDIS_PORT: String(redis.port),
    DB_TYPE: 'postgresdb',
    DB_POSTGRESDB_HOST: database.hostname,
    DB_POSTGRESDB_PORT: database.port,
    DB_POSTGRESDB_DATABASE: database.pathname.slice(1),
    DB_POSTGRESDB_USER: database.username,
    DB_POSTGRESDB_PASSWORD: database.password,
    // In front of all there would be a proxy that sends /webhook/ and /webhook-waiting/ there and the rest to main.
    WEBHOOK_URL: `http://127.0.0.1:${webhookPort}/`,
    N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
  };
  const partNamed = async (part: 'start' | 'worker' | 'webhook', port: number): Promise<N8n> => {
    const userFolder = path.join(folder, part);
    await installPackage(userFolder);
    const { entry, owner } = options;
    return new N8n({ entry, owner, userFolder, port, part, encryptionKey: 'queue-mode-encryption-key', settings });
  };
  const main = await partNamed('start', await freePort());
  const webhook = await partNamed('webhook', webhookPort);
  const worker = await partNamed('worker', await freePort());
  // The first makes the tables that the others read.
  await main.start();
  await Promise.all([webhook.start(), worker.start()]);
  const stop = async (): Promise<void> => {
    await Promise.all([webhook.stop(), worker.stop()]);
    await main.stop();
    await Promise.all([redis.stop(), postgres.stop()]);
  };
  return { main, webhook, worker, stop };
}
