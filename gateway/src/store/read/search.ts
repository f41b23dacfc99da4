import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { hasWords, isShort, searchedWords, soughtFor } from '../../model/search.ts';
import { anyOf } from '../any-of.ts';
import { KINDS, documentsOf } from '../search-index.ts';
import type { Reads } from './page.ts';

/** Conversations in which the words are found: in one message, or in the details of their person. */
export type Found =
  | { readonly is: 'few'; readonly ids: readonly string[] }
  /** More than are worth naming: a condition on a row of `conversations`. */
  | { readonly is: 'many'; readonly where: RawBuilder<SqlBool> };

/** More than these are looked for where a list comes across them. */
const FEW = 2000;
/** What is due in the index is read as it is. So much is not behind but on a machine that has had no rest for minutes. */
const MOST_DUE = 5000;

/** Looks for what has all the words. The newest of what is due counts, and nothing of it as the index has it. */
export async function findConversationsWith(reads: Reads, q: string): Promise<Found> {
  const words = searchedWords(q);
  if (words.length === 0) return { is: 'few', ids: [] };
  const due = await lookAtDue(reads, words);
  const conversations = await conversationsOf(reads, due.people);
  const isNew = sql<SqlBool>`not ${anyOf(reads.dialect, 'searchDocuments.target', due.targets)}`;
  const inPeople = sql`select "conversations"."id" from ${matchOf(reads, 'person', words)} and ${isNew} limit ${sql.lit(FEW + 1)}`;
  const inMessages = sql`select "conversationId" as "id" from ${matchOf(reads, 'message', words)} and ${isNew} limit ${sql.lit(FEW + 1)}`;
  // Each stops at its limit: what is common is not gathered to be thrown away.
  const rows = await idsOf(reads, inPeople);
  if (rows.length <= FEW && !words.every(isShort)) rows.push(...(await idsOf(reads, inMessages)));
  const now = [...due.conversationIds, ...conversations];
  if (rows.length <= FEW) return { is: 'few', ids: [...new Set([...rows, ...now])] };
  return { is: 'many', where: whereFound(reads, words, due.targets, now) };
}

/** People whose name, email, phone or id elsewhere has all the words: a condition on a row of `contacts`. */
export async function findPeopleWith(reads: Reads, q: string): Promise<RawBuilder<SqlBool>> {
  const words = searchedWords(q);
  if (words.length === 0) return sql<SqlBool>`1 = 0`;
  const due = await lookAtDue(reads, words);
  return sql<SqlBool>`(${anyOf(reads.dialect, 'id', due.people)} or (not ${anyOf(reads.dialect, 'id', due.targets)}
    and "id" in (select "target" from ${documentsWith(reads)} where ${hasPieces(reads, 'person', words)})))`;
}

interface Due {
  readonly targets: readonly string[];
  /** Of these, what has the words. */
  readonly people: readonly string[];
  readonly conversationIds: readonly string[];
}

async function lookAtDue(reads: Reads, words: readonly string[]): Promise<Due> {
  const rows = await reads.reader.selectFrom('searchDue').select('target').orderBy('seq', 'desc').limit(MOST_DUE).execute();
  const targets = [...new Set(rows.map((row) => row.target))];
  if (targets.length === 0) return { targets, people: [], conversationIds: [] };
  const found = (await documentsOf(reads, targets)).filter((document) => hasWords(document.text, words));
  const people = found.flatMap(({ target, conversationId }) => (conversationId === null ? target : []));
  const isInMessages = !words.every(isShort);
  return { targets, people, conversationIds: isInMessages ? found.flatMap(({ conversationId }) => conversationId ?? []) : [] };
}

async function idsOf({ reader }: Reads, query: RawBuilder<unknown>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`${query}`.execute(reader);
  return rows.map((row) => row.id);
}

async function conversationsOf({ reader, dialect }: Reads, contactIds: readonly string[]): Promise<readonly string[]> {
  if (contactIds.length === 0) return [];
  const rows = await reader
    .selectFrom('conversations')
    .select('id')
    .where(anyOf(dialect, 'contactId', contactIds))
    .execute();
  return rows.map((row) => row.id);
}

/**
 * The documents that have the words, and for a person's their conversations, up to the end of a `where`. By the index of pieces, and
 * then by the text itself, since pieces may be apart in it.
 */
function matchOf(reads: Reads, kind: 'person' | 'message', words: readonly string[]): RawBuilder<unknown> {
  const ofPerson = kind === 'person' ? sql`inner join "conversations" on "conversations"."contactId" = "searchDocuments"."target"` : sql``;
  return sql`${documentsWith(reads)} ${ofPerson} where ${hasPieces(reads, kind, words)}`;
}

/** On SQLite the index of pieces leads, so that a limit stops it. */
function documentsWith({ dialect }: Reads): RawBuilder<unknown> {
  if (dialect === 'postgres') return sql`"searchDocuments"`;
  return sql`"searchPieces" cross join "searchDocuments" on "searchDocuments"."id" = "searchPieces"."rowid"`;
}

function hasPieces({ dialect }: Reads, kind: 'person' | 'message', words: readonly string[]): RawBuilder<SqlBool> {
  const isSqlite = dialect === 'sqlite';
  // One letter narrows messages too little to be worth looking up: the text itself is asked.
  const terms = words
    .filter((word) => kind === 'person' || !isShort(word))
    .flatMap((word) => {
      const { pieces, isBeginning } = soughtFor(word);
      // Pieces are letters, digits and symbols: no word of either query language.
      if (isSqlite) return pieces.map((piece) => `"${KINDS[kind]}${piece}"${isBeginning ? '*' : ''}`);
      return pieces.map((piece) => `'${KINDS[kind]}${piece}'${isBeginning ? ':*' : ''}`);
    });
  const inIndex = isSqlite ? sql`"searchPieces" match ${terms.join(' AND ')}` : sql`"pieces" @@ ${terms.join(' & ')}::tsquery`;
  return sql<SqlBool>`${inIndex} and ${hasText(dialect, words)}`;
}

function hasText(dialect: Reads['dialect'], words: readonly string[]): RawBuilder<SqlBool> {
  const position = sql.raw(dialect === 'sqlite' ? 'instr' : 'strpos');
  return sql<SqlBool>`${sql.join(words.map((word) => sql`${position}("searchDocuments"."text", ${word}) > 0`), sql` and `)}`; // prettier-ignore
}

/** Whether the row of `conversations` at hand is one: for a walk along a list, which comes across many. */
function whereFound({ dialect }: Reads, words: readonly string[], due: readonly string[], now: readonly string[]): RawBuilder<SqlBool> {
  const isIn = sql`exists (select 1 from "searchDocuments" where`;
  const isIt = sql`and ${hasText(dialect, words)} and not ${anyOf(dialect, 'target', due)})`;
  const inMessages = sql`or ${isIn} "searchDocuments"."conversationId" = "conversations"."id" ${isIt}`;
  return sql<SqlBool>`(${anyOf(dialect, 'conversations.id', now)} or ${isIn} "searchDocuments"."target" = "conversations"."contactId" ${isIt}
    ${words.every(isShort) ? sql`` : inMessages})`;
}
