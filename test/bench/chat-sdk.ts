import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { postgresStore } from '../faults/database.ts';
import { npm } from '../n8n/support/npm.ts';
import { NOBODY } from '../support/gateway-api.ts';
import { startGateway } from '../support/gateway-process.ts';
import { startPostgres } from '../support/postgres.mjs';
import { ACCOUNT } from '../support/whatsapp-webhooks.ts';
import { type Figure, type PrintFigure, atLeast } from './figures.ts';
import { entryOf, measureInTurns, printLoad, printParley, sustainedOf } from './load-figures.ts';
import type { Run } from './part.ts';
import { type LoadSize, openGateways, openParley } from './phases.ts';
import { forkRival, openRival } from './rival.ts';

const FULL: LoadSize = { webhooks: 3_000, warmUp: 2_000, rounds: 3, idleMs: 3_000 };
const QUICK: LoadSize = { webhooks: 1_000, warmUp: 1_000, rounds: 1, idleMs: 2_000 };
const WANTED_MULTIPLE = 2;
const FOLDER = path.join(import.meta.dirname, 'rivals');

/**
 * Parley beside Vercel's Chat SDK with its state in PostgreSQL, which answers a webhook first and stores it then, or stores and handles it
 * and answers then, as Parley does. Parley on SQLite, as it comes, and on the same PostgreSQL.
 */
export async function measureChatSdk({ isQuick, seed, print, nodeArguments }: Run): Promise<readonly Figure[]> {
  const size = isQuick ? QUICK : FULL;
  const versions = await install();
  const server = await startPostgres();
  const store = await postgresStore(server.url);
  const told: PrintFigure = (name, value, unit, more) => print(name, value, unit, { ...more, ...versions, postgres: store.version });
  try {
    const rival = async (answers: 'first' | 'last') => {
      const settings = { url: await store.newDatabaseUrl(), account: ACCOUNT, apiUrl: NOBODY, answers };
      return openRival(await forkRival(path.join(FOLDER, 'chat-server.mjs'), settings, '/'), size, seed);
    };
    const databaseUrl = (await store.newDatabaseUrl()) ?? '';
    const onPostgres = await startGateway({ from: 'built', databaseUrl, nodeArguments });
    const entries = [
      entryOf({ name: 'parley', contender: await openParley(size, seed, nodeArguments), print: (...round) => printParley(told, ...round) }),
      entryOf({
        name: 'parley_postgres',
        contender: await openGateways([onPostgres], size, seed),
        print: (...round) => printParley(told, ...round),
      }),
      entryOf({ name: 'chat_sdk_first', contender: await rival('first'), print: (...round) => printLoad(told, ...round) }),
      entryOf({ name: 'chat_sdk_last', contender: await rival('last'), print: (...round) => printLoad(told, ...round) }),
    ];
    const middles = await measureInTurns(entries, size.rounds, told);
    const chatSdk = Math.max(sustainedOf(middles, 'chat_sdk_first'), sustainedOf(middles, 'chat_sdk_last'));
    const multiple = sustainedOf(middles, 'parley') / chatSdk;
    told('multiple', multiple, 'parley/chat sdk');
    told('multiple_postgres', sustainedOf(middles, 'parley_postgres') / chatSdk, 'parley/chat sdk');
    return [atLeast('parley_to_chat_sdk', multiple, WANTED_MULTIPLE)];
  } finally {
    await server.stop();
  }
}

/** Once, some seconds and 9 MB; the versions that are measured. */
async function install(): Promise<Readonly<Record<string, string>>> {
  if (!existsSync(path.join(FOLDER, 'node_modules/chat'))) {
    console.error('bench: installing the Chat SDK into test/bench/rivals');
    await npm(FOLDER, ['install', '--ignore-scripts', '--no-audit', '--no-fund'], 300_000);
  }
  const versionOf = (name: string) =>
    (JSON.parse(readFileSync(path.join(FOLDER, 'node_modules', name, 'package.json'), 'utf8')) as { version: string }).version;
  return { chat: versionOf('chat'), chatWhatsapp: versionOf('@chat-adapter/whatsapp'), chatState: versionOf('@chat-adapter/state-pg') };
}
