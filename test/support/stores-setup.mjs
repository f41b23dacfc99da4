// What the tests' stores begin with: for each of jest's workers a PostgreSQL, on which each test makes its own database (readers of the
// event log stop before the oldest transaction that is open anywhere on the server, so that tests on one server would see their events
// only when others' are done); and of both stores one that is up to date and empty, which a test copies instead of migrating anew.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { openStore } from '../../gateway/src/store/store.ts';
import { startPostgres } from './postgres.mjs';
import { quickFolder } from './quick-folder.mjs';

const TEMPLATE = 'parley_template';

export default async function setup({ maxWorkers }) {
  // Jest's workers inherit it.
  process.env.TMPDIR = quickFolder();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parley-template-'));
  await migrated({ dataDir: folder, databaseUrl: undefined });
  process.env.PARLEY_TEST_SQLITE = path.join(folder, 'parley.db');
  const servers = await Promise.all(Array.from({ length: maxWorkers }, () => startPostgres({ isDurable: false })));
  await Promise.all(servers.map(({ url }) => makeTemplate(url)));
  servers.forEach(({ url }, index) => (process.env[`PARLEY_TEST_POSTGRES_${index + 1}`] = url));
  process.env.PARLEY_TEST_POSTGRES_TEMPLATE = TEMPLATE;
  globalThis.parleyTestStores = [...servers, { stop: () => rmSync(folder, { recursive: true, force: true }) }];
}

async function makeTemplate(server) {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${TEMPLATE}`);
  await client.end();
  const url = new URL(server);
  url.pathname = `/${TEMPLATE}`;
  await migrated({ dataDir: '', databaseUrl: url.href });
}

async function migrated(where) {
  const store = await openStore({ ...where, now: Date.now });
  if (typeof store === 'string') throw new Error(store);
  await store.close();
}
