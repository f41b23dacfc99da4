import { MINUTE_MS, zoneClock } from './hours.ts';

/** Days as `weekly` names them, in the order of `Date.getUTCDay`. */
export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Hours of one day, `HH:MM` on the zone's clocks; `24:00` is its end. One that ends before it begins ends on the next day. */
export interface HoursRange {
  readonly from: string;
  readonly to: string;
}

/** A date (`YYYY-MM-DD`) on which the week's hours do not hold: closed, or with hours of its own. */
export type Holiday = string | (HoursRange & { readonly date: string });

/**
 * When people work. Hours belong to the day on which they begin: a holiday takes away what begins on it, and the night before ends when
 * it ends.
 */
export interface BusinessHours {
  /** A name of the IANA database. */
  readonly timeZone: string;
  /** A day that is absent is closed. */
  readonly weekly: Readonly<Partial<Record<Weekday, readonly HoursRange[]>>>;
  readonly holidays: readonly Holiday[];
}

const DAY_MS = 24 * 60 * MINUTE_MS;
export const DAY_MINUTES = 24 * 60;
/** Who has so few hours that a wait ends later than in ten years, has none. Bounds every search. */
const MOST_DAYS = 3660;
/** Days whose hours are kept in memory, for each set of hours. */
const MOST_KNOWN_DAYS = 4096;

/** Milliseconds since 1970 between which people work, in pairs: beginning, end, beginning, end. In order, none touching the next. */
type Spans = readonly number[];
/** The same of a local day, from its midnight; an end may lie in the next day. */
type DayRanges = readonly (readonly [number, number])[];

interface Calendar {
  /** Of a day of UTC, counted from 1970. */
  spansOf(day: number): Spans;
  /** After this day of UTC people never work again. */
  readonly lastDay: number;
}

/**
 * The first moment at which people have worked `ms` milliseconds since `from`; null where that never comes.
 * The hours are what the zone's clocks show: in the night in which they are turned back the hour that comes twice counts twice, and the
 * one that is left out in spring does not count.
 */
export function addBusinessTime(hours: BusinessHours, from: number, ms: number): number | null {
  if (ms <= 0) return from;
  const { spansOf, lastDay } = calendarOf(hours);
  const first = Math.floor(from / DAY_MS);
  let left = ms;
  for (let day = first; day <= Math.min(first + MOST_DAYS, lastDay); day++) {
    const spans = spansOf(day);
    for (let i = 0; i + 1 < spans.length; i += 2) {
      const start = Math.max(spans[i] ?? 0, from);
      const worked = (spans[i + 1] ?? 0) - start;
      if (worked <= 0) continue;
      if (left <= worked) return start + left;
      left -= worked;
    }
  }
  return null;
}

/** How many milliseconds people work between two moments; 0 where `to` is not after `from`. */
export function businessMsBetween(hours: BusinessHours, from: number, to: number): number {
  const { spansOf, lastDay } = calendarOf(hours);
  let worked = 0;
  for (let day = Math.floor(from / DAY_MS); day <= Math.min(Math.floor(to / DAY_MS), lastDay); day++) {
    const spans = spansOf(day);
    for (let i = 0; i + 1 < spans.length; i += 2) {
      worked += Math.max(0, Math.min(spans[i + 1] ?? 0, to) - Math.max(spans[i] ?? 0, from));
    }
  }
  return worked;
}

/** When so many seconds have passed since `from`, on the clock of the hours or, without hours, on the wall's. Null: never. */
export function momentAfter(hours: BusinessHours | null, from: number, seconds: number): number | null {
  return hours === null ? from + seconds * 1000 : addBusinessTime(hours, from, seconds * 1000);
}

/** How many milliseconds have passed, on the clock of the hours or, without hours, on the wall's. */
export function passedMs(hours: BusinessHours | null, from: number, to: number): number {
  return hours === null ? to - from : businessMsBetween(hours, from, to);
}

const calendars = new WeakMap<BusinessHours, Calendar>();

function calendarOf(hours: BusinessHours): Calendar {
  const known = calendars.get(hours);
  if (known !== undefined) return known;
  const made = makeCalendar(hours);
  calendars.set(hours, made);
  return made;
}

function makeCalendar({ timeZone, weekly, holidays }: BusinessHours): Calendar {
  const { offsetAt } = zoneClock(timeZone);
  const week = WEEKDAYS.map((day): DayRanges => (weekly[day] ?? []).map(inMs));
  const special = new Map<number, DayRanges>();
  for (const holiday of holidays) {
    const day = dayOf(typeof holiday === 'string' ? holiday : holiday.date);
    special.set(day, [...(special.get(day) ?? []), ...(typeof holiday === 'string' ? [] : [inMs(holiday)])]);
  }
  const opensOn = [...special].flatMap(([day, ranges]) => (ranges.length > 0 ? [day] : []));
  // No clock is a day from UTC, and a night that begins on the last day ends on the next.
  const lastDay = week.some((ranges) => ranges.length > 0) ? Infinity : Math.max(...opensOn) + 2;
  const known = new Map<number, Spans>();

  const rangesOf = (localDay: number): DayRanges => special.get(localDay) ?? week[new Date(localDay * DAY_MS).getUTCDay()] ?? [];

  function findSpans(day: number): Spans {
    const pairs = stretchesOf(day * DAY_MS, offsetAt).flatMap(({ from, to, offset }) => {
      const found: [number, number][] = [];
      // Of the day before, for the night.
      for (let local = Math.floor((from + offset) / DAY_MS) - 1; local * DAY_MS - offset < to; local++) {
        for (const [start, end] of rangesOf(local)) {
          const midnight = local * DAY_MS - offset;
          const [a, b] = [Math.max(midnight + start, from), Math.min(midnight + end, to)];
          if (a < b) found.push([a, b]);
        }
      }
      return found;
    });
    return joined(pairs);
  }

  return {
    lastDay,
    spansOf(day) {
      const spans = known.get(day) ?? findSpans(day);
      if (known.size >= MOST_KNOWN_DAYS) known.clear();
      known.set(day, spans);
      return spans;
    },
  };
}

/** Time in which a zone's clocks keep their distance from UTC. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
}

/** The stretches of a day of UTC: one, or two where the clocks are turned. No zone turns them twice a day, and all at a full minute. */
function stretchesOf(from: number, offsetAt: (ms: number) => number): readonly Stretch[] {
  const to = from + DAY_MS;
  const before = offsetAt(from);
  const after = offsetAt(to - 1);
  if (before === after) return [{ from, to, offset: before }];
  let [same, turned] = [0, DAY_MINUTES];
  while (turned - same > 1) {
    const middle = Math.floor((same + turned) / 2);
    if (offsetAt(from + middle * MINUTE_MS) === before) same = middle;
    else turned = middle;
  }
  const turn = from + turned * MINUTE_MS;
  return [
    { from, to: turn, offset: before },
    { from: turn, to, offset: after },
  ];
}

/** In order, and those that meet as one. */
function joined(pairs: readonly (readonly [number, number])[]): Spans {
  const spans: number[] = [];
  for (const [start, end] of pairs.toSorted((a, b) => a[0] - b[0])) {
    const last = spans.at(-1);
    if (last !== undefined && start <= last) spans[spans.length - 1] = Math.max(last, end);
    else spans.push(start, end);
  }
  return spans;
}

function inMs(range: HoursRange): readonly [number, number] {
  const { start, end } = minutesOf(range);
  return [start * MINUTE_MS, end * MINUTE_MS];
}

/** Minutes from midnight; the end of a night lies after 24:00. */
export function minutesOf({ from, to }: HoursRange): { readonly start: number; readonly end: number } {
  const [start, end] = [minuteOf(from), minuteOf(to)];
  return { start, end: end > start ? end : end + DAY_MINUTES };
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

function dayOf(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / DAY_MS;
}
