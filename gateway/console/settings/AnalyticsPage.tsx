import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../api/request.ts';
import type { Summary } from '../api/wire-organisation.ts';
import { clockText } from '../conversations/clock-text.ts';
import { Failed, Waiting } from '../parts/Empty.tsx';
import { hourOf } from '../parts/times.ts';
import { useLanguage, useStrings } from '../strings/strings.ts';
import { Bars } from './Bars.tsx';
import { PageHead } from './PageHead.tsx';
import { type Period, periodOf } from './period.ts';

const PERIODS: readonly Period[] = ['day', 'week', 'month'];
const GROUPS = ['channel', 'team', 'member', 'hour'] as const;

/** How it went: the totals, and who or where they come from. */
export function AnalyticsPage() {
  const s = useStrings();
  const language = useLanguage();
  const words = s.analytics;
  const [period, setPeriod] = useState<Period>('week');
  const [group, setGroup] = useState<(typeof GROUPS)[number]>('channel');
  const range = { ...periodOf(period, Date.now()), groupBy: group, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone };
  const summary = useQuery({
    queryKey: ['analytics', period, group],
    queryFn: () => call<Summary>('/analytics/summary', { query: range }),
    staleTime: 0,
  });
  const csv = `/api/v1/analytics/summary?${new URLSearchParams({ ...range, format: 'csv' }).toString()}`;
  const clock = (ms: number | null) => (ms === null ? '–' : clockText(ms, s.units));
  const { data } = summary;
  return (
    <main className="page" id="page" tabIndex={-1}>
      <div className="page-body">
        <PageHead title={words.title} lead={words.lead}>
          <div className="segments" role="group" aria-label={words.title}>
            {PERIODS.map((one) => (
              <button key={one} type="button" aria-pressed={one === period} onClick={() => setPeriod(one)}>
                {words.periods[one]}
              </button>
            ))}
          </div>
          <a className="button" href={csv} download>
            {words.csv}
          </a>
        </PageHead>
        {summary.isPending && <Waiting rows={4} />}
        {summary.isError && <Failed error={summary.error} onRetry={() => void summary.refetch()} />}
        {data !== undefined && (
          <>
            <dl className="figures">
              {[
                [words.opened, data.total.opened],
                [words.finished, data.total.finished],
                [words.unanswered, data.total.unanswered],
                [words.missed, data.total.missed],
                [words.messagesIn, data.total.messagesIn],
                [words.messagesOut, data.total.messagesOut],
                [words.median, clock(data.total.firstResponseMedianMs)],
                [words.p90, clock(data.total.firstResponseP90Ms)],
                [words.handling, clock(data.total.handlingMedianMs)],
              ].map(([name, value]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ))}
            </dl>
            <div className="segments" role="group" aria-label={words.opened}>
              {GROUPS.map((one) => (
                <button key={one} type="button" aria-pressed={one === group} onClick={() => setGroup(one)}>
                  {words.groups[one]}
                </button>
              ))}
            </div>
            <Bars
              label={words.groups[group]}
              columns={[words.messagesIn, words.messagesOut, words.median]}
              rows={data.groups.map((one) => ({
                key: one.key ?? '',
                name: group === 'hour' && one.key !== null ? hourOf(one.key, language) : (one.name ?? words.nobody),
                value: one.messagesIn,
                cells: [String(one.messagesIn), String(one.messagesOut), clock(one.firstResponseMedianMs)],
              }))}
              empty={words.empty}
            />
          </>
        )}
      </div>
    </main>
  );
}
