import type { BusinessHours, Holiday, HoursRange, Weekday } from '../api/wire-organisation.ts';

/** As people read a week. */
export const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const satisfies readonly Weekday[];

/** What a new day begins with. */
export const USUAL: HoursRange = { from: '09:00', to: '18:00' };

/** Monday to Friday, in the reader's own zone. */
export function usualHours(timeZone: string): BusinessHours {
  return { timeZone, weekly: Object.fromEntries(WEEK.slice(0, 5).map((day) => [day, [USUAL]])), holidays: [] };
}

export function rangesOf(hours: BusinessHours, day: Weekday): readonly HoursRange[] {
  return hours.weekly[day] ?? [];
}

/** The week with other hours on a day; a day without any is closed. */
export function withDay(hours: BusinessHours, day: Weekday, ranges: readonly HoursRange[]): BusinessHours {
  const { [day]: _before, ...others } = hours.weekly;
  return { ...hours, weekly: ranges.length === 0 ? others : { ...others, [day]: ranges } };
}

/** A clock field knows no 24:00: there a day's end is its midnight. */
export function shownEnd(to: string): string {
  return to === '24:00' ? '00:00' : to;
}

/** What a clock field says as the end of hours: midnight is the day's end. */
export function endOf(shown: string): string {
  return shown === '00:00' ? '24:00' : shown;
}

export function dateOf(holiday: Holiday): string {
  return typeof holiday === 'string' ? holiday : holiday.date;
}

/** Holidays with one more on this date, in the order of their dates; a date that is there already stays as it is. */
export function withHoliday(holidays: readonly Holiday[], date: string): readonly Holiday[] {
  if (date === '' || holidays.some((one) => dateOf(one) === date)) return holidays;
  return [...holidays, date].toSorted((a, b) => dateOf(a).localeCompare(dateOf(b)));
}
