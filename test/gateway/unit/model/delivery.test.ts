import fc from 'fast-check';
import { type StatusReport, foldStatus } from '../../../../gateway/src/model/delivery.ts';
import type { Delivery, DeliveryState } from '../../../../gateway/src/model/message.ts';

const fold = (from: DeliveryState, ...reports: StatusReport['state'][]): DeliveryState =>
  reports.reduce<Delivery>((delivery, state) => foldStatus(delivery, { state }), { state: from }).state;

test.each<[DeliveryState, StatusReport['state'][], DeliveryState]>([
  ['sent', ['delivered', 'read'], 'read'],
  ['sent', ['read', 'delivered'], 'read'],
  ['sending', ['sent'], 'sent'],
  ['unknown', ['sent'], 'sent'],
  ['unknown', ['failed'], 'failed'],
  ['sent', ['failed'], 'failed'],
  ['sent', ['failed', 'delivered'], 'delivered'],
  ['delivered', ['failed'], 'delivered'],
  ['read', ['sent', 'delivered', 'failed'], 'read'],
])('a %s message that is reported %j ends %s', (from, reports, expected) => {
  expect(fold(from, ...reports)).toBe(expected);
});

test('a failure carries its error, and a later delivery takes it away', () => {
  const error = { code: 'window_closed', detail: 'late', platformCode: '131047' } as const;
  const failed = foldStatus({ state: 'sent', sentAs: 'message' }, { state: 'failed', error });
  expect(failed).toEqual({ state: 'failed', sentAs: 'message', error });
  expect(foldStatus(failed, { state: 'delivered' })).toEqual({ state: 'delivered', sentAs: 'message' });
});

test('reports in any order and any number of times end the same', () => {
  const states = fc.constantFrom<StatusReport['state']>('sent', 'delivered', 'read', 'failed');
  fc.assert(
    fc.property(fc.array(states, { minLength: 1, maxLength: 8 }), (reports) => {
      const once = fold('sending', ...new Set(reports));
      expect(fold('sending', ...reports)).toBe(once);
      expect(fold('sending', ...[...reports].reverse())).toBe(once);
      expect(fold('sending', ...reports, ...reports)).toBe(once);
    }),
  );
});
