import { type BusinessHours, DAY_MINUTES, type HoursRange, WEEKDAYS, minutesOf } from './business-hours.ts';

/** A field of business hours that is to blame. */
export interface HoursFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What is wrong with hours whose fields are each well-formed: times that meet themselves or overlap, dates that do not exist. */
export function faultsOfHours({ weekly, holidays }: BusinessHours): readonly HoursFault[] {
  const ofWeek = WEEKDAYS.flatMap((day, index) =>
    (weekly[day] ?? []).map((range, place) => ({ range, path: ['weekly', day, place], base: index * DAY_MINUTES })),
  );
  const dated = holidays.map((holiday, place) => ({ holiday, path: ['holidays', place] }));
  const faults: HoursFault[] = dated.flatMap(({ holiday, path }) =>
    isDate(typeof holiday === 'string' ? holiday : holiday.date) ? [] : [{ path, message: 'There is no such date.' }],
  );
  faults.push(...overlapsIn(ofWeek, 7 * DAY_MINUTES));
  for (const [date, ofDate] of Map.groupBy(dated, ({ holiday }) => (typeof holiday === 'string' ? holiday : holiday.date))) {
    const ranges = ofDate.flatMap(({ holiday, path }) => (typeof holiday === 'string' ? [] : [{ range: holiday, path, base: 0 }]));
    const second = ofDate[1];
    if (second !== undefined && ranges.length < ofDate.length) {
      faults.push({ path: second.path, message: `${date} is there twice, as a closed day.` });
    }
    faults.push(...overlapsIn(ranges, Infinity));
  }
  return faults;
}

interface PlacedRange {
  readonly range: HoursRange;
  readonly path: readonly (string | number)[];
  /** Minute at which its day begins. */
  readonly base: number;
}

/** @param cycle after so many minutes all begins anew */
function overlapsIn(ranges: readonly PlacedRange[], cycle: number): readonly HoursFault[] {
  const empty = ranges.filter(({ range }) => range.from === range.to);
  const placed = ranges
    .filter((one) => !empty.includes(one))
    .map(({ range, path, base }) => {
      const { start, end } = minutesOf(range);
      return { path, start: base + start, end: base + end };
    })
    .toSorted((a, b) => a.start - b.start);
  return [
    ...empty.map(({ path }) => ({ path, message: 'These hours end when they begin.' })),
    ...placed.flatMap((one, index) => {
      const next = placed[index + 1] ?? (placed.length > 1 ? placed[0] : undefined);
      if (next === undefined) return [];
      const begins = index + 1 < placed.length ? next.start : next.start + cycle;
      return one.end > begins ? [{ path: next.path, message: 'These hours overlap with others.' }] : [];
    }),
  ];
}

function isDate(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}
