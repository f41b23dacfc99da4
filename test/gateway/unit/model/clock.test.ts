import fc from 'fast-check';
import { type ClockFacts, type Told, dueAt, momentsOf, nextMoment } from '../../../../gateway/src/model/clock.ts';
import { DEFAULT_THRESHOLDS } from '../../../../gateway/src/model/status.ts';
import type { Grant } from '../../../../gateway/src/model/window.ts';

const NOW = Date.parse('2026-11-20T10:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function facts(given: { waitingSince?: number | null; grants?: readonly Grant[]; closedAt?: number | null }): ClockFacts {
  return {
    status: {
      closedAt: given.closedAt ?? null,
      handler: 'people',
      waitingSince: given.waitingSince ?? null,
      waitingMessageId: null,
      hasParticipants: false,
      thresholds: DEFAULT_THRESHOLDS,
    },
    windowRule: { hours: 24, after: 'template', openings: { click: { minutes: 1, messages: null } } },
    grants: given.grants ?? [],
    closingMs: HOUR,
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
    expect(nextMoment(waiting, later)).toBeNull();
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
    ]);
  });

  test('that the customer opens again closes later, and is told of again', () => {
    const { told } = dueAt(facts({ grants: opened(NOW) }), {}, NOW + 23 * HOUR);
    expect(nextMoment(facts({ grants: opened(NOW + 23 * HOUR + 1) }), told)).toBe(NOW + 46 * HOUR + 1);
  });

  test('shorter than the notice closes without one', () => {
    const click = facts({ grants: [{ by: 'click', at: NOW, sent: 0 }] });
    expect(momentsOf(click, {}).map(({ what }) => what)).toEqual(['window_closed']);
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
      expect(nextMoment(all, told)).toBeNull();
    }),
  );
});
