import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { arranged, listed } from '../conversations/list-pages.ts';
import type { View } from '../conversations/view.ts';
import { withMessage } from '../thread/message-pages.ts';
import { isTurn, withTurn } from '../thread/turns.ts';
import { contacts } from './contacts.ts';
import { keys } from './keys.ts';
import type { Conversation, EventEnvelope, Id, Message, Page, PresenceNews } from './wire.ts';

export type ConversationPages = InfiniteData<Page<Conversation>, string | undefined>;
export type TurnPages = InfiniteData<Page<EventEnvelope>, string | undefined>;
export type MessagePages = InfiniteData<Page<Message>, string | undefined>;

/** Lays an event of the live stream over everything that was read before. @param memberId who is signed in */
export function applyEvent(client: QueryClient, event: EventEnvelope, memberId: Id): void {
  const { conversation, message, contact } = event.data;
  if (contact !== undefined) contacts.put(contact);
  if (message !== undefined) applyMessage(client, message);
  if (conversation !== undefined) applyConversation(client, conversation, memberId);
  if (conversation !== undefined && isTurn(event)) applyTurn(client, conversation.id, event);
  if (message?.visibility === 'internal') void client.invalidateQueries({ queryKey: keys.notes(message.conversationId) });
  if (event.type.startsWith('template.')) void client.invalidateQueries({ queryKey: ['templates'] });
  if (event.type.startsWith('channel.')) void client.invalidateQueries({ queryKey: keys.channels });
  // Whatever begins a session may have come by a campaign, or answer an announcement.
  if (event.type === 'conversation.created' || event.type === 'conversation.reopened') {
    for (const queryKey of [keys.campaigns, keys.announcements]) void client.invalidateQueries({ queryKey });
  }
  if (event.type === 'conversation.closed' || event.type === 'conversation.reopened')
    void client.invalidateQueries({ queryKey: ['sessions'] });
}

function applyTurn(client: QueryClient, conversationId: Id, event: EventEnvelope): void {
  client.setQueryData<TurnPages>(keys.turns(conversationId), (known) => known && { ...known, pages: [...withTurn(known.pages, event)] });
}

/** A conversation as it is now, in every list it is in or belongs to, and by itself where somebody has opened it. */
export function applyConversation(client: QueryClient, conversation: Conversation, memberId: Id): void {
  const own = keys.conversation(conversation.id);
  if (client.getQueryState(own) !== undefined) client.setQueryData<Conversation>(own, (known) => newer(known, conversation));
  for (const [key, known] of client.getQueriesData<ConversationPages>({ queryKey: keys.lists })) {
    const view = viewOfKey(key);
    if (known === undefined || view === undefined) continue;
    const pages = arranged(known.pages, newer(listed(known.pages, conversation.id), conversation), view, memberId);
    if (pages !== known.pages) client.setQueryData<ConversationPages>(key, { ...known, pages: [...pages] });
  }
}

/** A conversation as a list shows it. */
export function inAnyList(client: QueryClient, id: Id): Conversation | undefined {
  for (const [, known] of client.getQueriesData<ConversationPages>({ queryKey: keys.lists })) {
    const found = known && listed(known.pages, id);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where a visitor is, in every list and thread that shows the conversation; one that nobody looks at is left alone. */
export function applyPresence(client: QueryClient, { conversationId, presence }: PresenceNews, memberId: Id): void {
  const known = client.getQueryData<Conversation>(keys.conversation(conversationId)) ?? inAnyList(client, conversationId);
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
