import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { type View, arranged } from '../conversations/view.ts';
import { withMessage } from '../thread/message-pages.ts';
import { isTurn, withTurn } from '../thread/turns.ts';
import { keys } from './keys.ts';
import type { Conversation, EventEnvelope, Id, Message, Page, PresenceNews } from './wire.ts';

export type ConversationPages = InfiniteData<Page<Conversation>, string | undefined>;
export type TurnPages = InfiniteData<Page<EventEnvelope>, string | undefined>;
export type MessagePages = InfiniteData<Page<Message>, string | undefined>;

/** Lays an event of the live stream over everything that was read before. @param memberId who is signed in */
export function applyEvent(client: QueryClient, event: EventEnvelope, memberId: Id): void {
  const { conversation, message, contact } = event.data;
  if (contact !== undefined) client.setQueryData([...keys.contacts, contact.id], contact);
  if (message !== undefined) applyMessage(client, message);
  if (conversation !== undefined) applyConversation(client, conversation, memberId);
  if (conversation !== undefined && isTurn(event)) applyTurn(client, conversation.id, event);
  if (event.type.startsWith('template.')) void client.invalidateQueries({ queryKey: ['templates'] });
  if (event.type.startsWith('channel.')) void client.invalidateQueries({ queryKey: keys.channels });
  // Whatever begins a session may have come by a campaign.
  if (event.type === 'conversation.created' || event.type === 'conversation.reopened')
    void client.invalidateQueries({ queryKey: keys.campaigns });
  if (event.type === 'conversation.closed' || event.type === 'conversation.reopened')
    void client.invalidateQueries({ queryKey: ['sessions'] });
}

function applyTurn(client: QueryClient, conversationId: Id, event: EventEnvelope): void {
  client.setQueryData<TurnPages>(keys.turns(conversationId), (known) => known && { ...known, pages: [...withTurn(known.pages, event)] });
}

/** A conversation as it is now, in every list it is in or belongs to. */
export function applyConversation(client: QueryClient, conversation: Conversation, memberId: Id): void {
  client.setQueryData<Conversation>(keys.conversation(conversation.id), (known) => newer(known, conversation));
  for (const [key, pages] of client.getQueriesData<ConversationPages>({ queryKey: keys.lists })) {
    const view = viewOfKey(key);
    if (pages === undefined || view === undefined) continue;
    const list = pages.pages.flatMap((page) => page.data);
    const known = list.find((one) => one.id === conversation.id);
    const isWhole = pages.pages.at(-1)?.nextCursor === null;
    const next = arranged(list, newer(known, conversation), { view, memberId, isWhole });
    if (next !== list) client.setQueryData<ConversationPages>(key, inPages(pages, next));
  }
}

/** Where a visitor is, in every list and thread that shows the conversation; one that nobody looks at is left alone. */
export function applyPresence(client: QueryClient, { conversationId, presence }: PresenceNews, memberId: Id): void {
  const listed = client
    .getQueriesData<ConversationPages>({ queryKey: keys.lists })
    .flatMap(([, pages]) => pages?.pages.flatMap((page) => page.data) ?? [])
    .find((one) => one.id === conversationId);
  const known = client.getQueryData<Conversation>(keys.conversation(conversationId)) ?? listed;
  if (known !== undefined) applyConversation(client, { ...known, presence }, memberId);
}

/** What events do not tell of a member's own sight stays as it was known. */
function newer(known: Conversation | undefined, next: Conversation): Conversation {
  if (known === undefined) return next;
  // Events come in order, but an answer to a call may have overtaken them.
  if (known.updatedAt > next.updatedAt) return known;
  const unread = next.unread ?? unreadAfter(known, next);
  const presence = next.presence ?? known.presence;
  return { ...next, ...(unread === undefined ? {} : { unread }), ...(presence === undefined ? {} : { presence }) };
}

/** Events are the same for everybody and carry no number of anybody's own: a customer's new message adds one. */
function unreadAfter(known: Conversation, next: Conversation): number | null | undefined {
  if (known.unread === undefined || known.unread === null) return known.unread;
  const { lastMessage } = next;
  const isNew = lastMessage !== null && lastMessage.direction === 'inbound' && lastMessage.seq > (known.lastMessage?.seq ?? 0);
  return isNew ? known.unread + 1 : known.unread;
}

/** The list in the pages it came in: the first takes what is new, and the rest keep their cursors. */
function inPages(before: ConversationPages, list: readonly Conversation[]): ConversationPages {
  const sizes = before.pages.map((page) => page.data.length);
  sizes[0] = (sizes[0] ?? 0) + list.length - sizes.reduce((sum, size) => sum + size, 0);
  let from = 0;
  const pages = before.pages.map((page, i) => {
    const data = list.slice(from, from + Math.max(0, sizes[i] ?? 0));
    from += data.length;
    return { ...page, data };
  });
  return { ...before, pages };
}

export function applyMessage(client: QueryClient, message: Message): void {
  const key = keys.messages(message.conversationId);
  const pages = client.getQueryData<MessagePages>(key);
  if (pages === undefined) return;
  const next = withMessage(pages.pages, message);
  if (next === 'gap') void client.invalidateQueries({ queryKey: key });
  else if (next !== pages.pages) client.setQueryData<MessagePages>(key, { ...pages, pages: [...next] });
}

function viewOfKey(key: readonly unknown[]): View | undefined {
  const found = key[1];
  return isView(found) ? found : undefined;
}

function isView(value: unknown): value is View {
  return typeof value === 'object' && value !== null && 'view' in value && 'sort' in value;
}
