import { setTimeout as pause } from 'node:timers/promises';
import { type Rates, createRates } from '../../../../gateway/src/outbox/rates.ts';

/** Three at once; the next comes only long after a test has ended. */
const LIMITS = { channel: { burst: 3, perInterval: 1, intervalMs: 600_000 }, recipient: null };

let rates: Rates;
beforeEach(() => (rates = createRates()));
afterEach(() => rates.close());

/** How many calls of six begin without waiting for the rate. */
async function atOnce(channelId: string): Promise<number> {
  let begun = 0;
  for (let i = 0; i < 6; i++) void rates.schedule(channelId, `r${i}`, LIMITS, () => Promise.resolve((begun += 1))).catch(() => undefined);
  // Bottleneck begins what may begin within a few turns of the loop.
  for (let turn = 0; turn < 50; turn++) await pause(0);
  return begun;
}

test('as many calls begin at once as the platform takes at once', async () => {
  expect(await atOnce('chn_1')).toBe(3);
});

test('a channel that another gateway sent for until now begins with nothing to spare, and others as ever', async () => {
  rates.restart(['chn_1']);
  expect(await atOnce('chn_1')).toBe(0);
  expect(await atOnce('chn_2')).toBe(3);
});

test('what waits for its turn when the clock is set back does not wait until that hour is over', async () => {
  const quick = { channel: { burst: 1, perInterval: 1, intervalMs: 250 }, recipient: { burst: 1, perInterval: 1, intervalMs: 250 } };
  await rates.schedule('chn_1', 'r', quick, () => Promise.resolve());
  const waiting = rates.schedule('chn_1', 'r', quick, () => Promise.resolve('sent'));
  const now = Date.now;
  Date.now = () => now() - 3_600_000;
  try {
    rates.look();
    await expect(waiting).resolves.toBe('sent');
  } finally {
    Date.now = now;
  }
});
