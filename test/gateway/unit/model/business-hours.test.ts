import fc from 'fast-check';
import {
  type BusinessHours,
  type Holiday,
  WEEKDAYS,
  addBusinessTime,
  businessMsBetween,
} from '../../../../gateway/src/model/business-hours.ts';
import { faultsOfHours } from '../../../../gateway/src/model/hours-faults.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const nineToSix = [{ from: '09:00', to: '18:00' }];
const workdays = { mon: nineToSix, tue: nineToSix, wed: nineToSix, thu: nineToSix, fri: nineToSix };
const berlin = (changes: Partial<BusinessHours> = {}): BusinessHours => ({
  timeZone: 'Europe/Berlin',
  weekly: workdays,
  holidays: [],
  ...changes,
});
const at = (time: string) => Date.parse(time);
const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

describe('a wait in business time', () => {
  test.each([
    ['runs while people work', '2026-11-20T10:00:00Z', 5 * MINUTE, '2026-11-20T10:05:00.000Z'],
    ['ends with the day where it fills it', '2026-11-20T16:55:00Z', 5 * MINUTE, '2026-11-20T17:00:00.000Z'],
    ['stops on Friday evening and goes on on Monday', '2026-11-20T16:58:00Z', 5 * MINUTE, '2026-11-23T08:03:00.000Z'],
    ['begins when people come', '2026-11-21T12:00:00Z', 5 * MINUTE, '2026-11-23T08:05:00.000Z'],
    ['takes nine hours a day', '2026-11-16T00:00:00Z', 24 * HOUR, '2026-11-18T14:00:00.000Z'],
  ])('%s', (_name, from, ms, expected) => {
    expect(iso(addBusinessTime(berlin(), at(from), ms))).toBe(expected);
  });

  test('knows holidays, and hours of a date', () => {
    const hours = berlin({ holidays: ['2026-11-23', { date: '2026-11-24', from: '12:00', to: '13:00' }] });
    expect(iso(addBusinessTime(hours, at('2026-11-20T17:00:00Z'), HOUR))).toBe('2026-11-24T12:00:00.000Z');
    expect(businessMsBetween(hours, at('2026-11-20T17:00:00Z'), at('2026-11-25T17:00:00Z'))).toBe(10 * HOUR);
  });

  test('a night belongs to the day on which it begins, also before a holiday', () => {
    const hours = berlin({
      weekly: { thu: [{ from: '22:00', to: '06:00' }], fri: [{ from: '22:00', to: '06:00' }] },
      holidays: ['2026-12-25'],
    });
    // Thursday the 24th until six; Friday the 25th does not begin.
    expect(businessMsBetween(hours, at('2026-12-24T00:00:00Z'), at('2026-12-27T00:00:00Z'))).toBe(8 * HOUR);
    expect(iso(addBusinessTime(hours, at('2026-12-25T04:30:00Z'), HOUR))).toBe('2026-12-31T21:30:00.000Z');
  });

  test('where the clocks are turned, what they show counts', () => {
    const night = berlin({ weekly: { sun: [{ from: '00:00', to: '06:00' }] } });
    expect(businessMsBetween(night, at('2026-03-28T12:00:00Z'), at('2026-03-29T12:00:00Z'))).toBe(5 * HOUR);
    expect(businessMsBetween(night, at('2026-10-24T12:00:00Z'), at('2026-10-25T12:00:00Z'))).toBe(7 * HOUR);
    const early = berlin({ weekly: { sun: [{ from: '02:30', to: '04:00' }] } });
    expect(iso(addBusinessTime(early, at('2026-03-28T12:00:00Z'), 1))).toBe('2026-03-29T01:00:00.001Z');
  });

  test('is never over where nobody ever works', () => {
    expect(addBusinessTime(berlin({ weekly: {} }), at('2026-11-20T10:00:00Z'), 1)).toBeNull();
    expect(addBusinessTime(berlin({ weekly: { mon: [] }, holidays: ['2026-12-25'] }), at('2026-11-20T10:00:00Z'), 1)).toBeNull();
    const once = berlin({ weekly: {}, holidays: [{ date: '2026-12-01', from: '09:00', to: '10:00' }] });
    expect(iso(addBusinessTime(once, at('2026-11-20T10:00:00Z'), HOUR))).toBe('2026-12-01T09:00:00.000Z');
    expect(addBusinessTime(once, at('2026-11-20T10:00:00Z'), HOUR + 1)).toBeNull();
    expect(businessMsBetween(once, at('2026-11-20T10:00:00Z'), at('2099-01-01T00:00:00Z'))).toBe(HOUR);
  });
});

describe('against a walk from minute to minute', () => {
  const QUARTER = 15 * MINUTE;

  /** How far a zone's clocks are ahead, read off their faces. Every zone turns its clocks at a quarter of an hour. */
  function offsets(timeZone: string): (ms: number) => number {
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric',
    }); // prettier-ignore
    const known = new Map<number, number>();
    return (ms) => {
      const quarter = Math.floor(ms / QUARTER) * QUARTER;
      const found = known.get(quarter);
      if (found !== undefined) return found;
      const shown = new Map(format.formatToParts(quarter).map(({ type, value }) => [type, Number(value)]));
      const part = (name: Intl.DateTimeFormatPartTypes) => shown.get(name) ?? 0;
      const offset = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute')) - quarter;
      known.set(quarter, offset);
      return offset;
    };
  }

  /** Whether people work in the minute that begins now. */
  function walker(hours: BusinessHours): (ms: number) => boolean {
    const offsetAt = offsets(hours.timeZone);
    const rangesOn = (local: number) => {
      const date = new Date(local).toISOString().slice(0, 10);
      const special = hours.holidays.filter((one) => (typeof one === 'string' ? one : one.date) === date);
      if (special.length > 0) return special.flatMap((one) => (typeof one === 'string' ? [] : [one]));
      return hours.weekly[WEEKDAYS[new Date(local).getUTCDay()] ?? 'sun'] ?? [];
    };
    return (ms) => {
      const local = ms + offsetAt(ms);
      const clock = new Date(local).toISOString().slice(11, 16);
      const isToday = rangesOn(local).some(({ from, to }) => from <= clock && (clock < to || to <= from));
      return isToday || rangesOn(local - DAY).some(({ from, to }) => to <= from && clock < to);
    };
  }

  const time = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  /** Up to two stretches of a day that do not overlap, the last maybe into the night. */
  const dayHours = fc.uniqueArray(fc.integer({ min: 0, max: 1439 }), { minLength: 0, maxLength: 4 }).map((minutes) => {
    const sorted = minutes.toSorted((a, b) => a - b).map(time);
    const [a, b, c, d] = sorted;
    if (a === undefined || b === undefined) return [];
    if (c === undefined) return [{ from: b, to: a }];
    return [{ from: a, to: b }, { from: c, to: d ?? '24:00' }];
  }); // prettier-ignore
  const zones = [
    'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'America/St_Johns', 'Pacific/Auckland', 'Pacific/Kiritimati', 'UTC',
  ]; // prettier-ignore
  /** Around the nights in which clocks are turned, and anywhere. */
  const moments = ['2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01', '2026-12-24', '2026-06-15'];
  const from = fc
    .tuple(fc.constantFrom(...moments), fc.integer({ min: -2 * 1440, max: 1440 }))
    .map(([day, minutes]) => at(`${day}T00:00:00Z`) + minutes * MINUTE);
  const holiday: fc.Arbitrary<Holiday> = fc.oneof(
    fc.constantFrom('2026-03-08', '2026-03-29', '2026-10-25', '2026-12-25'),
    fc.constantFrom('2026-03-30', '2026-04-05', '2026-11-01').map((date) => ({ date, from: '20:00', to: '03:30' })),
  );
  const anyHours = fc.record({
    timeZone: fc.constantFrom(...zones),
    weekly: fc.record(Object.fromEntries(WEEKDAYS.map((day) => [day, dayHours])) as Record<(typeof WEEKDAYS)[number], typeof dayHours>, {
      requiredKeys: [],
    }),
    holidays: fc.uniqueArray(holiday, { maxLength: 2, selector: (one) => (typeof one === 'string' ? one : one.date) }),
  });
  const LONGEST = 4 * DAY;

  test('the same time is counted, and the same moment found', () => {
    fc.assert(
      fc.property(anyHours, from, fc.integer({ min: 1, max: 2000 }), (hours, start, minutes) => {
        const isOpen = walker(hours);
        let worked = 0;
        let end: number | null = null;
        for (let ms = start; ms < start + LONGEST; ms += MINUTE) {
          if (isOpen(ms)) worked += MINUTE;
          if (worked === minutes * MINUTE) end ??= ms + MINUTE;
        }
        expect(businessMsBetween(hours, start, start + LONGEST)).toBe(worked);
        const found = addBusinessTime(hours, start, minutes * MINUTE);
        if (end === null) expect(found === null || found > start + LONGEST).toBe(true);
        else expect(iso(found)).toBe(iso(end));
      }),
      { numRuns: 40 },
    );
  });

  test('what was added is between, to the millisecond', () => {
    fc.assert(
      fc.property(anyHours, from, fc.nat(HOUR - 1), fc.integer({ min: 1, max: 3 * DAY }), (hours, start, more, ms) => {
        const end = addBusinessTime(hours, start + more, ms);
        if (end === null) return;
        expect(businessMsBetween(hours, start + more, end)).toBe(ms);
        expect(businessMsBetween(hours, start + more, end - 1)).toBe(ms - 1);
      }),
    );
  });
});

describe('bad hours', () => {
  const range = (from: string, to: string) => ({ from, to });
  test.each([
    ['that overlap', { weekly: { mon: [range('09:00', '12:00'), range('11:00', '13:00')] } }, ['weekly.mon.1']],
    ['of a night and the next morning', { weekly: { mon: [range('22:00', '06:00')], tue: [range('05:00', '08:00')] } }, ['weekly.tue.0']],
    ['of the last night and the first morning', { weekly: { sat: [range('22:00', '06:00')], sun: [range('05:00', '08:00')] } }, ['weekly.sun.0']],
    ['that end when they begin', { weekly: { mon: [range('09:00', '09:00')] } }, ['weekly.mon.0']],
    ['on a day that is none', { holidays: ['2026-02-30'] }, ['holidays.0']],
    ['on a closed day', { holidays: ['2026-12-25', { date: '2026-12-25', ...range('09:00', '10:00') }] }, ['holidays.1']],
    ['that overlap on a date', { holidays: [{ date: '2026-12-24', ...range('09:00', '12:00') }, { date: '2026-12-24', ...range('10:00', '11:00') }] }, ['holidays.1']],
  ])('%s are named', (_name, changes, paths) => {
    expect(faultsOfHours(berlin({ weekly: {}, ...changes })).map(({ path }) => path.join('.'))).toEqual(paths);
  }); // prettier-ignore

  test('good ones are not: days that meet, nights, the whole day, two hours on a date', () => {
    const hours = berlin({
      weekly: { mon: [range('00:00', '24:00')], tue: [range('00:00', '12:00'), range('12:00', '24:00')], sun: [range('22:00', '00:00')] },
      holidays: ['2026-12-25', { date: '2026-12-24', ...range('09:00', '10:00') }, { date: '2026-12-24', ...range('11:00', '12:00') }],
    });
    expect(faultsOfHours(hours)).toEqual([]);
  });
});
