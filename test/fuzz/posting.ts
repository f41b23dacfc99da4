import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { GatewayProcess } from '../support/gateway-process.ts';
import { openLane } from '../support/http-lane.ts';
import type { FuzzedPlatform } from './platforms.ts';

const CONNECTIONS = 8;

type Signed = ReturnType<FuzzedPlatform['sign']>;

/** A request to a channel's address as it goes over the wire. */
export function requestOf(channelId: string, contentType: string, { headers, search, body }: Signed): Buffer {
  const lines = [
    `POST /webhooks/${channelId}${search} HTTP/1.1`,
    'Host: 127.0.0.1',
    `Content-Type: ${contentType}`,
    `Content-Length: ${body.length}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), body]);
}

/** How many of so many requests were answered with which status (or `cut`, `refused`). */
export async function postAll(port: number, count: number, next: () => Buffer): Promise<Record<string, number>> {
  const answers: Record<string, number> = {};
  let left = count;
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      const lane = openLane(port);
      while (left > 0) {
        left -= 1;
        const answer = await lane.post(next());
        const name = answer.is === 'answer' ? String(answer.status) : answer.is;
        answers[name] = (answers[name] ?? 0) + 1;
      }
      lane.close();
    }),
  );
  return answers;
}

/** Lines of the log from an error up, and whatever Node itself had to say. */
export function faultsIn(gateway: GatewayProcess): readonly string[] {
  const lines = readFileSync(path.join(gateway.folder, 'gateway.log'), 'utf8').split('\n');
  return lines.filter((line) => /"level":(50|60)\b|unhandled|uncaught|^\s*at |Error:/i.test(line));
}

/** What a webhook would leave. (Events are not counted: files of earlier messages are still being given up.) */
export async function rowsOf(gateway: GatewayProcess): Promise<string> {
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(gateway.databaseFile, { readOnly: true });
  try {
    const count = (table: string) => database.prepare(`select count(*) as n from "${table}"`).get()?.['n'];
    return ['messages', 'contacts', 'conversations', 'webhooks', 'inbox'].map((table) => `${table} ${String(count(table))}`).join(', ');
  } finally {
    database.close();
  }
}

/** How long its event loop was held, as its own figures tell: the 99th percentile since they were last asked for, in milliseconds. */
export async function loopDelayP99Ms(gateway: GatewayProcess): Promise<number> {
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  const seconds = Number(/^parley_nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(text)?.[1]);
  return Math.round(seconds * 100_000) / 100;
}
