import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { keys } from '../api/keys.ts';
import { FIRST_PAGE, call } from '../api/request.ts';
import type { Id, Message, Page } from '../api/wire.ts';
import type { Session } from '../api/wire-organisation.ts';

const PAGE = 50;

/** A conversation's messages as far as they were loaded, oldest first. Earlier ones, of earlier sessions too, come by `loadEarlier`. */
export function useMessages(id: Id) {
  const query = useInfiniteQuery({
    queryKey: keys.messages(id),
    queryFn: ({ pageParam, signal }) =>
      call<Page<Message>>(`/conversations/${id}/messages`, { query: { limit: PAGE, cursor: pageParam }, signal }),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  });
  const { data } = query;
  const messages = useMemo(() => (data?.pages.flatMap((page) => page.data) ?? []).toReversed(), [data]);
  return {
    messages,
    isPending: query.isPending,
    error: query.error,
    hasEarlier: query.hasNextPage,
    isLoadingEarlier: query.isFetchingNextPage,
    retry: () => void query.refetch(),
    loadEarlier() {
      if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
    },
  };
}

/** The stretches of a conversation from opening to closing, newest first. */
export function useSessions(id: Id) {
  return useQuery({
    queryKey: ['sessions', id],
    queryFn: async () => (await call<Page<Session>>(`/conversations/${id}/sessions`, { query: { limit: 100 } })).data,
  });
}
