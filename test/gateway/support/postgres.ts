import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A new database on this worker's PostgreSQL, up to date and with nothing in it (see `test/support/stores-setup.mjs`), and its end. */
export async function newDatabase(): Promise<{ readonly url: string; drop(): Promise<void> }> {
  const server = process.env[`PARLEY_TEST_POSTGRES_${process.env['JEST_WORKER_ID'] ?? '1'}`];
  if (server === undefined) throw new Error('no PostgreSQL: jest starts it by stores-setup.mjs');
  const name = `parley_${randomBytes(6).toString('hex')}`;
  await runOn(server, `create database ${name} template ${process.env['PARLEY_TEST_POSTGRES_TEMPLATE'] ?? 'template1'} strategy file_copy`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => runOn(server, `drop database ${name} with (force)`) };
}

async function runOn(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
