import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useMe } from '../app/me.ts';
import { contacts } from '../api/contacts.ts';
import { keys } from '../api/keys.ts';
import { FIRST_PAGE, call } from '../api/request.ts';
import type { Conversation, Page } from '../api/wire.ts';
import { allOf } from './list-pages.ts';
import { type View, queryOf } from './view.ts';

const PAGE = 50;
const SHORT_PAGES = 3;
const AGAIN_MS = 30_000;

/** The conversations of a view as far as they were loaded; events of the live stream keep them in place (`apply-event.ts`). */
export function useConversationList(view: View) {
  const me = useMe();
  const query = useInfiniteQuery({
    queryKey: [...keys.lists, view],
    async queryFn({ pageParam, signal }) {
      const query = { ...queryOf(view, me.id), limit: PAGE, cursor: pageParam };
      const page = await call<Page<Conversation>>('/conversations', { query, signal });
      // Together, rather than row by row as they come into sight.
      contacts.ask(page.data.map(({ contactId }) => contactId));
      return page;
    },
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    // What a member may see no more goes without an event: a short list is looked at again now and then.
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) <= SHORT_PAGES ? AGAIN_MS : false),
  });
  const { data } = query;
  const conversations = useMemo(() => allOf(data?.pages ?? []), [data]);
  return {
    conversations,
    isPending: query.isPending,
    error: query.error,
    hasMore: query.hasNextPage,
    retry: () => void query.refetch(),
    loadMore() {
      if (!query.isFetchingNextPage) void query.fetchNextPage();
    },
  };
}
