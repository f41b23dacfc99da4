import fc from 'fast-check';
import { type ClockFacts, type Told, dueAt, momentsOf, nextMoment } from '../../../../gateway/src/model/clock.ts';
import type { BusinessHours } from '../../../../gateway/src/model/business-hours.ts';
import { DEFAULT_THRESHOLDS } from '../../../../gateway/src/model/status.ts';
import type { Grant } from '../../../../gateway/src/model/window.ts';

const NOW = Date.parse('2026-11-20T10:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface Given {
  readonly waitingSince?: number | null;
  readonly grants?: readonly Grant[];
  readonly closedAt?: number | null;
  readonly handler?: 'people' | 'bot';
  readonly customerAt?: number;
  readonly snoozedUntil?: number | null;
  readonly overdueAgainSeconds?: number | null;
  readonly hours?: BusinessHours;
  readonly autoCloseInBusinessTime?: boolean;
  readonly giveBackAfterSeconds?: number;
  readonly peopleAt?: number;
}

/** A conversation whose customer wrote a moment ago, unless said otherwise. */
function facts(given: Given): ClockFacts {
  return {
    status: {
      closedAt: given.closedAt ?? null,
      handler: given.handler ?? 'people',
      waitingSince: given.waitingSince ?? null,
      waitingMessageId: null,
      hasParticipants: false,
      thresholds: DEFAULT_THRESHOLDS,
      hours: given.hours ?? null,
    },
    windowRule: { hours: 24, after: 'template', openings: { click: { minutes: 1, messages: null } } },
    grants: given.grants ?? [],
    closingMs: HOUR,
    customerAt: given.customerAt ?? NOW + 900 * HOUR,
    snoozedUntil: given.snoozedUntil ?? null,
    botTimeoutSeconds: 120,
    overdueAgainSeconds: given.overdueAgainSeconds ?? null,
    autoCloseInBusinessTime: given.autoCloseInBusinessTime ?? false,
    giveBackAfterSeconds: given.giveBackAfterSeconds ?? null,
    peopleAt: given.peopleAt ?? null,
  };
}
const opened = (at: number): readonly Grant[] => [{ by: 'message', at, sent: 0 }];

describe('a wait', () => {
  const waiting = facts({ waitingSince: NOW });

  test('is soon overdue after three minutes and overdue after five, not at them', () => {
    expect(nextMoment(waiting, {})).toBe(NOW + 3 * MINUTE + 1);
    expect(dueAt(waiting, {}, NOW + 3 * MINUTE).events).toEqual([]);
    expect(dueAt(waiting, {}, NOW + 3 * MINUTE + 1).events).toEqual(['soon_overdue']);
    expect(dueAt(waiting, {}, NOW + 5 * MINUTE).events).toEqual(['soon_overdue']);
    expect(dueAt(waiting, {}, NOW + 5 * MINUTE + 1).events).toEqual(['soon_overdue', 'overdue']);
  });

  test('is told once, whatever the clock does', () => {
    const { told } = dueAt(waiting, {}, NOW + 4 * MINUTE);
    expect(dueAt(waiting, told, NOW + 4 * MINUTE).events).toEqual([]);
    expect(dueAt(waiting, told, NOW - HOUR).events).toEqual([]);
    expect(dueAt(waiting, told, NOW + 4 * MINUTE).events).toEqual([]);
    expect(nextMoment(waiting, told)).toBe(NOW + 5 * MINUTE + 1);
    const later = dueAt(waiting, told, NOW + HOUR).told;
    expect(momentsOf(waiting, later).map(({ what }) => what)).toEqual(['auto_close']);
  });

  test('a new wait begins anew', () => {
    const { told } = dueAt(waiting, {}, NOW + HOUR);
    expect(nextMoment(facts({ waitingSince: NOW + 2 * HOUR }), told)).toBe(NOW + 2 * HOUR + 3 * MINUTE + 1);
  });

  test('nothing happens to a closed conversation', () => {
    expect(momentsOf(facts({ waitingSince: NOW, grants: opened(NOW), closedAt: NOW + 1 }), {})).toEqual([]);
  });
});

describe('a window', () => {
  test('closes with an hour’s notice', () => {
    const open = facts({ grants: opened(NOW) });
    expect(momentsOf(open, {}).map(({ at, what }) => [at - NOW, what])).toEqual([
      [23 * HOUR, 'window_closing'],
      [24 * HOUR, 'window_closed'],
      [924 * HOUR + 1, 'auto_close'],
    ]);
  });

  test('that the customer opens again closes later, and is told of again', () => {
    const { told } = dueAt(facts({ grants: opened(NOW) }), {}, NOW + 23 * HOUR);
    expect(nextMoment(facts({ grants: opened(NOW + 23 * HOUR + 1) }), told)).toBe(NOW + 46 * HOUR + 1);
  });

  test('shorter than the notice closes without one', () => {
    const click = facts({ grants: [{ by: 'click', at: NOW, sent: 0 }] });
    expect(momentsOf(click, {}).map(({ what }) => what)).toEqual(['window_closed', 'auto_close']);
  });
});

describe('being told again', () => {
  const again = facts({ waitingSince: NOW, overdueAgainSeconds: 600 });

  test('every so often while the customer waits, counted from the first time', () => {
    let told: Told = {};
    const heard: number[] = [];
    for (let minute = 0; minute <= 30; minute++) {
      const due = dueAt(again, told, NOW + minute * MINUTE + 2);
      if (due.events.includes('overdue')) heard.push(minute);
      told = due.told;
    }
    expect(heard).toEqual([5, 15, 25]);
  });

  test('is not made up for after a long sleep', () => {
    const { events, told } = dueAt(again, {}, NOW + 10 * HOUR);
    expect(events).toEqual(['soon_overdue', 'overdue']);
    expect(momentsOf(again, told)[0]?.at).toBeGreaterThan(NOW + 10 * HOUR);
  });
});

test('a bot that lets the customer wait too long is told to stop; people are not', () => {
  expect(dueAt(facts({ handler: 'bot', waitingSince: NOW }), {}, NOW + 2 * MINUTE + 1).events).toEqual(['bot_timeout']);
  expect(dueAt(facts({ handler: 'people', waitingSince: NOW }), {}, NOW + 2 * MINUTE + 1).events).toEqual([]);
  expect(dueAt(facts({ handler: 'bot' }), {}, NOW + HOUR).events).toEqual([]);
});

describe('silence', () => {
  test('of more than a day closes', () => {
    const quiet = facts({ customerAt: NOW });
    expect(dueAt(quiet, {}, NOW + 24 * HOUR).events).toEqual([]);
    expect(dueAt(quiet, {}, NOW + 24 * HOUR + 1).events).toEqual(['auto_close']);
  });

  test('does not count while the conversation is put away', () => {
    const away = facts({ customerAt: NOW, snoozedUntil: NOW + 72 * HOUR });
    expect(momentsOf(away, {}).map(({ at, what }) => [at - NOW, what])).toEqual([
      [72 * HOUR, 'snooze_over'],
      [96 * HOUR + 1, 'auto_close'],
    ]);
  });
});

test('property: every moment is told exactly once, in order, however often the clock looks', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 30 * 60 }), { maxLength: 40 }), (minutes) => {
      const all = facts({ waitingSince: NOW, grants: opened(NOW) });
      let told: Told = {};
      const heard: string[] = [];
      for (const minute of [...minutes, 31 * 60]) {
        const due = dueAt(all, told, NOW + minute * MINUTE);
        heard.push(...due.events);
        told = due.told;
      }
      expect(heard).toEqual(['soon_overdue', 'overdue', 'window_closing', 'window_closed']);
      expect(momentsOf(all, told).map(({ what }) => what)).toEqual(['auto_close']);
    }),
  );
});

describe('in business hours', () => {
  // NOW is Friday, ten o'clock in UTC.
  const hours: BusinessHours = {
    timeZone: 'UTC',
    weekly: { fri: [{ from: '09:00', to: '10:04' }], mon: [{ from: '09:00', to: '18:00' }] },
    holidays: [],
  };
  const MONDAY = NOW + 3 * 24 * HOUR - HOUR;

  test('thresholds, repeats and the bot’s time pass only while people work', () => {
    const waiting = facts({ waitingSince: NOW, handler: 'bot', overdueAgainSeconds: 600, hours });
    expect(momentsOf(waiting, {}).map(({ at, what }) => [what, at])).toEqual([
      ['bot_timeout', NOW + 2 * MINUTE + 1],
      ['soon_overdue', NOW + 3 * MINUTE + 1],
      ['overdue', MONDAY + MINUTE + 1],
      ['auto_close', NOW + 924 * HOUR + 1],
    ]);
    const { told } = dueAt(waiting, {}, MONDAY + 2 * MINUTE);
    expect(nextMoment(facts({ waitingSince: NOW, overdueAgainSeconds: 600, hours }), told)).toBe(MONDAY + 11 * MINUTE + 1);
  });

  test('silence passes on the wall’s clock, unless it is set to pass in business time', () => {
    const silent = { customerAt: NOW, hours };
    expect(nextMoment(facts(silent), {})).toBe(NOW + 24 * HOUR + 1);
    // Four minutes of this Friday, 9 hours of Monday, 64 minutes of Friday, 9 hours of Monday, and the rest in the week after.
    const week = 7 * 24 * HOUR;
    expect(nextMoment(facts({ ...silent, autoCloseInBusinessTime: true }), {})).toBe(
      MONDAY + 2 * week + (24 * HOUR - 18 * HOUR - 132 * MINUTE) + 1,
    );
  });

  test('nothing is due where nobody ever works', () => {
    const never: BusinessHours = { timeZone: 'UTC', weekly: {}, holidays: [] };
    const waiting = facts({ waitingSince: NOW, handler: 'bot', customerAt: NOW, hours: never, autoCloseInBusinessTime: true });
    expect(nextMoment(waiting, {})).toBeNull();
  });
});

describe('what a bot handed to people', () => {
  const handed = { peopleAt: NOW, giveBackAfterSeconds: 600 };

  test('is the bot’s again when people have had nothing to say for so long', () => {
    expect(dueAt(facts(handed), {}, NOW + 10 * MINUTE).events).toEqual([]);
    expect(dueAt(facts(handed), {}, NOW + 10 * MINUTE + 1).events).toEqual(['give_back']);
    expect(nextMoment(facts({ ...handed, snoozedUntil: NOW + HOUR }), {})).toBe(NOW + HOUR);
  });

  test.each([
    ['while the customer waits for them', { waitingSince: NOW }],
    ['where it is the bot’s already', { handler: 'bot' as const }],
    ['where nothing is set', { giveBackAfterSeconds: undefined }],
    ['where no bot had it', { peopleAt: undefined }],
  ])('stays where it is %s', (_name, changes) => {
    const { giveBackAfterSeconds, peopleAt, ...rest } = { ...handed, ...changes };
    const given = {
      ...rest,
      ...(giveBackAfterSeconds === undefined ? {} : { giveBackAfterSeconds }),
      ...(peopleAt === undefined ? {} : { peopleAt }),
    };
    expect(momentsOf(facts(given), {}).map(({ what }) => what)).not.toContain('give_back');
  });
});
