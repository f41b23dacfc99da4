import fc from 'fast-check';
import { becauseOf } from '../../../../gateway/src/model/because.ts';
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

/** Every fact that the status hangs on, with what may become of each. */
const CLOSED = [null, ago(1)];
const HANDLERS = ['people', 'bot'] as const;
const JOINED = [false, true];
/** By how long it has waited, the level of a wait; null: nobody waits. */
const WAITS = [
  [null, null],
  [0, 'ok'],
  [180, 'ok'],
  [180.001, 'soon'],
  [300, 'soon'],
  [300.001, 'overdue'],
  [86_400, 'overdue'],
] as const;
const OF_LEVEL = { ok: 'pending', soon: 'soon_overdue', overdue: 'overdue' } as const;
const RULES = {
  closed: 'closed',
  bot: 'bot_holds_it',
  active: 'nothing_waits',
  rep_needed: 'nobody_joined',
  pending: 'waits',
  soon_overdue: 'waits_past_soon',
  overdue: 'waits_past_overdue',
} as const;
/** Always, and in hours that are open all the time of the table's waits, which must make no difference. */
const HOURS = [
  null,
  { timeZone: 'UTC', weekly: { fri: [{ from: '00:00', to: '24:00' }], thu: [{ from: '00:00', to: '24:00' }] }, holidays: [] },
];

describe('the table of all facts', () => {
  const rows = CLOSED.flatMap((closedAt) =>
    HANDLERS.flatMap((handler) =>
      JOINED.flatMap((hasParticipants) =>
        WAITS.flatMap(([waited, level]) => HOURS.map((hours) => ({ closedAt, handler, hasParticipants, waited, level, hours }))),
      ),
    ),
  );

  test.each(rows)('$closedAt, $handler, joined $hasParticipants, waited $waited s', (row) => {
    const { closedAt, handler, hasParticipants, waited, level, hours } = row;
    const waitingSince = waited === null ? null : ago(waited);
    const waitingMessageId = waited === null ? null : 'msg_1';
    const some = facts({ closedAt, handler, hasParticipants, waitingSince, waitingMessageId, hours });
    // The rules of the status, one after the other.
    const open = handler === 'bot' ? 'bot' : level === null ? 'active' : hasParticipants ? OF_LEVEL[level] : 'rep_needed';
    const expected = closedAt === null ? open : 'closed';
    expect(statusAt(some, NOW)).toBe(expected);
    expect(waitingAt(some, NOW)?.level ?? null).toBe(closedAt === null ? level : null);
    const waits = closedAt === null && level !== null;
    expect(becauseOf({ ...some, statusSince: ago(7), closedBy: 'mbr_1' }, NOW)).toEqual({
      rule: RULES[expected],
      since: closedAt ?? (waits && handler === 'people' ? waitingSince : ago(7)),
      messageId: waits ? 'msg_1' : null,
      thresholds: waits ? { soonAfterSeconds: 180, overdueAfterSeconds: 300 } : null,
      clock: hours === null ? 'wall' : 'business',
      timeZone: hours === null ? null : 'UTC',
      actorId: closedAt === null ? null : 'mbr_1',
    });
  });

  test('has every status there is', () => {
    const found = rows.map(({ closedAt, handler, hasParticipants, waited }) =>
      statusAt(facts({ closedAt, handler, hasParticipants, waitingSince: waited === null ? null : ago(waited) }), NOW),
    );
    expect(new Set(found)).toEqual(new Set(STATUSES));
  });
});

test('in business time a wait gets worse only while people work', () => {
  // Friday, ten o'clock; they work until one minute past.
  const hours = { timeZone: 'UTC', weekly: { fri: [{ from: '09:59', to: '10:01' }] }, holidays: [] };
  const some = facts({ waitingSince: ago(3600), hasParticipants: true, hours });
  expect(waitingAt(some, NOW)).toMatchObject({ level: 'ok', soonAt: NOW + 7 * 24 * 3_600_000, overdueAt: NOW + 14 * 24 * 3_600_000 });
  expect(statusAt(some, NOW + 6 * 24 * 3_600_000)).toBe('pending');
  expect(statusAt(some, NOW + 7 * 24 * 3_600_000 + 1)).toBe('soon_overdue');
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
