import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describeMachine } from '../bench/figures.ts';
import { connectWhatsapp } from '../support/gateway-api.ts';
import { startGateway } from '../support/gateway-process.ts';
import { runLoad } from '../support/webhook-load.ts';
import { ACCOUNT, signatureOf, textWebhook } from '../support/whatsapp-webhooks.ts';
import { mountDisk } from './disk.ts';
import { type TestStore, eventually, queryOf } from './database.ts';
import { judge } from './findings.ts';
import type { Report } from './report.ts';

const DISK = '24m';
const BEFORE = 300;
const WHILE_FULL = 40;
const AFTER = 300;

/**
 * F2: the disk with the database, and with the log, is full. Webhooks are refused and nothing else breaks; when there is room again,
 * everything goes on.
 */
export async function outliveAFullDisk(store: TestStore, seed: number, report: Report): Promise<void> {
  const disk = mountDisk(DISK);
  if (disk === undefined) {
    console.error('     a disk that can be filled cannot be made here (no right to mount one): this part was left out');
    return;
  }
  const folder = path.join(disk.folder, 'data');
  const gateway = await startGateway({ folder });
  try {
    const webhooks = await connectWhatsapp(gateway);
    const timestamp = Math.floor(Date.now() / 1000);
    const plan = (from: number, count: number) => ({ port: gateway.port, path: webhooks, connections: 8, from, count, users: 50, repeated: 0, seed, timestamp, progressEvery: 0 }); // prettier-ignore
    const post = async (index: number) => {
      const body = textWebhook(ACCOUNT, { index, users: 50, timestamp });
      const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signatureOf(ACCOUNT, body) };
      return fetch(`${gateway.url}${webhooks}`, {
        method: 'POST',
        headers,
        body: new Uint8Array(body),
        signal: AbortSignal.timeout(5_000),
      });
    };
    await runLoad(plan(0, BEFORE));
    const rest = path.join(disk.folder, 'rest');
    fill(rest);
    const answers: Record<string, number> = {};
    let withRetryAfter = 0;
    for (let i = 0; i < WHILE_FULL; i++) {
      const response = await post(BEFORE + i);
      answers[response.status] = (answers[response.status] ?? 0) + 1;
      if (response.headers.has('retry-after')) withRetryAfter += 1;
    }
    const isAlive = (await fetch(`${gateway.url}/healthz`, { signal: AbortSignal.timeout(5_000) })).status === 200;
    rmSync(rest);
    const isBack = await eventually(async () => (await post(BEFORE)).status === 200, 10_000, 250);
    const result = await runLoad(plan(BEFORE, WHILE_FULL + AFTER));
    const query = queryOf(gateway, undefined);
    const findings = await judge(query, [], BEFORE + WHILE_FULL + AFTER, []);
    const [check] = await query('pragma integrity_check');
    const exit = await gateway.stop();
    console.log(JSON.stringify({ faults: 'full disk', store: store.name, version: store.version, answers, ...findings, ...describeMachine(), seed })); // prettier-ignore
    report.check('webhooks are refused with 503 while the disk is full', (answers['503'] ?? 0) > WHILE_FULL / 2, answers);
    report.check('and none is answered otherwise than 200 or 503', Object.keys(answers).every((one) => ['200', '503'].includes(one)), answers); // prettier-ignore
    report.check('every refusal says when to come again', withRetryAfter === (answers['503'] ?? 0), withRetryAfter);
    report.check('the gateway lives', isAlive);
    report.check('with room on the disk it takes webhooks again', isBack && Object.keys(result.answers).join() === '200', result.answers);
    report.check('nothing that was acknowledged is lost, nothing is there twice', findings.lost + findings.storedTwice + findings.gapsInSeq === 0, findings); // prettier-ignore
    report.check('PRAGMA integrity_check is ok', check?.['integrity_check'] === 'ok', check);
    report.check('it stops cleanly', exit.code === 0, exit);
  } finally {
    await gateway.dispose();
    disk.remove();
  }
}

/** Takes all that is left. */
function fill(file: string): void {
  const piece = Buffer.alloc(64 * 1024);
  try {
    for (;;) writeFileSync(file, piece, { flag: 'a' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
  }
}
