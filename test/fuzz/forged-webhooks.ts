import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { describeMachine } from '../bench/figures.ts';
import type { Report } from '../faults/report.ts';
import { callApi } from '../support/gateway-api.ts';
import type { GatewayProcess } from '../support/gateway-process.ts';
import { seededRandom } from '../support/seeded.ts';
import { otherDigest } from './digests.ts';
import { mutate } from './mutate.ts';
import { type FuzzedPlatform, channelOf } from './platforms.ts';
import { faultsIn, postAll, requestOf, rowsOf } from './posting.ts';

/** How a digest is made a wrong one. None of them is the right one by chance. */
const FORGERIES: readonly ((digest: string) => string)[] = [
  (digest) => otherDigest(digest, 'firstByte'),
  (digest) => otherDigest(digest, 'lastByte'),
  (digest) => digest.slice(0, -1),
  (digest) => `${digest}0`,
  () => '',
  () => 'sha256=',
  (digest) => otherDigest(digest.slice(0, 12)),
  () => randomBytes(32).toString('base64'),
  (digest) => `${digest},${digest}`,
];

/**
 * RELIABILITY H2. Posts bodies whose signature is wrong in every way: each is refused, no row of theirs is in the database, and nobody is
 * called for them: a platform stands there and would hear of it.
 */
export async function postForged(
  gateway: GatewayProcess,
  platform: FuzzedPlatform,
  count: number,
  seed: number,
  report: Report,
): Promise<void> {
  let calls = 0;
  const outside = createServer((_request, response) => response.end('{}')).on('connection', () => (calls += 1));
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  const address = outside.address();
  if (address === null || typeof address === 'string') throw new Error('the platform has no port');
  const url = `http://127.0.0.1:${address.port}`;
  const { id } = await callApi<{ id: string }>(gateway, 'POST', '/channels', channelOf(platform, url));
  const random = seededRandom(seed);
  const seeds = platform.seeds();
  let tooLarge = 0;
  const forged = (): Buffer => {
    const whole = seeds[Math.floor(random() * seeds.length)] ?? Buffer.alloc(0);
    const body = random() < 0.5 ? whole : mutate(whole, random);
    const signed = platform.sign(body, `${gateway.url}/webhooks/${id}`);
    if (signed.body.length > (platform.mostBytes ?? Infinity)) tooLarge += 1;
    const forge = FORGERIES[Math.floor(random() * FORGERIES.length)] ?? otherDigest;
    const headers = Object.fromEntries(Object.entries(signed.headers).map(([name, value]) => [name, forge(value)]));
    const search = signed.search.replace(
      /(signature=)([0-9a-f]+)/g,
      (_all, name: string, digest: string) => name + encodeURIComponent(forge(digest)),
    );
    return requestOf(id, platform.contentType, { ...signed, headers, search });
  };

  const before = await rowsOf(gateway);
  const callsBefore = calls;
  const answers = await postAll(gateway.port, count, forged);
  const after = await rowsOf(gateway);
  const outbound = calls - callsBefore;
  await new Promise((resolve) => outside.close(resolve));
  console.log(JSON.stringify({ forged: platform.name, count, answers, outbound, ...describeMachine(), seed }));
  const refused = (answers['401'] ?? 0) === count - tooLarge && (answers['413'] ?? 0) === tooLarge;
  report.check(`${count} forged ones are refused with 401, or with 413 where they are too large`, refused, { answers, tooLarge });
  report.check('forged ones leave no row', before === after && /^\w+ 0(, \w+ 0)*$/.test(after), { before, after });
  report.check('nobody is called for forged ones', outbound === 0, outbound);
  const faults = faultsIn(gateway);
  report.check('nothing went wrong inside', faults.length === 0, faults.slice(0, 3));
}
