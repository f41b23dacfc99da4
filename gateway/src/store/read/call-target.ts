import {
  type ConversationRecord,
  type IdentityRecord,
  type MessageRecord,
  conversationRecord,
  identityRecord,
  messageRecord,
} from '../records.ts';
import type { Reads } from './page.ts';

/** What a small call to a platform needs to know of a conversation. */
export interface CallTarget {
  readonly conversation: ConversationRecord;
  readonly identity: IdentityRecord;
  /** The customer's latest message that the platform has an id of. */
  readonly last: MessageRecord | undefined;
}

/** Reads the target. Undefined when there is no such conversation. */
export async function readCallTarget({ reader }: Reads, conversationId: string): Promise<CallTarget | undefined> {
  const row = await reader.selectFrom('conversations').selectAll().where('id', '=', conversationId).executeTakeFirst();
  const identity = row && (await reader.selectFrom('identities').selectAll().where('id', '=', row.identityId).executeTakeFirst());
  if (row === undefined || identity === undefined) return undefined;
  const keys = await reader.selectFrom('identityKeys').selectAll().where('identityId', '=', identity.id).execute();
  const last = await reader
    .selectFrom('messages')
    .selectAll()
    .where('conversationId', '=', conversationId)
    .where('direction', '=', 'inbound')
    .where('visibility', '=', 'public')
    .where('externalId', 'is not', null)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return { conversation: conversationRecord(row), identity: identityRecord(identity, keys), last: last && messageRecord(last) };
}

/** A message of a conversation, where there is one. */
export async function readMessage({ reader }: Reads, id: string): Promise<MessageRecord | undefined> {
  const row = await reader.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirst();
  return row && messageRecord(row);
}
