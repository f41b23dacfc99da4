import type { Conversation, Id, Status } from '../api/wire.ts';

/** Which conversations a list shows, and in which order: what the address says. */
export interface View {
  readonly view: 'all' | 'joined' | 'online' | 'mine';
  readonly status: Status | null;
  readonly teamId: Id | null;
  readonly channelIds: readonly Id[];
  readonly sort: 'updated' | 'waiting' | 'created';
  readonly q: string;
}

export const EVERYTHING: View = { view: 'all', status: null, teamId: null, channelIds: [], sort: 'updated', q: '' };

/** The view as the API takes it. */
export function queryOf(view: View, memberId: Id): Readonly<Record<string, string | readonly string[] | undefined>> {
  const { status } = view;
  return {
    // These leave closed ones out, and so does every list here that does not ask for them.
    view: status === 'closed' ? undefined : view.view === 'mine' ? 'all' : view.view,
    status: status ?? undefined,
    assigneeId: view.view === 'mine' ? memberId : undefined,
    memberId: view.view === 'joined' ? memberId : undefined,
    teamId: view.teamId ?? undefined,
    channelId: view.channelIds,
    sort: view.sort,
    q: view.q === '' ? undefined : view.q,
  };
}

/** Whether a conversation belongs to a view. What `q` asks for only the gateway knows; such lists are asked for again. */
export function belongs(conversation: Conversation, view: View, memberId: Id): boolean {
  if ((conversation.closedAt !== null) !== (view.status === 'closed')) return false;
  if (conversation.mergedInto !== null) return false;
  if (view.status !== null && conversation.status !== view.status) return false;
  if (view.view === 'joined' && !isIn(conversation, memberId)) return false;
  if (view.view === 'mine' && conversation.assigneeId !== memberId) return false;
  if (view.view === 'online' && conversation.presence?.online !== true) return false;
  if (view.teamId !== null && conversation.teamId !== view.teamId) return false;
  if (view.channelIds.length > 0 && !view.channelIds.includes(conversation.channelId)) return false;
  return view.sort !== 'waiting' || conversation.waiting !== null;
}

export function isIn(conversation: Conversation, memberId: Id): boolean {
  return conversation.participants.some((one) => one.memberId === memberId);
}

/** Whether `one` stands above `other`: as the API sorts, equal times by id. */
export function isAbove(one: Conversation, other: Conversation, sort: View['sort']): boolean {
  if (sort === 'waiting') {
    const [a, b] = [one.waiting?.since ?? '', other.waiting?.since ?? ''];
    return a === b ? one.id < other.id : a < b;
  }
  const [a, b] = sort === 'updated' ? [one.updatedAt, other.updatedAt] : [one.createdAt, other.createdAt];
  return a === b ? one.id > other.id : a > b;
}
