import { spawn } from 'node:child_process';
import { type AddressInfo, connect, createServer } from 'node:net';
import path from 'node:path';
import { newDatabase } from '../support/postgres.ts';
import { temporaryFolder } from '../support/stores.ts';

const MAIN = path.resolve(import.meta.dirname, '../../../gateway/src/main.ts');

/** A way to a server on which every connection breaks for good once a client has said these words. */
async function doorUntil(words: string, behind: URL) {
  let isShut = false;
  const door = createServer((client) => {
    if (isShut) return void client.resetAndDestroy();
    const server = connect(Number(behind.port), behind.hostname);
    client.on('data', (bytes) => {
      isShut ||= bytes.includes(words);
      if (isShut) client.resetAndDestroy();
      else server.write(bytes);
    });
    server.pipe(client);
    client.on('close', () => server.destroy());
    for (const socket of [client, server]) socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
  return door;
}

/** Runs the gateway until it ends by itself. */
function gatewayOn(databaseUrl: string, folder: string): Promise<{ readonly code: number | null; readonly said: string }> {
  const env = {
    ...{ PATH: process.env['PATH'], PARLEY_PORT: '0', PARLEY_DATA_DIR: folder, DATABASE_URL: databaseUrl },
    PARLEY_SECRET_KEY: Buffer.alloc(32, 'parley').toString('base64'),
  };
  const child = spawn(process.execPath, [MAIN], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, said })));
}

it('says in one sentence where the database cannot be had, or goes away while the gateway is starting', async () => {
  const { folder, remove } = temporaryFolder();
  const database = await newDatabase();
  try {
    // The first is how every connection begins; the second is what is asked once the schema is up to date.
    for (const [words, why] of [
      ['application_name', 'cannot be used'],
      ['secretProbe', 'was lost while starting'],
    ] as const) {
      const door = await doorUntil(words, new URL(database.url));
      const through = new URL(database.url);
      through.port = String((door.address() as AddressInfo).port);
      const { code, said } = await gatewayOn(through.href, folder);
      door.close();
      expect(said).toMatch(new RegExp(`^parley: PostgreSQL at DATABASE_URL ${why}: .*\n$`));
      expect(code).toBe(1);
    }
  } finally {
    await database.drop();
    remove();
  }
});
