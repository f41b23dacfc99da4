import { runOnce, startGateway } from '../support/gateway-process.ts';
import { callApi } from '../support/gateway-api.ts';
import type { Report } from './report.ts';

/** A second gateway on the same folder is refused with a sentence, and the first does not notice. */
export async function refuseSecondProcess(report: Report): Promise<void> {
  const gateway = await startGateway();
  const second = await runOnce(gateway.folder);
  report.check('the second process on one folder ends with 1', second.code === 1, second);
  const sentence = 'Another Parley already runs on this data folder';
  report.check(
    'it says why in one sentence',
    second.output.includes(sentence) && second.output.trim().split('\n').length === 1,
    second.output,
  );
  const me = await callApi<object>(gateway, 'GET', '/me');
  report.check('the first goes on', Object.keys(me).length > 0, me);
  await gateway.kill();
  await gateway.restart();
  report.check('after a SIGKILL the folder is free again', gateway.coldStartMs() > 0);
  await gateway.stop();
  await gateway.dispose();
}
