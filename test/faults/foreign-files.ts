import { copyFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { connectWhatsapp } from '../support/gateway-api.ts';
import { runOnce, startGateway } from '../support/gateway-process.ts';
import { ACCOUNT, signatureOf, textWebhook } from '../support/whatsapp-webhooks.ts';
import { mountDisk } from './disk.ts';
import type { Report } from './report.ts';

const WEBHOOKS = 20;

/** F3: another file takes the place of the database while the gateway runs. Nothing is acknowledged into a file that nobody finds again. */
export async function noticeAnotherFile(report: Report): Promise<void> {
  const gateway = await startGateway();
  try {
    const place = await connectWhatsapp(gateway);
    const timestamp = Math.floor(Date.now() / 1000);
    const post = async (index: number) => {
      const body = textWebhook(ACCOUNT, { index, users: 5, timestamp });
      const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signatureOf(ACCOUNT, body) };
      const answer = fetch(`${gateway.url}${place}`, {
        method: 'POST',
        headers,
        body: new Uint8Array(body),
        signal: AbortSignal.timeout(5_000),
      });
      return answer.then(
        (response) => String(response.status),
        () => 'no answer',
      );
    };
    report.check('webhooks are taken before', (await post(0)) === '200');
    copyFileSync(gateway.databaseFile, `${gateway.databaseFile}.other`);
    renameSync(`${gateway.databaseFile}.other`, gateway.databaseFile);
    const ended = gateway.ended();
    const answers = await Promise.all(Array.from({ length: WEBHOOKS }, (_, i) => post(i + 1)));
    report.check(
      'none is acknowledged after',
      answers.every((answer) => !answer.startsWith('2')),
      answers,
    );
    const exit = await ended;
    report.check('the gateway ends with 1', exit.code === 1, exit);
    report.check('and says why in a sentence', /^parley: .*parley\.db was moved, removed or replaced/m.test(gateway.log()), gateway.log());
    await gateway.restart();
    report.check('it starts on the file that is there now, and takes webhooks', (await post(1)) === '200');
    await gateway.stop();
  } finally {
    await gateway.dispose();
  }
}

/** F3: a data folder that cannot be written to. */
export async function refuseAReadOnlyDisk(report: Report): Promise<void> {
  const disk = mountDisk('24m');
  if (disk === undefined) {
    console.error('     a disk that can be made read-only cannot be made here (no right to mount one): this part was left out');
    return;
  }
  try {
    for (const folder of [path.join(disk.folder, 'new'), path.join(disk.folder, 'used')]) {
      if (folder.endsWith('used')) await useOnce(folder);
      disk.makeReadOnly();
      const { code, output } = await runOnce(folder);
      const what = path.basename(folder);
      report.check(`a ${what} folder on a read-only disk ends the start with 1`, code === 1, { code, output });
      report.check(`it says so in one sentence (${what})`, /^parley: .* cannot be used.*: .*\n$/.test(output), output);
      disk.makeWritable();
    }
  } finally {
    disk.remove();
  }
}

async function useOnce(folder: string): Promise<void> {
  const gateway = await startGateway({ folder });
  await gateway.stop();
}
