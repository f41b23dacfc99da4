import { sql } from 'kysely';
import { ERASED_CONTENT, type Erased, eraseActor } from '../model/erasure.ts';
import type { Author } from '../model/message.ts';
import { anyOf } from './any-of.ts';
import type { Tx } from './committer.ts';
import { forgetInSearch } from './search-index.ts';
import { eraseVisitors } from './visitors.ts';

/** Whose rows are erased. */
export interface ErasedRows extends Erased {
  readonly identityIds: readonly string[];
  /** Stored pictures of the person. */
  readonly pictureIds: readonly string[];
}

const CONTENT_JSON = JSON.stringify(ERASED_CONTENT);
const CANCELLED_JSON = JSON.stringify({
  state: 'failed',
  error: { code: 'recipient_unreachable', detail: 'The contact was erased before this message went out.' },
});

/**
 * Erases all that is found by an index: what was said, the files (their bytes follow, see `ingest/fetch-media.ts`), the raw webhooks
 * that brought it, names on platforms and in other systems, and the history. Rows, numbers, times and states stay, so that nothing is
 * renumbered and no count changes. The contacts' and conversations' own rows are the unit's.
 */
export async function eraseRows(tx: Tx, rows: ErasedRows): Promise<void> {
  const conversationIds = [...rows.conversationIds];
  const contactIds = [...rows.contactIds];
  const { db, dialect } = tx;
  const isTheirs = anyOf(dialect, 'conversationId', conversationIds);
  const theirMessages = db.selectFrom('messages').select('id').where(isTheirs);
  const theirWebhooks = db.selectFrom('messages').select('webhookId').where(isTheirs).where('webhookId', 'is not', null);
  await db.deleteFrom('webhooks').where('id', 'in', theirWebhooks.$castTo<{ webhookId: string }>()).execute();
  await db.deleteFrom('messageParts').where('messageId', 'in', theirMessages).execute();
  await withdrawFiles(tx, conversationIds, rows.pictureIds);
  await eraseMessages(tx, conversationIds, rows);
  await forgetInSearch(tx, { conversationIds, targets: contactIds });
  await db.updateTable('sessions').set({ sourceJson: null, sourceRef: null }).where(isTheirs).execute();
  await db
    .deleteFrom('mails')
    .where('about', 'is not', null)
    .where(anyOf(dialect, 'about', conversationIds))
    .execute();
  for (const table of ['awayAnswers', 'mailThreads'] as const) await db.deleteFrom(table).where(isTheirs).execute();
  await db.updateTable('waits').set({ replyJson: null }).where(isTheirs).execute();
  await eraseVisitors(tx, conversationIds);
  await db
    .deleteFrom('identityKeys')
    .where(anyOf(dialect, 'identityId', rows.identityIds))
    .execute();
  await db
    .deleteFrom('contactExternalIds')
    .where(anyOf(dialect, 'contactId', contactIds))
    .execute();
  await db
    .deleteFrom('contactChanges')
    .where(anyOf(dialect, 'contactId', contactIds))
    .execute();
  for (const side of ['fromId', 'intoId'] as const)
    await db
      .deleteFrom('contactMerges')
      .where(anyOf(dialect, side, contactIds))
      .execute();
}

/** A file that also went to somebody else belongs to no conversation (see `bindFiles`) and stays theirs. */
async function withdrawFiles({ db, dialect, now }: Tx, conversationIds: readonly string[], pictureIds: readonly string[]): Promise<void> {
  const gone = { state: 'withdrawn', dueAt: now, name: null, sourceJson: null, error: null } as const;
  const theirMessages = db
    .selectFrom('messages')
    .select('id')
    .where(anyOf(dialect, 'conversationId', conversationIds));
  await db.updateTable('attachments').set(gone).where('messageId', 'in', theirMessages).where('conversationId', 'is not', null).execute();
  await db
    .updateTable('attachments')
    .set(gone)
    .where(anyOf(dialect, 'id', pictureIds))
    .execute();
}

async function eraseMessages({ db, dialect, now }: Tx, conversationIds: readonly string[], erased: Erased): Promise<void> {
  const isTheirs = anyOf(dialect, 'conversationId', conversationIds);
  await db
    .updateTable('messages')
    .set({ deliveryState: 'failed', deliveryJson: CANCELLED_JSON })
    .where(isTheirs)
    .where('deliveryState', '=', 'queued')
    .execute();
  // What is just leaving may arrive, and nobody will know.
  await db.updateTable('messages').set({ deliveryState: 'unknown' }).where(isTheirs).where('deliveryState', '=', 'sending').execute();
  await db
    .updateTable('messages')
    .set({
      contentType: ERASED_CONTENT.type,
      contentJson: CONTENT_JSON,
      reactionsJson: null,
      externalId: null,
      tokensJson: null,
      webhookId: null,
      sendJson: null,
      deliveryJson: sql`case when "deliveryState" is null then null when "deliveryState" = 'failed' and "deliveryJson" = ${CANCELLED_JSON}
        then "deliveryJson" else '{"state":"' || "deliveryState" || '"}' end`,
      deletedAt: sql`coalesce("deletedAt", ${now})`,
    })
    .where(isTheirs)
    .execute();
  await eraseAuthors({ db, dialect }, conversationIds, erased);
}

/** A person has few spellings of their name; each is replaced in one statement. */
async function eraseAuthors(
  { db, dialect }: Pick<Tx, 'db' | 'dialect'>,
  conversationIds: readonly string[],
  erased: Erased,
): Promise<void> {
  const isInbound = anyOf(dialect, 'conversationId', conversationIds);
  const rows = await db
    .selectFrom('messages')
    .select('authorJson')
    .distinct()
    .where(isInbound)
    .where('direction', '=', 'inbound')
    .execute();
  for (const { authorJson } of rows) {
    const author: Author = JSON.parse(authorJson);
    const nameless = JSON.stringify(eraseActor(author, erased));
    if (nameless === authorJson) continue;
    await db.updateTable('messages').set({ authorJson: nameless }).where(isInbound).where('authorJson', '=', authorJson).execute();
  }
}

/** Erases single messages: what the person said in a group. */
export async function eraseMessagesById(tx: Tx, ids: readonly string[], erased: Erased): Promise<void> {
  if (ids.length === 0) return;
  const { db, dialect, now } = tx;
  const isIt = anyOf(dialect, 'id', ids);
  const rows = await db.selectFrom('messages').select(['id', 'authorJson']).where(isIt).execute();
  for (const row of rows) {
    const author: Author = JSON.parse(row.authorJson);
    await db
      .updateTable('messages')
      .set({
        authorJson: JSON.stringify(eraseActor(author, erased)),
        contentType: ERASED_CONTENT.type,
        contentJson: CONTENT_JSON,
        externalId: null,
        tokensJson: null,
        deletedAt: sql`coalesce("deletedAt", ${now})`,
      })
      .where('id', '=', row.id)
      .execute();
  }
  await forgetInSearch(tx, { targets: ids });
  const theirWaits = db
    .selectFrom('waitReplies')
    .select('waitId')
    .where(anyOf(dialect, 'messageId', ids));
  await db.updateTable('waits').set({ replyJson: null }).where('id', 'in', theirWaits).execute();
  await db
    .updateTable('attachments')
    .set({ state: 'withdrawn', dueAt: now, name: null, sourceJson: null })
    .where(anyOf(dialect, 'messageId', ids))
    .where('conversationId', 'is not', null)
    .execute();
}
