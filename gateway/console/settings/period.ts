export type Period = 'day' | 'week' | 'month';

const DAYS: Readonly<Record<Period, number>> = { day: 1, week: 7, month: 30 };

/** So many whole days of the reader's own calendar, the last of them today, until now. */
export function periodOf(period: Period, now: number): { readonly from: string; readonly to: string } {
  const from = new Date(now);
  from.setHours(0, 0, 0, 0);
  from.setDate(from.getDate() - DAYS[period] + 1);
  return { from: from.toISOString(), to: new Date(now).toISOString() };
}
