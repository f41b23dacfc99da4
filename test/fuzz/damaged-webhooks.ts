import { describeMachine } from '../bench/figures.ts';
import type { Report } from '../faults/report.ts';
import { NOBODY, callApi } from '../support/gateway-api.ts';
import type { GatewayProcess } from '../support/gateway-process.ts';
import { seededRandom } from '../support/seeded.ts';
import { mutate } from './mutate.ts';
import { type FuzzedPlatform, channelOf } from './platforms.ts';
import { faultsIn, loopDelayP99Ms, postAll, requestOf, rowsOf } from './posting.ts';

/** RELIABILITY H1. */
const MOST_LOOP_DELAY_MS = 100;

/**
 * RELIABILITY H1. Posts damaged bodies of one platform, genuinely signed: each is answered 200 or 4xx, the gateway neither ends nor stumbles,
 * its event loop is held by none of them for long, and what is whole still gets through afterwards.
 */
export async function postDamaged(
  gateway: GatewayProcess,
  platform: FuzzedPlatform,
  count: number,
  seed: number,
  report: Report,
): Promise<void> {
  const { id } = await callApi<{ id: string }>(gateway, 'POST', '/channels', channelOf(platform, NOBODY));
  const random = seededRandom(seed);
  const seeds = platform.seeds();
  const seedBody = (): Buffer => seeds[Math.floor(random() * seeds.length)] ?? Buffer.alloc(0);
  const signed = (body: Buffer) => requestOf(id, platform.contentType, platform.sign(body, `${gateway.url}/webhooks/${id}`));

  // What is measured begins anew with each look. Genuine bodies first: what a machine does beside it holds a loop too.
  await loopDelayP99Ms(gateway);
  await postAll(gateway.port, Math.ceil(count / 10), () => signed(seedBody()));
  const genuineLoopMs = await loopDelayP99Ms(gateway);
  const answers = await postAll(gateway.port, count, () => signed(mutate(seedBody(), random)));
  const loopMs = await loopDelayP99Ms(gateway);
  const rows = await rowsOf(gateway);
  const whole = await postAll(gateway.port, 1, () => signed(seeds[0] ?? Buffer.alloc(0)));
  console.log(
    JSON.stringify({
      fuzz: platform.name,
      count,
      seeds: seeds.length,
      answers,
      loopDelayP99Ms: loopMs,
      genuineLoopMs,
      ...describeMachine(),
      seed,
    }),
  );

  const isFine = (answer: string): boolean => answer === '200' || /^4\d\d$/.test(answer);
  report.check(`${count} damaged bodies are answered 200 or 4xx`, Object.keys(answers).every(isFine), answers);
  report.check('some of them were stored and some refused', (answers['200'] ?? 0) > 0 && Object.keys(answers).length > 1, answers);
  report.check('what was whole of them is in conversations', !/\b(messages|conversations|inbox) 0\b/.test(rows), rows);
  report.check(
    `the event loop is held for less than ${MOST_LOOP_DELAY_MS} ms (p99), or on a busy machine less than twice as long as by genuine ones`,
    loopMs < Math.max(MOST_LOOP_DELAY_MS, 2 * genuineLoopMs),
    { loopMs, genuineLoopMs },
  );
  report.check('a whole body is taken afterwards', whole['200'] === 1, whole);
  const faults = faultsIn(gateway);
  report.check('nothing went wrong inside', faults.length === 0, faults.slice(0, 3));
}
