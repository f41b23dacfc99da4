import { anyOf } from '../any-of.ts';
import { firstPosition, textContains } from '../erasures.ts';
import { type ConversationRecord, type MessageRecord, conversationRecord, messageRecord } from '../records.ts';
import type { SessionRow } from '../schema.ts';
import type { Reads } from './page.ts';

/** A contact's conversations, oldest first. */
export async function conversationsOfContact({ reader }: Reads, contactId: string): Promise<readonly ConversationRecord[]> {
  const rows = await reader.selectFrom('conversations').selectAll().where('contactId', '=', contactId).orderBy('id').execute();
  return rows.map(conversationRecord);
}

export async function sessionsOf({ reader }: Reads, conversationId: string): Promise<readonly SessionRow[]> {
  return reader.selectFrom('sessions').selectAll().where('conversationId', '=', conversationId).orderBy('number').execute();
}

const MESSAGES_AT_ONCE = 200;

/** A conversation's messages, oldest first, some at a time. By the unique index on conversation and number. */
export async function* messagesOf({ reader }: Reads, conversationId: string): AsyncGenerator<readonly MessageRecord[]> {
  let after = 0;
  for (;;) {
    const rows = await reader
      .selectFrom('messages')
      .selectAll()
      .where('conversationId', '=', conversationId)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(MESSAGES_AT_ONCE)
      .execute();
    yield rows.map(messageRecord);
    const last = rows.at(-1);
    if (last === undefined || rows.length < MESSAGES_AT_ONCE) return;
    after = last.seq;
  }
}

/** An event, without what it says. */
export interface EventMention {
  readonly id: string;
  readonly type: string;
  readonly occurredAt: number;
}

const EVENTS_AT_ONCE = 2000;

/**
 * Events that name these contacts or are of these conversations, in the order of the log, some at a time. The log has no index for
 * that, which would cost every message: it is gone through from when the first of the contacts was made.
 */
export async function* eventsAbout(
  reads: Reads,
  contactIds: readonly string[],
  conversationIds: readonly string[],
): AsyncGenerator<readonly EventMention[]> {
  const { reader, dialect } = reads;
  const last = await reader.selectFrom('events').select('position').orderBy('position', 'desc').limit(1).executeTakeFirst();
  let after = await firstPosition(reads, contactIds);
  while (last !== undefined && after < last.position) {
    yield await reader
      .selectFrom('events')
      .select(['id', 'type', 'occurredAt'])
      .where('position', '>', after)
      .where('position', '<=', Math.min(after + EVENTS_AT_ONCE, last.position))
      .where((where) =>
        where.or([anyOf(dialect, 'conversationId', conversationIds), ...contactIds.map((id) => textContains(dialect, 'dataJson', id))]),
      )
      .orderBy('position')
      .execute();
    after += EVENTS_AT_ONCE;
  }
}
