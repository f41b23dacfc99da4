import { EVERYTHING, type View } from '../conversations/view.ts';

/** Where one is in the console: all of it stands in the address, so that a place can be linked and gone back to. */
export interface Place {
  /** `inbox`, `analytics`, `settings/members` … */
  readonly page: string;
  readonly view: View;
  readonly conversationId: string | null;
  /** Whether the details beside a conversation are open. */
  readonly details: boolean;
  /** What of the conversation comes first: its note's field, or the person's history. */
  readonly shows: 'note' | 'history' | null;
}

const STATUSES = ['bot', 'rep_needed', 'pending', 'soon_overdue', 'overdue', 'active', 'closed'] as const;
const VIEWS = ['all', 'joined', 'online', 'mine'] as const;
const SHOWN = ['note', 'history'] as const;
const SORTS = ['updated', 'waiting', 'created'] as const;

function oneOf<Word extends string>(words: readonly Word[], text: string | null): Word | undefined {
  return words.find((word) => word === text);
}

/** Reads an address; what it does not know it leaves out. */
export function placeOf(pathname: string, search: string): Place {
  const given = new URLSearchParams(search);
  const page = pathname.replace(/^\/+|\/+$/g, '');
  const id = given.get('c');
  return {
    page: page === '' ? 'inbox' : page,
    view: {
      view: oneOf(VIEWS, given.get('view')) ?? EVERYTHING.view,
      status: oneOf(STATUSES, given.get('status')) ?? null,
      teamId: given.get('team'),
      channelIds: (given.get('channel') ?? '').split(',').filter((one) => one !== ''),
      sort: oneOf(SORTS, given.get('sort')) ?? EVERYTHING.sort,
      q: given.get('q') ?? '',
    },
    conversationId: id !== null && /^cnv_\w+$/.test(id) ? id : null,
    details: given.get('details') === '1',
    shows: oneOf(SHOWN, given.get('show')) ?? null,
  };
}

/** The address of a place: only what differs from the usual is written. */
export function addressOf({ page, view, conversationId, details, shows }: Place): string {
  const given = new URLSearchParams();
  if (view.view !== EVERYTHING.view) given.set('view', view.view);
  if (view.status !== null) given.set('status', view.status);
  if (view.teamId !== null) given.set('team', view.teamId);
  if (view.channelIds.length > 0) given.set('channel', view.channelIds.join(','));
  if (view.sort !== EVERYTHING.sort) given.set('sort', view.sort);
  if (view.q !== '') given.set('q', view.q);
  if (conversationId !== null) given.set('c', conversationId);
  if (details) given.set('details', '1');
  if (shows !== null) given.set('show', shows);
  const query = given.toString();
  return `/${page === 'inbox' ? '' : page}${query === '' ? '' : `?${query}`}`;
}
