import { type ChildProcess, fork } from 'node:child_process';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { type ServerResponse, createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { type CpuTime, cpuTimeOf } from '../support/cpu-time.ts';
import { ACCOUNT } from '../support/whatsapp-webhooks.ts';

/**
 * The least that an honest webhook server does, to measure Parley against: bare `node:http`, the HMAC over the raw body, one row
 * (id, body) with an fsync before the 200. Rows that arrive while a commit runs share the next one, as in Parley.
 */
export interface Floor {
  readonly port: number;
  cpuTime(): CpuTime;
  stop(): void;
}

const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

export async function startFloor(): Promise<Floor> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parley-floor-'));
  const child = fork(fileURLToPath(import.meta.url), [path.join(folder, 'floor.db')], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  running.add(child);
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (told: number) => resolve(told));
    child.once('exit', (code) => reject(new Error(`the floor server ended with ${code}`)));
  });
  return {
    port,
    cpuTime: () => cpuTimeOf(child.pid ?? 0),
    stop() {
      running.delete(child);
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Waiting {
  readonly body: Buffer;
  readonly response: ServerResponse;
}

function serve(file: string): void {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; create table webhooks (id integer primary key, body text not null)');
  const begin = database.prepare('begin immediate');
  const insert = database.prepare('insert into webhooks (body) values (?)');
  const commit = database.prepare('commit');
  let waiting: Waiting[] = [];

  function commitAll(): void {
    const taken = waiting;
    waiting = [];
    begin.run();
    for (const { body } of taken) insert.run(body.toString('utf8'));
    commit.run();
    for (const { response } of taken) response.writeHead(200, { 'content-type': 'text/plain', 'content-length': '2' }).end('ok');
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      if (!isGenuine(String(request.headers['x-hub-signature-256']), body)) {
        response.writeHead(401).end();
        return;
      }
      waiting.push({ body, response });
      if (waiting.length === 1) setImmediate(commitAll);
    });
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (typeof address === 'object' && address !== null) process.send?.(address.port);
  });
  process.on('disconnect', () => process.exit());
}

function isGenuine(signature: string, body: Buffer): boolean {
  const given = Buffer.from(signature.slice('sha256='.length), 'hex');
  const expected = createHmac('sha256', ACCOUNT.appSecret).update(body).digest();
  return given.length === expected.length && timingSafeEqual(given, expected);
}

if (import.meta.main) serve(process.argv[2] ?? '');
