import { keysOf } from '../../channels/widget/parse.ts';
import { fillContact, type VisitorFacts } from '../../model/visitor.ts';
import type { IdentityKey } from '../../model/inbound.ts';
import type { Message } from '../../model/message.ts';
import { loadConversations } from '../../store/load.ts';
import { type ConversationRecord, type MessageRecord, presentMessage } from '../../store/records.ts';
import { conversationOfKeys, memberNames, messagesById, teamReadSeq } from '../../store/read/visitors.ts';
import type { VisitorRow } from '../../store/visitor-rows.ts';
import { changeVisitor } from '../../store/visitors.ts';
import type { AppDeps } from '../deps.ts';
import type { DeepReadonly } from '../route.ts';
import { conversationOf, messageView } from './view.ts';
import type { WidgetConversation, WidgetMessage } from './wire.ts';

/** The keys of a visitor as they are stored. */
export function visitorKeys(visitor: VisitorRow): readonly IdentityKey[] {
  return keysOf({ id: visitor.id, ...(visitor.userId === null ? {} : { userId: visitor.userId }) });
}

/** The visitor's conversation, if there is one. */
export function findTheirs({ store }: Pick<AppDeps, 'store'>, visitor: VisitorRow): Promise<ConversationRecord | undefined> {
  return conversationOfKeys(store, visitor.channelId, visitorKeys(visitor));
}

/** A conversation as its visitor sees it. */
export async function conversationView(
  { store }: Pick<AppDeps, 'store'>,
  conversation: { readonly id: string; readonly assigneeId: string | null; readonly closedAt: unknown },
): Promise<WidgetConversation> {
  const names = await memberNames(store, conversation.assigneeId === null ? [] : [conversation.assigneeId]);
  return conversationOf(conversation, names, await teamReadSeq(store, conversation.id));
}

/** Messages as their visitor sees them; what they do not see is left out. */
export async function messageViews(
  deps: Pick<AppDeps, 'store'>,
  conversation: Pick<ConversationRecord, 'id' | 'contactId'>,
  records: readonly MessageRecord[],
): Promise<readonly DeepReadonly<WidgetMessage>[]> {
  return viewsOf(deps, conversation, records.map(presentMessage));
}

export async function viewsOf(
  { store }: Pick<AppDeps, 'store'>,
  { id, contactId }: Pick<ConversationRecord, 'id' | 'contactId'>,
  messages: readonly Message[],
): Promise<readonly DeepReadonly<WidgetMessage>[]> {
  const quotes = await messagesById(store, messages.flatMap((message) => message.quotedMessageId ?? [])); // prettier-ignore
  const readUpTo = messages.some((message) => message.direction === 'inbound') ? await teamReadSeq(store, id) : 0;
  return messages.flatMap(
    (message) => messageView(message, { contactId, readUpTo, quoted: quotes.get(message.quotedMessageId ?? '') }) ?? [],
  );
}

/**
 * Keeps what the page tells of its visitor, and fills it into their contact where there is one already.
 *
 * @param conversationId theirs, where they have written
 */
export async function keepFacts(
  { commands }: Pick<AppDeps, 'commands'>,
  visitor: Pick<VisitorRow, 'id'>,
  { told, before, conversationId }: { readonly told: VisitorFacts; readonly before: VisitorFacts; readonly conversationId: string | null },
): Promise<void> {
  await commands({
    locks: conversationId === null ? [] : [conversationId],
    async run(unit) {
      await changeVisitor(unit.tx, visitor.id, { factsJson: JSON.stringify(told), ...(conversationId === null ? {} : { conversationId }) });
      if (conversationId === null) return;
      await loadConversations(unit, [conversationId]);
      const conversation = unit.conversations.get(conversationId);
      const contact = conversation && unit.contactOf(conversation);
      if (contact === undefined || contact.erasedAt !== null || !fillContact(contact, told, before)) return;
      unit.touchContact(contact);
      const actor = { type: 'contact', id: contact.id, name: contact.name } as const;
      unit.emit({ type: 'contact.updated', actor, contact, channel: unit.factsOf(conversation?.channelId ?? '').ref });
    },
  });
}
