import { type Presence, type Whereabouts, presenceOf } from '../../model/presence.ts';
import { anyOf } from '../any-of.ts';
import { type ConversationRecord, type MessageRecord, conversationRecord, messageRecord } from '../records.ts';
import { type Viewer, seenBy } from '../sight.ts';
import type { VisitorRow, VisitorTokenRow } from '../visitor-rows.ts';
import type { Reads } from './page.ts';

/** A token with the visitor whose it is. */
export interface HeldToken {
  readonly token: VisitorTokenRow;
  readonly visitor: VisitorRow;
}

export async function findVisitorToken({ reader }: Reads, hash: string): Promise<HeldToken | undefined> {
  const token = await reader.selectFrom('visitorTokens').selectAll().where('hash', '=', hash).executeTakeFirst();
  const visitor = token && (await reader.selectFrom('visitors').selectAll().where('id', '=', token.visitorId).executeTakeFirst());
  return token === undefined || visitor === undefined ? undefined : { token, visitor };
}

export async function findVisitor({ reader }: Reads, id: string): Promise<VisitorRow | undefined> {
  return reader.selectFrom('visitors').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Which of these tokens there still are. */
export async function tokensLeft({ reader, dialect }: Reads, hashes: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await reader
    .selectFrom('visitorTokens')
    .select('hash')
    .where(anyOf(dialect, 'hash', hashes))
    .execute();
  return new Set(rows.map((row) => row.hash));
}

/** The conversation of whoever goes by the first of these keys that is anybody's. */
export async function conversationOfKeys(
  { reader }: Reads,
  channelId: string,
  keys: readonly { readonly kind: string; readonly value: string }[],
): Promise<ConversationRecord | undefined> {
  for (const { kind, value } of keys) {
    const row = await reader
      .selectFrom('identityKeys')
      .innerJoin('conversations', 'conversations.identityId', 'identityKeys.identityId')
      .selectAll('conversations')
      .where('identityKeys.channelId', '=', channelId)
      .where('identityKeys.kind', '=', kind)
      .where('identityKeys.value', '=', value)
      .where('identityKeys.retiredAt', 'is', null)
      .executeTakeFirst();
    if (row !== undefined) return conversationRecord(row);
  }
  return undefined;
}

/** Public messages of a conversation in order: those after a number, or the last ones before it. One more than the limit where there is. */
export async function publicMessages(
  { reader }: Reads,
  conversationId: string,
  { before, after, limit }: { readonly before?: number | undefined; readonly after?: number | undefined; readonly limit: number },
): Promise<readonly MessageRecord[]> {
  let query = reader
    .selectFrom('messages')
    .selectAll()
    .where('conversationId', '=', conversationId)
    .where('visibility', '=', 'public')
    .limit(limit + 1);
  if (before !== undefined) query = query.where('seq', '<', before);
  if (after !== undefined) query = query.where('seq', '>', after);
  const rows = await query.orderBy('seq', after === undefined ? 'desc' : 'asc').execute();
  const records = rows.map(messageRecord);
  return after === undefined ? records.toReversed() : records;
}

/** The answers up to a number that the visitor has not been known to have read. At most so many, the latest. */
export async function unreadAnswers({ reader }: Reads, conversationId: string, upTo: number, limit: number): Promise<readonly string[]> {
  const rows = await reader
    .selectFrom('messages')
    .select('id')
    .where('conversationId', '=', conversationId)
    .where('direction', '=', 'outbound')
    .where('visibility', '=', 'public')
    .where('deliveryState', 'in', ['sent', 'delivered'])
    .where('seq', '<=', upTo)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

export async function messagesById({ reader, dialect }: Reads, ids: readonly string[]): Promise<ReadonlyMap<string, MessageRecord>> {
  if (ids.length === 0) return new Map();
  const rows = await reader
    .selectFrom('messages')
    .selectAll()
    .where(anyOf(dialect, 'id', ids))
    .execute();
  return new Map(rows.map((row) => [row.id, messageRecord(row)]));
}

export async function messageByExternalId({ reader }: Reads, channelId: string, externalId: string): Promise<MessageRecord | undefined> {
  const row = await reader
    .selectFrom('messages')
    .selectAll()
    .where('channelId', '=', channelId)
    .where('externalId', '=', externalId)
    .executeTakeFirst();
  return row && messageRecord(row);
}

/** Names of members, also of removed ones. */
export async function memberNames({ reader, dialect }: Reads, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await reader
    .selectFrom('members')
    .select(['id', 'name'])
    .where(anyOf(dialect, 'id', ids))
    .execute();
  return new Map(rows.map((row) => [row.id, row.name]));
}

export async function contactOf({ reader }: Reads, contactId: string) {
  return reader.selectFrom('contacts').select(['name', 'email']).where('id', '=', contactId).executeTakeFirst();
}

/** A file that this visitor has uploaded and not sent yet. */
export async function findVisitorUpload({ reader }: Reads, id: string): Promise<{ readonly sourceJson: string | null } | undefined> {
  return reader
    .selectFrom('attachments')
    .select('sourceJson')
    .where('id', '=', id)
    .where('state', '=', 'stored')
    .where('messageId', 'is', null)
    .executeTakeFirst();
}

/** How far the team has read what these visitors wrote. */
export async function teamReadSeq({ reader }: Reads, conversationId: string): Promise<number> {
  const row = await reader
    .selectFrom('visitors')
    .select((all) => all.fn.max('teamReadSeq').as('seq'))
    .where('conversationId', '=', conversationId)
    .executeTakeFirst();
  return Number(row?.seq ?? 0);
}

/** Who is on the website in these conversations, and where. Those without a visitor are not in it. */
export async function presences(
  { reader, dialect }: Reads,
  conversationIds: readonly string[],
  now: number,
): Promise<ReadonlyMap<string, Presence>> {
  if (conversationIds.length === 0) return new Map();
  const rows = await reader
    .selectFrom('visitors')
    .select(['conversationId', 'state', 'lastActiveAt', 'onlineUntil', 'typingUntil', 'pageUrl', 'pageTitle', 'placeJson'])
    .where('conversationId', 'is not', null)
    .where(anyOf(dialect, 'conversationId', conversationIds))
    .execute();
  const found = new Map<string, Presence>();
  for (const [conversationId, own] of Map.groupBy(rows, (row) => row.conversationId)) {
    const presence = presenceOf(own satisfies readonly Whereabouts[], now);
    if (conversationId !== null && presence !== null) found.set(conversationId, presence);
  }
  return found;
}

/** Visitors of whom the log says that they are online, and who are not any more. */
export async function goneVisitors(
  { reader }: Reads,
  now: number,
  limit: number,
): Promise<readonly Pick<VisitorRow, 'id' | 'conversationId'>[]> {
  return reader
    .selectFrom('visitors')
    .select(['id', 'conversationId'])
    .where('toldOnline', '=', 1)
    .where('onlineUntil', '<=', now)
    .limit(limit)
    .execute();
}

/** Which of these conversations the viewer may see now. */
export async function seenAmong({ reader, dialect }: Reads, ids: readonly string[], viewer: Viewer): Promise<ReadonlySet<string>> {
  if (viewer === undefined) return new Set(ids);
  const rows = await reader
    .selectFrom('conversations')
    .select('id')
    .where(anyOf(dialect, 'id', ids))
    .where(seenBy(viewer))
    .execute();
  return new Set(rows.map((row) => row.id));
}
