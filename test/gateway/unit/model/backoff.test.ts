import fc from 'fast-check';
import { DELIVERY_BACKOFF, backoffMs } from '../../../../gateway/src/model/backoff.ts';

test('the wait doubles from half a second and never passes five minutes', () => {
  const almostOne = 1 - Number.EPSILON;
  expect([1, 2, 3, 10, 11, 100].map((tries) => backoffMs(DELIVERY_BACKOFF, tries, almostOne))).toEqual([
    500, 1000, 2000, 256_000, 300_000, 300_000,
  ]);
});

test('the wait is jittered over its whole range', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (tries, random) => {
      const wait = backoffMs(DELIVERY_BACKOFF, tries, random);
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThanOrEqual(300_000);
    }),
  );
  expect(backoffMs(DELIVERY_BACKOFF, 5, 0)).toBe(0);
});
