import { z } from 'zod';
import { GROUPINGS, type Period } from '../../model/analytics.ts';
import { isTimeZone } from '../../model/hours.ts';
import { viewerOf } from '../as-member.ts';
import { csv } from '../csv.ts';
import type { AppDeps } from '../deps.ts';
import { type Problem, invalid } from '../problem.ts';
import { ok } from '../reply.ts';
import { type Route, route } from '../route.ts';
import { FIGURE_NAMES, type Summary, summarySchema } from '../schemas/analytics.ts';
import { summaryView } from '../summary-view.ts';

const DAY_MS = 24 * 3_600_000;
const MOST_DAYS = 366;
const SECOND_MS = 1000;

const time = (description: string) =>
  z.iso
    .datetime({ offset: true, error: 'Write a time like 2026-11-20T10:00:00Z.' })
    .transform((text) => Date.parse(text))
    .optional()
    .meta({ description });

const query = z.strictObject({
  from: time('The beginning of the period. Without it: 24 hours before its end.'),
  to: time('Its end, which is no part of it. Without it: now.'),
  groupBy: z.enum(GROUPINGS).default('none'),
  timeZone: z
    .string()
    .refine(isTimeZone, 'There is no such time zone. Write a name like Asia/Manila.')
    .default('UTC')
    .meta({ description: 'Whose hours are meant with `groupBy=hour`: a name of the IANA database.' }),
  format: z.enum(['json', 'csv']).optional().meta({ description: 'Without it, `Accept` decides.' }),
});

/** What a team manager looks at: how many customers, how fast, by whom. */
export function analyticsRoutes({ store, now }: Pick<AppDeps, 'store' | 'now'>): readonly Route[] {
  return [
    route(
      {
        method: 'get',
        path: '/analytics/summary',
        name: 'getAnalyticsSummary',
        summary: 'Sessions, messages and response times of a period',
        description:
          'Every figure is defined in docs/analytics.md. As CSV: one line for each group, or one for the whole without groups. Agents get the figures of their teams, and of what has no team.',
        tag: 'Analytics',
        permission: 'read',
        query,
        responses: { 200: summarySchema },
        otherResponses: { 200: 'text/csv' },
      },
      async ({ query: wanted, caller, request, response }) => {
        const period = periodOf(wanted, now());
        if ('is' in period) return period;
        const viewer = caller.type === 'member' && caller.role === 'admin' ? undefined : viewerOf(caller);
        const summary = await summaryView(store, period, wanted.groupBy, wanted.timeZone, viewer);
        const format = wanted.format ?? (request.accepts(['application/json', 'text/csv']) === 'text/csv' ? 'csv' : 'json');
        if (format === 'json') return ok(summary);
        response.setHeader('Content-Type', 'text/csv; charset=utf-8');
        response.setHeader('Content-Disposition', 'attachment; filename="summary.csv"');
        response.end(summaryCsv(summary));
        return { is: 'handled' };
      },
    ),
  ];
}

/** The time asked for. What happens in this very moment belongs to a period that ends now. */
function periodOf(wanted: { readonly from?: number | undefined; readonly to?: number | undefined }, now: number): Period | Problem {
  const to = wanted.to ?? (Math.floor(now / SECOND_MS) + 1) * SECOND_MS;
  const from = wanted.from ?? to - DAY_MS;
  if (from >= to) return invalid({ path: 'from', message: 'The period must begin before it ends.' });
  if (to - from > MOST_DAYS * DAY_MS) return invalid({ path: 'from', message: `A period is at most ${MOST_DAYS} days long.` });
  return { from, to };
}

function summaryCsv({ groupBy, total, groups }: Summary): string {
  const rows = groupBy === 'none' ? [{ key: 'total', name: null, ...total }] : groups;
  return csv(
    ['key', 'name', ...FIGURE_NAMES],
    rows.map((row) => [row.key, row.name, ...FIGURE_NAMES.map((name) => row[name])]),
  );
}
