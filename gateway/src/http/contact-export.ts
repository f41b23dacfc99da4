import { mergedContactIds } from '../store/contact-family.ts';
import { conversationsOfContact, eventsAbout, messagesOf, sessionsOf } from '../store/read/contact-export.ts';
import { listContactChanges } from '../store/read/contact-history.ts';
import { findContacts } from '../store/read/contacts.ts';
import type { Reads } from '../store/read/page.ts';
import { type ContactRecord, type ConversationRecord, presentContact, presentMessage } from '../store/records.ts';
import type { SessionRow } from '../store/schema.ts';
import { type Channels, conversationView } from './conversation-view.ts';

const CHANGES_AT_ONCE = 200;

/**
 * Everything about one person as one JSON document, in pieces that are whole members of it: however much they have written, little of
 * it is in memory at a time. Each part is as it is when its turn comes.
 *
 * @param now milliseconds since 1970
 * @param notes whether what the team wrote about the person is in it
 */
export async function* exportContact(
  reads: Reads,
  channels: Channels,
  contact: ContactRecord,
  { now, notes }: { readonly now: number; readonly notes: boolean },
): AsyncGenerator<string> {
  const mergedIds = await mergedContactIds(reads, contact.id);
  const merged = await findContacts(reads, mergedIds);
  const conversations = await conversationsOfContact(reads, contact.id);
  yield `{"exportedAt":${JSON.stringify(new Date(now).toISOString())},"contact":${JSON.stringify(presentContact(contact))}`;
  yield `,"mergedContacts":${JSON.stringify(merged.map(presentContact))},"history":[`;
  yield* listed(changesOf(reads, [contact.id, ...mergedIds]));
  yield '],"conversations":[';
  for (const [index, conversation] of conversations.entries()) {
    yield index === 0 ? '' : ',';
    yield* exportConversation(reads, channels, conversation, { now, notes });
  }
  yield '],"events":[';
  yield* listed(mentionsOf(reads, [contact.id, ...mergedIds], conversations.map((one) => one.id))); // prettier-ignore
  yield ']}';
}

async function* exportConversation(
  reads: Reads,
  channels: Channels,
  conversation: ConversationRecord,
  { now, notes }: { readonly now: number; readonly notes: boolean },
): AsyncGenerator<string> {
  const sessions = await sessionsOf(reads, conversation.id);
  yield `{"conversation":${JSON.stringify(conversationView(conversation, channels, now, null))}`;
  yield `,"sessions":${JSON.stringify(sessions.map(sessionOf))},"messages":[`;
  yield* listed(shownMessages(reads, conversation.id, notes));
  yield ']}';
}

async function* shownMessages(reads: Reads, conversationId: string, notes: boolean): AsyncGenerator<readonly unknown[]> {
  for await (const some of messagesOf(reads, conversationId)) {
    yield some.filter((message) => notes || message.visibility === 'public').map(presentMessage);
  }
}

async function* changesOf(reads: Reads, contactIds: readonly string[]): AsyncGenerator<readonly unknown[]> {
  for (const id of contactIds) {
    let before: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof listContactChanges>> = await listContactChanges(reads, id, { before, limit: CHANGES_AT_ONCE });
      yield page.rows;
      before = page.next;
    } while (before !== null);
  }
}

async function* mentionsOf(
  reads: Reads,
  contactIds: readonly string[],
  conversationIds: readonly string[],
): AsyncGenerator<readonly unknown[]> {
  for await (const some of eventsAbout(reads, contactIds, conversationIds)) {
    yield some.map(({ id, type, occurredAt }) => ({ id, type, occurredAt: new Date(occurredAt).toISOString() }));
  }
}

/** The members of a JSON array, with the commas between them. */
async function* listed(pieces: AsyncIterable<readonly unknown[]>): AsyncGenerator<string> {
  let isFirst = true;
  for await (const piece of pieces) {
    if (piece.length === 0) continue;
    yield (isFirst ? '' : ',') + piece.map((one) => JSON.stringify(one)).join(',');
    isFirst = false;
  }
}

function sessionOf({ id, number, sourceJson, openedAt, closedAt, closeReason }: SessionRow): unknown {
  return {
    id,
    number,
    source: sourceJson === null ? null : JSON.parse(sourceJson),
    openedAt: new Date(openedAt).toISOString(),
    closedAt: closedAt === null ? null : new Date(closedAt).toISOString(),
    closeReason,
  };
}
