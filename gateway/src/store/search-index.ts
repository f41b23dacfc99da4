import { type Kysely, type RawBuilder, sql } from 'kysely';
import { summaryOf } from '../model/content.ts';
import { personText, foldText, piecesOf } from '../model/search.ts';
import { anyOf } from './any-of.ts';
import { type BulkInsert, insertMany } from './bulk.ts';
import type { Tx, Work } from './committer.ts';
import type { DialectName } from './dialect.ts';
import type { Schema } from './schema.ts';
import type { Unit } from './unit.ts';

/*
 * What search finds, as documents: one for each message and one for each person, with folded text and its pieces. A change only notes
 * whose document is due; documents are written afterwards, many at a time, so that a message costs ingest one small row. Whoever reads
 * looks at what is due by itself, see `read/search.ts`.
 */

const DUE: BulkInsert = { table: 'searchDue', columns: ['target'], suffix: '' };
const DOCUMENT = ['target', 'conversationId', 'text'] as const;
const DOCUMENTS: Readonly<Record<DialectName, BulkInsert>> = {
  sqlite: { table: 'searchDocuments', columns: DOCUMENT, suffix: 'returning "id"' },
  // The pieces are a column, and a word for the parser each.
  postgres: { table: 'searchDocuments', columns: [...DOCUMENT, 'pieces'], suffix: '' },
};
const PIECES: BulkInsert = { table: 'searchPieces', columns: ['rowid', 'pieces'], suffix: '' };

/** Begins the pieces of a person's document, and those of a message's: so that people are found among people alone. */
export const KINDS = { person: 'p', message: 'm' } as const;
type Kind = (typeof KINDS)[keyof typeof KINDS];

/** Text that can be found. */
interface Document {
  readonly target: string;
  /** Null: a person's. */
  readonly conversationId: string | null;
  /** Folded; empty: nothing is to be found. */
  readonly text: string;
}

/** Notes what the unit has changed of messages' texts and people. */
export async function noteForSearch({ tx, now, newMessages, changedMessages, changedContacts }: Unit): Promise<void> {
  const rewritten = [...changedMessages].filter(({ editedAt, deletedAt }) => editedAt === now || deletedAt === now);
  const targets = [...newMessages, ...rewritten, ...changedContacts].map(({ id }) => [id]);
  await insertMany(tx.db, tx.dialect, DUE, targets);
}

/** Has every document written anew. */
export async function searchAllAnew(db: Kysely<Schema>): Promise<void> {
  for (const table of ['contacts', 'messages'])
    await sql`insert into "searchDue" ("target") select "id" from ${sql.table(table)} order by "id"`.execute(db);
}

/** Any number that no other program takes on this database. */
const INDEXING_LOCK = 4_153_020_621;

/** Writes the documents that are due longest, so many at a time; answers how many were. One gateway at a time, others find nothing. */
export function searchIndexing(atOnce: number): Work<null, number> {
  return {
    name: 'search',
    isPatient: true,
    async run(tx, items) {
      const done = await writeDue(tx, atOnce);
      return items.map(() => done);
    },
  };
}

async function writeDue(tx: Tx, atOnce: number): Promise<number> {
  const { db, dialect } = tx;
  if (dialect === 'postgres') {
    const { rows } = await sql<{ isOurs: boolean }>`select pg_try_advisory_xact_lock(${INDEXING_LOCK}) as "isOurs"`.execute(db);
    if (rows[0]?.isOurs !== true) return 0;
  }
  const due = await db.selectFrom('searchDue').select(['seq', 'target']).orderBy('seq').limit(atOnce).execute();
  if (due.length === 0) return 0;
  const targets = [...new Set(due.map((row) => row.target))];
  await dropDocuments(tx, targets);
  await writeDocuments(tx, await documentsOf({ reader: db, dialect }, targets));
  await sql`delete from "searchDue" where "seq" in (${sql.join(due.map((row) => row.seq))})`.execute(db);
  return due.length;
}

/** The documents as they should be now; of what is gone there is none. */
export async function documentsOf(
  { reader, dialect }: { readonly reader: Kysely<Schema>; readonly dialect: DialectName },
  targets: readonly string[],
): Promise<readonly Document[]> {
  const contactIds = targets.filter((target) => target.startsWith('cnt_'));
  const messageIds = targets.filter((target) => !target.startsWith('cnt_'));
  const messages = await reader
    .selectFrom('messages')
    .select(['id', 'conversationId', 'contentJson', 'deletedAt'])
    .where(anyOf(dialect, 'id', messageIds))
    .execute();
  const contacts = await reader
    .selectFrom('contacts')
    .select(['id', 'name', 'email', 'phone'])
    .where(anyOf(dialect, 'id', contactIds))
    .execute();
  const externals = await reader
    .selectFrom('contactExternalIds')
    .select(['contactId', 'externalId'])
    .where(anyOf(dialect, 'contactId', contactIds))
    .execute();
  const externalsOf = Map.groupBy(externals, (one) => one.contactId);
  return [
    ...messages.map(({ id, conversationId, contentJson, deletedAt }) => ({
      target: id,
      conversationId,
      text: deletedAt === null ? foldText(summaryOf(JSON.parse(contentJson))) : '',
    })),
    ...contacts.map(({ id, ...person }) => ({
      target: id,
      conversationId: null,
      text: personText({ ...person, externalIds: (externalsOf.get(id) ?? []).map((one) => one.externalId) }),
    })),
  ].filter((document) => document.text !== '');
}

async function writeDocuments({ db, dialect }: Tx, documents: readonly Document[]): Promise<void> {
  const columns = (one: Document) => DOCUMENT.map((column) => one[column]);
  if (dialect === 'postgres') {
    await insertMany(db, dialect, DOCUMENTS.postgres, documents.map((one) => [...columns(one), markedPieces(one)])); // prettier-ignore
    return;
  }
  const ids = await insertMany<{ id: number }>(db, dialect, DOCUMENTS.sqlite, documents.map(columns));
  const rows = documents.flatMap((one, i) => ids.slice(i, i + 1).map(({ id }) => [id, markedPieces(one)]));
  await insertMany(db, dialect, PIECES, rows);
}

function markedPieces({ conversationId, text }: Document): string {
  const kind: Kind = conversationId === null ? KINDS.person : KINDS.message;
  return piecesOf(text).map((piece) => kind + piece).join(' '); // prettier-ignore
}

async function dropDocuments(tx: Tx, targets: readonly string[]): Promise<void> {
  await dropWhere(tx, sql<boolean>`${anyOf(tx.dialect, 'target', targets)}`);
}

async function dropWhere({ db, dialect }: Tx, which: RawBuilder<boolean>): Promise<void> {
  if (dialect === 'postgres') {
    await sql`delete from "searchDocuments" where ${which}`.execute(db);
    return;
  }
  const { rows } = await sql<{ id: number }>`delete from "searchDocuments" where ${which} returning "id"`.execute(db);
  // Most documents are new: then there are no pieces to look for.
  if (rows.length === 0) return;
  const ids = JSON.stringify(rows.map((row) => row.id));
  await sql`delete from "searchPieces" where "rowid" in (select "value" from json_each(${ids}))`.execute(db);
}

/** Forgets what was said in conversations, what people are called, and single messages. Each is looked at again, and found empty. */
export async function forgetInSearch(
  tx: Tx,
  gone: { readonly conversationIds?: readonly string[]; readonly targets: readonly string[] },
): Promise<void> {
  const { db, dialect } = tx;
  const { conversationIds = [], targets } = gone;
  await dropWhere(tx, sql<boolean>`${anyOf(dialect, 'conversationId', conversationIds)}`);
  await dropDocuments(tx, targets);
  // Another gateway may just be writing a document from what was there before.
  await insertMany(db, dialect, DUE, targets.map((target) => [target])); // prettier-ignore
  await sql`insert into "searchDue" ("target") select "id" from "messages" where ${anyOf(dialect, 'conversationId', conversationIds)}`.execute(
    db,
  );
}
