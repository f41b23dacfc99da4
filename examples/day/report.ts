import type { DayClock } from './clock.ts';

/** The figures of `GET /analytics/summary` that the day's report shows. */
export interface Figures {
  readonly opened: number;
  readonly finished: number;
  readonly active: number;
  readonly answered: number;
  readonly unanswered: number;
  readonly messagesIn: number;
  readonly messagesOut: number;
  readonly firstResponseAverageMs: number | null;
  readonly firstResponseP90Ms: number | null;
  readonly responseAverageMs: number | null;
  readonly handlingAverageMs: number | null;
}

export interface Summary {
  readonly total: Figures;
  readonly groups: readonly (Figures & { readonly key: string | null; readonly name: string | null })[];
}

const COLUMNS = [
  'sessions',
  'finished',
  'active',
  'answered',
  'unanswered',
  'in',
  'out',
  'first answer',
  'of 9 in 10',
  'any answer',
  'handling',
] as const;

/** A table of figures, one line a group; times in minutes of the day. */
export function tableOf(
  title: string,
  rows: readonly (readonly [name: string, figures: Figures])[],
  clock: Pick<DayClock, 'minutesOf'>,
): string {
  const minutes = (ms: number | null) => (ms === null ? '-' : `${clock.minutesOf(ms).toFixed(1)} min`);
  const lines = rows.map(([name, one]) => [
    name,
    ...[one.opened, one.finished, one.active, one.answered, one.unanswered, one.messagesIn, one.messagesOut].map(String),
    ...[one.firstResponseAverageMs, one.firstResponseP90Ms, one.responseAverageMs, one.handlingAverageMs].map(minutes),
  ]);
  const all = [[title, ...COLUMNS], ...lines];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((line) => line[column]?.length ?? 0))) ?? [];
  return all
    .map((line) => line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '))
    .join('\n');
}
