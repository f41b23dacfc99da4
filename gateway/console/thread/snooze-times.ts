/** When a snooze ends, by the reader's own clock; milliseconds since 1970. Tomorrow is at nine. */
export function snoozeTimes(now: number): { readonly hour: number; readonly tomorrow: number; readonly week: number } {
  const tomorrow = new Date(now);
  tomorrow.setDate(tomorrow.getDate() + 1);
  tomorrow.setHours(9, 0, 0, 0);
  const week = new Date(now);
  week.setDate(week.getDate() + 7);
  return { hour: now + 3_600_000, tomorrow: tomorrow.getTime(), week: week.getTime() };
}
