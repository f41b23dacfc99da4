import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { keys } from '../api/keys.ts';
import { FIRST_PAGE, call } from '../api/request.ts';
import type { EventEnvelope, Id, Page, Time } from '../api/wire.ts';
import { useStrings } from '../strings/strings.ts';
import type { Happening } from './days.ts';
import { happeningsOf } from './happening.ts';

const PAGE = 50;

/** Who joined, left, got it, as lines of the thread, oldest first, as far back as `since`: the first message that is loaded. */
export function useHappenings(id: Id, since: Time | undefined): readonly Happening[] {
  const s = useStrings();
  const { data, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery({
    queryKey: keys.turns(id),
    queryFn: ({ pageParam, signal }) =>
      call<Page<EventEnvelope>>(`/conversations/${id}/events`, { query: { limit: PAGE, cursor: pageParam }, signal }),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
  const oldest = data?.pages.at(-1)?.data.at(-1)?.occurredAt;
  const wantsMore = since !== undefined && oldest !== undefined && oldest >= since && hasNextPage && !isFetching;
  useEffect(() => {
    if (wantsMore) void fetchNextPage();
  }, [wantsMore, oldest]);
  return useMemo(() => happeningsOf((data?.pages ?? []).flatMap((page) => page.data).toReversed(), s), [data, s]);
}
