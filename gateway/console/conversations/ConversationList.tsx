import { useCallback, useMemo, useState } from 'react';
import { goTo } from '../app/location.ts';
import { useMe } from '../app/me.ts';
import { useShortcuts } from '../app/shortcuts.ts';
import { useTeams } from '../api/queries.ts';
import type { Conversation, Id } from '../api/wire.ts';
import { IconButton } from '../parts/Button.tsx';
import { Empty, Failed, Waiting } from '../parts/Empty.tsx';
import { Menu } from '../parts/Menu.tsx';
import { useStrings } from '../strings/strings.ts';
import { BulkBar } from './BulkBar.tsx';
import { FoundContacts } from './FoundContacts.tsx';
import { Rows } from './Rows.tsx';
import { SearchField } from './SearchField.tsx';
import { useConversationList } from './use-list.ts';
import type { View } from './view.ts';

const open = (id: Id) => goTo({ conversationId: id });
const SORTS = ['updated', 'waiting', 'created'] as const;

/** The second block: the conversations of the chosen category. */
export function ConversationList({
  view,
  openId,
  onCategories,
}: {
  readonly view: View;
  readonly openId: Id | null;
  readonly onCategories: () => void;
}) {
  const s = useStrings();
  const list = useConversationList(view);
  const [selected, setSelected] = useState<ReadonlySet<Id> | null>(null);
  useNextAndPrevious(list.conversations, openId, open);
  const title = useTitle(view);
  const toggle = useCallback((id: Id) => {
    setSelected((before) => {
      const next = new Set(before);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  }, []);
  return (
    <section className="conversations" id="list" tabIndex={-1} aria-label={s.list.title}>
      <header className="block-head">
        <IconButton icon="menu" label={s.categories.open} className="only-drawer" onClick={onCategories} />
        <h1>{title}</h1>
        <IconButton
          icon="boxes"
          label={s.list.select}
          aria-pressed={selected !== null}
          onClick={() => setSelected(selected === null ? new Set() : null)}
        />
        <Menu
          trigger={<IconButton icon="sort" label={`${s.list.sort}: ${s.list.sorts[view.sort]}`} />}
          entries={[
            { heading: s.list.sort },
            ...SORTS.map((sort) => ({
              label: s.list.sorts[sort],
              checked: sort === view.sort,
              onSelect: () => goTo({ view: { ...view, sort } }),
            })),
          ]}
        />
      </header>
      <SearchField q={view.q} />
      {selected !== null && <BulkBar selected={selected} conversations={list.conversations} onDone={() => setSelected(null)} />}
      {view.q !== '' && <FoundContacts q={view.q} />}
      <ListBody list={list} view={view} openId={openId} selected={selected} onToggle={toggle} />
    </section>
  );
}

function ListBody({
  list,
  view,
  openId,
  selected,
  onToggle,
}: {
  readonly list: ReturnType<typeof useConversationList>;
  readonly view: View;
  readonly openId: Id | null;
  readonly selected: ReadonlySet<Id> | null;
  readonly onToggle: (id: Id) => void;
}) {
  const s = useStrings();
  if (list.error !== null && list.conversations.length === 0) return <Failed error={list.error} onRetry={list.retry} />;
  if (list.isPending) return <Waiting rows={7} />;
  if (list.conversations.length === 0) {
    return (
      <Empty
        icon="inbox"
        title={view.q === '' ? s.list.empty : s.list.emptySearch}
        {...(view.q === '' ? { lead: s.list.emptyLead } : {})}
      />
    );
  }
  return (
    <Rows
      conversations={list.conversations}
      openId={openId}
      selected={selected}
      onToggle={onToggle}
      onOpen={open}
      onEnd={list.hasMore ? list.loadMore : undefined}
    />
  );
}

function useTitle(view: View): string {
  const s = useStrings();
  const teams = useTeams();
  const me = useMe();
  return useMemo(() => {
    if (view.status !== null) return s.status[view.status];
    const team = teams.data?.find((one) => one.id === view.teamId);
    if (team !== undefined && view.view === 'all') return team.name;
    return view.view === 'online' ? s.categories.online : s.categories[view.view];
  }, [view, teams.data, s, me]);
}

function useNextAndPrevious(conversations: readonly Conversation[], openId: Id | null, open: (id: Id) => void): void {
  const go = (step: 1 | -1) => {
    const at = conversations.findIndex((one) => one.id === openId);
    const next = conversations[at === -1 ? 0 : at + step];
    if (next !== undefined) open(next.id);
  };
  useShortcuts({ next: () => go(1), previous: () => go(-1), escape: () => goTo({ conversationId: null, details: false }) });
}
