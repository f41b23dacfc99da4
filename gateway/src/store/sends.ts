import { sql } from 'kysely';
import { anyOf } from './any-of.ts';
import {
  type ConversationRecord,
  type IdentityRecord,
  type MessageRecord,
  conversationRecord,
  identityRecord,
  messageRecord,
} from './records.ts';
import type { ClaimedLane } from './lanes.ts';
import type { KnownTemplate } from '../model/template.ts';
import type { AttachmentRow, Schema } from './schema.ts';
import type { Store } from './store.ts';
import { readKnownTemplates } from './templates.ts';
import type { Tx } from './committer.ts';

/** All that a send of one conversation's next message needs to know. */
export interface SendWork {
  readonly conversation: ConversationRecord;
  readonly identity: IdentityRecord;
  /** Queued and half-sent messages, in order; not more than a few. */
  readonly queue: readonly MessageRecord[];
  readonly quoted: ReadonlyMap<string, MessageRecord>;
  readonly attachments: ReadonlyMap<string, AttachmentRow>;
  /** Platform templates that the queue or its fallbacks name, by our ids. */
  readonly templates: ReadonlyMap<string, KnownTemplate>;
}

/** A long queue is read piece by piece. */
export const QUEUE_PIECE = 10;

/**
 * Reads a piece of the conversation's outbound queue with everything around it. Undefined when the conversation is gone.
 *
 * @param after the number of the message before the piece; 0 for the head
 */
export async function readSendWork(store: Store, conversationId: string, after = 0): Promise<SendWork | undefined> {
  const db = store.reader;
  const row = await db.selectFrom('conversations').selectAll().where('id', '=', conversationId).executeTakeFirst();
  if (row === undefined) return undefined;
  const conversation = conversationRecord(row);
  const identity = await db.selectFrom('identities').selectAll().where('id', '=', conversation.identityId).executeTakeFirst();
  if (identity === undefined) return undefined;
  const keys = await db.selectFrom('identityKeys').selectAll().where('identityId', '=', identity.id).execute();
  const queue = await db
    .selectFrom('messages')
    .selectAll()
    .where('conversationId', '=', conversationId)
    // Written out, so that SQLite knows the index that has only these.
    .where(sql<boolean>`"deliveryState" in ('queued', 'sending')`)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(QUEUE_PIECE)
    .execute();
  const quotedIds = queue.flatMap((message) => message.quotedMessageId ?? []);
  const quoted =
    quotedIds.length === 0
      ? []
      : await db
          .selectFrom('messages')
          .selectAll()
          .where(anyOf(store.dialect, 'id', quotedIds))
          .execute();
  const files = await db
    .selectFrom('attachments')
    .selectAll()
    .where('messageId', 'is not', null)
    .where(
      anyOf(
        store.dialect,
        'messageId',
        queue.map((message) => message.id),
      ),
    ) // prettier-ignore
    .execute();
  const messages = queue.map(messageRecord);
  return {
    conversation,
    identity: identityRecord(identity, keys),
    queue: messages,
    quoted: new Map(quoted.map((message) => [message.id, messageRecord(message)])),
    attachments: new Map(files.map((file) => [file.id, file])),
    templates: await readKnownTemplates(db, store.dialect, messages.flatMap(templateIdsOf)),
  };
}

function templateIdsOf({ content, send }: MessageRecord): readonly string[] {
  return [content, send?.fallback].flatMap((one) => (one?.type === 'template' ? (one.templateId ?? []) : []));
}

/** Keeps a message's second and later platform ids, so that their statuses find it. */
export async function keepParts(tx: Tx, parts: readonly Schema['messageParts'][]): Promise<void> {
  for (const part of parts) {
    await tx.db
      .insertInto('messageParts')
      .values(part)
      .onConflict((conflict) => conflict.columns(['channelId', 'externalId']).doNothing())
      .execute();
  }
}

/** Takes the reports that came before the message's platform id was known. */
export async function takeEarlyReports(tx: Tx, channelId: string, externalIds: readonly string[]): Promise<readonly string[]> {
  const rows = await tx.db
    .deleteFrom('earlyReports')
    .where('channelId', '=', channelId)
    .where(anyOf(tx.dialect, 'externalId', externalIds))
    .returning(['reportJson', 'receivedAt'])
    .execute();
  return rows.sort((a, b) => a.receivedAt - b.receivedAt).map((row) => row.reportJson);
}

/** A lane whose queue is held back until the customer writes: that makes it due again. */
export async function restLanes(tx: Tx, lanes: readonly ClaimedLane[]): Promise<void> {
  for (const lane of lanes) {
    await tx.db
      .updateTable('lanes')
      .set({ dueAt: null, attempts: 0, leaseToken: null, leaseUntil: null })
      .where('id', '=', lane.id)
      .where('version', '=', lane.version)
      .execute();
    // Where it got work meanwhile, somebody must be able to claim it at once.
    await tx.db
      .updateTable('lanes')
      .set({ leaseToken: null, leaseUntil: null })
      .where('id', '=', lane.id)
      .where('leaseToken', '=', lane.token)
      .execute();
  }
}
