import fc from 'fast-check';
import { DEFAULT_THRESHOLDS, STATUSES, type StatusFacts, statusAt, waitingAt } from '../../../../gateway/src/model/status.ts';

const NOW = Date.parse('2026-11-20T10:00:00Z');
const facts = (changes: Partial<StatusFacts>): StatusFacts => ({
  closedAt: null,
  handler: 'people',
  waitingSince: null,
  waitingMessageId: null,
  hasParticipants: false,
  thresholds: DEFAULT_THRESHOLDS,
  hours: null,
  ...changes,
});
const ago = (seconds: number) => NOW - seconds * 1000;

test.each([
  ['nothing waits', {}, 'active'],
  ['a customer waits and nobody has joined', { waitingSince: ago(1) }, 'rep_needed'],
  ['a customer has waited for long and nobody has joined', { waitingSince: ago(9999) }, 'rep_needed'],
  ['a customer waits and a member has joined', { waitingSince: ago(1), hasParticipants: true }, 'pending'],
  ['exactly three minutes have passed', { waitingSince: ago(180), hasParticipants: true }, 'pending'],
  ['more than three minutes have passed', { waitingSince: ago(180.001), hasParticipants: true }, 'soon_overdue'],
  ['exactly five minutes have passed', { waitingSince: ago(300), hasParticipants: true }, 'soon_overdue'],
  ['more than five minutes have passed', { waitingSince: ago(300.001), hasParticipants: true }, 'overdue'],
  ['a bot holds it and a customer waits', { waitingSince: ago(9999), handler: 'bot', hasParticipants: true }, 'bot'],
  ['it is closed', { closedAt: ago(1), waitingSince: ago(9999), handler: 'bot' }, 'closed'],
] as const)('when %s the status is right', (_name, changes, expected) => {
  expect(statusAt(facts(changes), NOW)).toBe(expected);
});

test('the waiting clock also runs while nobody has joined', () => {
  expect(waitingAt(facts({ waitingSince: ago(400), waitingMessageId: 'msg_1' }), NOW)).toEqual({
    since: ago(400),
    messageId: 'msg_1',
    level: 'overdue',
    soonAt: ago(220),
    overdueAt: ago(100),
  });
});

test('for any facts exactly one known status holds, and waiting only ever gets worse with time', () => {
  const anyFacts = fc.record({
    closedAt: fc.option(fc.nat()),
    handler: fc.constantFrom('people' as const, 'bot' as const),
    waitingSince: fc.option(fc.nat()),
    waitingMessageId: fc.constant(null),
    hasParticipants: fc.boolean(),
    hours: fc.constant(null),
    thresholds: fc.record({ soonAfterSeconds: fc.nat(1000), overdueAfterSeconds: fc.nat(5000), autoCloseAfterSeconds: fc.nat() }),
  });
  const order = ['ok', 'soon', 'overdue'];
  fc.assert(
    fc.property(anyFacts, fc.nat(), fc.nat(), (some, now, later) => {
      expect(STATUSES).toContain(statusAt(some, now));
      const [before, after] = [waitingAt(some, now), waitingAt(some, now + later)];
      if (before !== null && after !== null) expect(order.indexOf(after.level)).toBeGreaterThanOrEqual(order.indexOf(before.level));
    }),
  );
});
