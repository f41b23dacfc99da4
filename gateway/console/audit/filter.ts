import { type Period, periodOf } from '../settings/period.ts';

/** Which lines are shown; an empty text is all of them. */
export interface AuditFilter {
  readonly actorId: string;
  readonly action: string;
  readonly period: Period | 'all';
  readonly outcome: 'all' | 'done' | 'refused';
}

export const EVERYTHING: AuditFilter = { actorId: '', action: '', period: 'all', outcome: 'all' };

export const PERIODS = ['all', 'day', 'week', 'month'] as const satisfies readonly AuditFilter['period'][];
export const OUTCOMES = ['all', 'done', 'refused'] as const satisfies readonly AuditFilter['outcome'][];

/** The same as the API asks for it. */
export function queryOf({ actorId, action, period, outcome }: AuditFilter, now: number): Readonly<Record<string, string | undefined>> {
  return {
    actorId,
    action,
    from: period === 'all' ? undefined : periodOf(period, now).from,
    outcome: outcome === 'all' ? undefined : outcome,
  };
}
