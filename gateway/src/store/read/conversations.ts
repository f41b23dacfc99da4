import { type RawBuilder, expressionBuilder, sql } from 'kysely';
import { type ConversationRecord, conversationRecord } from '../records.ts';
import type { ConversationRow, Schema } from '../schema.ts';
import { type Viewer, seenBy } from '../sight.ts';
import { type AskedFilter, type ConversationFilter, type ConversationSort, matching, withFound } from './conversation-filter.ts';
import { placesOf } from './conversation-places.ts';
import { type Page, type Reads, pageOf } from './page.ts';

/** Where a list goes on: the sorted value and the id of the last row. */
export type ConversationPlace = readonly [value: number, id: string];

export interface ConversationPage {
  readonly sort: ConversationSort;
  readonly after: ConversationPlace | null;
  readonly limit: number;
}

const SORTED = { updated: 'updatedAt', created: 'createdAt', waiting: 'waitingSince' } as const;

/** One page of conversations. */
export async function listConversations(
  reads: Reads,
  asked: AskedFilter,
  now: number,
  page: ConversationPage,
): Promise<Page<ConversationRecord, ConversationPlace>> {
  const column = SORTED[page.sort];
  const filter = await withFound(reads, asked);
  const query = await pageQuery(reads, filter, now, page);
  const rows = query === undefined ? [] : (await query.execute(reads.reader)).rows;
  const found = pageOf(rows.toSorted(inOrder(page.sort)), page.limit, (row): ConversationPlace => [row[column] ?? 0, row.id]);
  return { rows: found.rows.map(conversationRecord), next: found.next };
}

/** The statement that reads a page, one row more than its limit, in no order; undefined where there can be none. */
export async function pageQuery(
  reads: Reads,
  filter: ConversationFilter,
  now: number,
  page: ConversationPage,
): Promise<RawBuilder<ConversationRow> | undefined> {
  const column = sql.ref(SORTED[page.sort]);
  const direction = sql.raw(page.sort === 'waiting' ? 'asc' : 'desc');
  const beyond = sql.raw(page.sort === 'waiting' ? '>' : '<');
  const after = page.after === null ? sql`` : sql`and (${column}, "id") ${beyond} (${page.after[0]}, ${page.after[1]})`;
  const matches = matching(expressionBuilder<Schema, 'conversations'>(), reads, filter, now);
  const parts = (await placesOf(reads, filter, page.sort, now)).map(
    ({ from, where }) => sql`select "id", ${column} from ${from} where ${where} ${after} and ${matches}`,
  );
  if (parts.length === 0) return undefined;
  // Each part comes from its index in order, so that the database only merges them, and stops when the page is full.
  return sql`select "conversations".* from (
    select "id" from (${sql.join(parts, sql` union all `)} order by 2 ${direction}, 1 ${direction} limit ${page.limit + 1}) as "merged"
  ) as "page" inner join "conversations" on "conversations"."id" = "page"."id"`;
}

/** The row of sorted values and ids, as the database would order it. */
function inOrder(sort: ConversationSort): (a: ConversationRow, b: ConversationRow) => number {
  const column = SORTED[sort];
  const sign = sort === 'waiting' ? 1 : -1;
  return (a, b) => sign * ((a[column] ?? 0) - (b[column] ?? 0) || (a.id < b.id ? -1 : 1));
}

/** A conversation that the viewer may see, or undefined. */
export async function findConversation({ reader }: Reads, id: string, viewer: Viewer): Promise<ConversationRecord | undefined> {
  const row = await reader.selectFrom('conversations').selectAll().where('id', '=', id).where(seenBy(viewer)).executeTakeFirst();
  return row === undefined ? undefined : conversationRecord(row);
}

/** The conversations of a contact, on every channel. */
export async function conversationIdsOfContact({ reader }: Reads, contactId: string): Promise<readonly string[]> {
  const rows = await reader.selectFrom('conversations').select('id').where('contactId', '=', contactId).execute();
  return rows.map((row) => row.id);
}

/** The conversation of whoever goes by this key on the channel. */
export async function conversationIdOfKey(
  { reader }: Reads,
  channelId: string,
  key: { readonly kind: string; readonly value: string },
): Promise<string | undefined> {
  const row = await reader
    .selectFrom('identityKeys')
    .innerJoin('conversations', 'conversations.identityId', 'identityKeys.identityId')
    .select('conversations.id')
    .where('identityKeys.channelId', '=', channelId)
    .where('identityKeys.kind', '=', key.kind)
    .where('identityKeys.value', '=', key.value)
    .executeTakeFirst();
  return row?.id;
}
