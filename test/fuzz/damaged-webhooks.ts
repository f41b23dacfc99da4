import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describeMachine } from '../bench/figures.ts';
import type { Report } from '../faults/report.ts';
import { NOBODY, callApi } from '../support/gateway-api.ts';
import type { GatewayProcess } from '../support/gateway-process.ts';
import { openLane } from '../support/http-lane.ts';
import { seededRandom } from '../support/seeded.ts';
import { mutate } from './mutate.ts';
import type { FuzzedPlatform } from './platforms.ts';

const CONNECTIONS = 8;

/**
 * Posts damaged bodies of one platform, genuinely signed: each is answered 200 or 4xx, the gateway neither ends nor stumbles, and what
 * is whole still gets through afterwards. Others of the same number are forged: they are refused and leave nothing behind.
 */
export async function postDamaged(
  gateway: GatewayProcess,
  platform: FuzzedPlatform,
  count: number,
  seed: number,
  report: Report,
): Promise<void> {
  const { id } = await callApi<{ id: string }>(gateway, 'POST', '/channels', {
    ...platform.channel,
    settings: { ...platform.settings, apiBaseUrl: NOBODY },
  });
  const random = seededRandom(seed);
  const seeds = platform.seeds();
  const requestOf = (body: Buffer, isForged: boolean): Buffer => {
    const pathname = `/webhooks/${id}`;
    const signed = platform.sign(body, `${gateway.url}${pathname}`);
    const headers = isForged ? forged(signed.headers) : signed.headers;
    const search = isForged ? forgedSearch(signed.search) : signed.search;
    const lines = [
      `POST ${pathname}${search} HTTP/1.1`,
      'Host: 127.0.0.1',
      `Content-Type: ${platform.contentType}`,
      `Content-Length: ${signed.body.length}`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ];
    return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), signed.body]);
  };
  const seedBody = (): Buffer => seeds[Math.floor(random() * seeds.length)] ?? Buffer.alloc(0);

  const answers = await postAll(gateway.port, count, () => requestOf(mutate(seedBody(), random), false));
  const before = await rowsOf(gateway);
  const refused = await postAll(gateway.port, Math.ceil(count / 10), () => requestOf(mutate(seedBody(), random), true));
  const after = await rowsOf(gateway);
  const whole = await postAll(gateway.port, 1, () => requestOf(seeds[0] ?? Buffer.alloc(0), false));
  console.log(JSON.stringify({ fuzz: platform.name, count, seeds: seeds.length, answers, forged: refused, ...describeMachine(), seed }));

  const isFine = (answer: string): boolean => answer === '200' || /^4\d\d$/.test(answer);
  report.check(`${count} damaged bodies are answered 200 or 4xx`, Object.keys(answers).every(isFine), answers);
  report.check('some of them were stored and some refused', (answers['200'] ?? 0) > 0 && Object.keys(answers).length > 1, answers);
  report.check('what was whole of them is in conversations', !/\b(messages|conversations|inbox) 0\b/.test(before), before);
  report.check(
    'every forged one is refused with 401',
    Object.keys(refused).every((answer) => answer === '401'),
    refused,
  );
  report.check('forged ones leave no row', before === after, { before, after });
  report.check('a whole body is taken afterwards', whole['200'] === 1, whole);
  const faults = faultsIn(gateway);
  report.check('nothing went wrong inside', faults.length === 0, faults.slice(0, 3));
}

async function postAll(port: number, count: number, next: () => Buffer): Promise<Record<string, number>> {
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

/** The same headers with one bit of the digest turned: of the right form, and never by chance the right one. */
function forged(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, otherDigest(value)]));
}

function forgedSearch(search: string): string {
  return search.replace(/(signature=)([0-9a-f]+)/g, (_whole, name: string, digest: string) => name + otherDigest(digest));
}

/** A digest in hexadecimal (also behind `sha256=`) or in base64, with the lowest bit of its first byte turned. */
function otherDigest(text: string): string {
  const [, prefix = '', digits = ''] = /^(sha256=)?(.*)$/.exec(text) ?? [];
  const encoding = /^[0-9a-f]+$/i.test(digits) ? 'hex' : 'base64';
  const digest = Buffer.from(digits, encoding);
  digest.writeUInt8(digest.readUInt8(0) ^ 1, 0);
  return prefix + digest.toString(encoding);
}

/** Lines of the log from an error up, and whatever Node itself had to say. */
function faultsIn(gateway: GatewayProcess): readonly string[] {
  const lines = readFileSync(path.join(gateway.folder, 'gateway.log'), 'utf8').split('\n');
  return lines.filter((line) => /"level":(50|60)\b|unhandled|uncaught|^\s*at |Error:/i.test(line));
}

/** What a webhook would leave. (Events are not counted: files of earlier messages are still being given up.) */
async function rowsOf(gateway: GatewayProcess): Promise<string> {
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(gateway.databaseFile, { readOnly: true });
  try {
    const count = (table: string) => database.prepare(`select count(*) as n from "${table}"`).get()?.['n'];
    return ['messages', 'contacts', 'conversations', 'webhooks', 'inbox'].map((table) => `${table} ${String(count(table))}`).join(', ');
  } finally {
    database.close();
  }
}
