import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { FIRST_PAGE, call } from '../api/request.ts';
import type { Page } from '../api/wire.ts';
import type { AuditLine } from '../api/wire-organisation.ts';
import { Button } from '../parts/Button.tsx';
import { Empty, Failed, Waiting } from '../parts/Empty.tsx';
import { PageHead } from '../settings/PageHead.tsx';
import { useStrings } from '../strings/strings.ts';
import { AuditFilterForm } from './AuditFilterForm.tsx';
import { AuditLineCard } from './AuditLineCard.tsx';
import './audit.css';
import { type AuditFilter, EVERYTHING, queryOf } from './filter.ts';
import { useNames } from './use-names.ts';

const PAGE = 50;

/** Who did what to the gateway itself, latest first. */
export function AuditPage() {
  const s = useStrings();
  const words = s.settings.audit;
  const [filter, setFilter] = useState<AuditFilter>(EVERYTHING);
  const nameOf = useNames();
  const found = useInfiniteQuery({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam }) =>
      call<Page<AuditLine>>('/audit', { query: { ...queryOf(filter, Date.now()), limit: PAGE, cursor: pageParam } }),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    staleTime: 0,
  });
  const lines = found.data?.pages.flatMap((page) => page.data) ?? [];
  return (
    <>
      <PageHead title={s.settings.pages.audit} lead={words.lead} />
      <AuditFilterForm filter={filter} onChange={setFilter} />
      {found.isPending && <Waiting rows={6} />}
      {found.isError && <Failed error={found.error} onRetry={() => void found.refetch()} />}
      {found.isSuccess && lines.length === 0 && <Empty icon="file" title={words.empty} lead={words.emptyLead} />}
      <ul className="cards">
        {lines.map((line) => (
          <AuditLineCard key={line.id} line={line} nameOf={nameOf} />
        ))}
      </ul>
      {found.hasNextPage && (
        <p className="audit-more">
          <Button busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
            {s.app.more}
          </Button>
        </p>
      )}
    </>
  );
}
