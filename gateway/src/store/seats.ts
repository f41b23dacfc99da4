import type { Participant } from '../model/conversation.ts';
import { anyOf } from './any-of.ts';
import { type BulkInsert, insertMany, takeAll } from './bulk.ts';
import type { Tx } from './committer.ts';
import type { Reads } from './read/page.ts';
import type { ConversationRecord } from './records.ts';
import type { ReadRow } from './schema.ts';
import type { Unit } from './unit.ts';

/** Who is in a conversation, and whether it is open. */
export interface Seats {
  readonly participants: readonly Participant[];
  readonly isOpen: boolean;
}

/** How far a member has read a conversation. */
export type ReadMark = Omit<ReadRow, 'isOpen'> & { readonly conversation: ConversationRecord };

export function seatsOf({ participants, closedAt }: Pick<ConversationRecord, 'participants' | 'closedAt'>): Seats {
  return { participants, isOpen: closedAt === null };
}

/** The member has read everything that there is in the conversation up to now. Told to nobody: no event, and its place in lists stays. */
export function markRead(unit: Unit, conversation: ConversationRecord, memberId: string): void {
  const { id: conversationId, lastSeq: lastReadSeq, inboundCount: inboundRead } = conversation;
  unit.readMarks.set(`${memberId} ${conversationId}`, { memberId, conversationId, lastReadSeq, inboundRead, conversation });
}

/** How many of the customer's messages the member has read, as this transaction sees it. */
export async function inboundReadIn(unit: Unit, conversationId: string, memberId: string): Promise<number> {
  const marked = unit.readMarks.get(`${memberId} ${conversationId}`);
  if (marked !== undefined) return marked.inboundRead;
  const found = await inboundReadBy({ reader: unit.tx.db, dialect: unit.tx.dialect }, memberId, [conversationId]);
  return found.get(conversationId) ?? 0;
}

/** How many of the customer's messages the member has read of each of these conversations; without an entry: none. */
export async function inboundReadBy(
  { reader, dialect }: Reads,
  memberId: string,
  conversationIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (conversationIds.length === 0) return new Map();
  const rows = await reader
    .selectFrom('reads')
    .select(['conversationId', 'inboundRead'])
    .where('memberId', '=', memberId)
    .where(anyOf(dialect, 'conversationId', conversationIds))
    .execute();
  return new Map(rows.map((row) => [row.conversationId, row.inboundRead]));
}

const PARTICIPANT_COLUMNS = ['memberId', 'conversationId', 'isOpen'] as const;
const PARTICIPANTS: BulkInsert = {
  table: 'participants',
  columns: PARTICIPANT_COLUMNS,
  suffix: takeAll(['memberId', 'conversationId'], PARTICIPANT_COLUMNS),
};
const READ_COLUMNS = ['memberId', 'conversationId', 'lastReadSeq', 'inboundRead', 'isOpen'] as const;
const READS: BulkInsert = { table: 'reads', columns: READ_COLUMNS, suffix: takeAll(['memberId', 'conversationId'], READ_COLUMNS) };

/**
 * Writes who is in which conversation, and how far members have read. Part of the flush; of conversations in which only a message came
 * it writes nothing.
 */
export async function writeSeats(unit: Unit): Promise<void> {
  const { db, dialect } = unit.tx;
  const changed = [...unit.changedConversations].filter((conversation) =>
    isOther(seatsOf(conversation), unit.seatsBefore.get(conversation.id)),
  );
  const emptied = changed.flatMap(({ id }) => ((unit.seatsBefore.get(id)?.participants.length ?? 0) > 0 ? id : []));
  if (emptied.length > 0) {
    await db
      .deleteFrom('participants')
      .where(anyOf(dialect, 'conversationId', emptied))
      .execute();
  }
  const rows = changed.flatMap(({ id, participants, closedAt }) =>
    participants.map(({ memberId }) => [memberId, id, closedAt === null ? 1 : 0]),
  );
  await insertMany(db, dialect, PARTICIPANTS, rows);
  await moveReads(unit.tx, changed.filter(({ id, closedAt }) => (unit.seatsBefore.get(id)?.isOpen ?? true) !== (closedAt === null))); // prettier-ignore
  const marks = [...unit.readMarks.values()].map(({ memberId, conversationId, lastReadSeq, inboundRead, conversation }) => [
    memberId,
    conversationId,
    lastReadSeq,
    inboundRead,
    conversation.closedAt === null ? 1 : 0,
  ]);
  await insertMany(db, dialect, READS, marks);
}

/** Lists of participants are replaced, never changed. */
function isOther(now: Seats, before: Seats | undefined): boolean {
  return before === undefined || now.isOpen !== before.isOpen || now.participants !== before.participants;
}

/** What was read of conversations that have closed or opened again. */
async function moveReads({ db, dialect }: Tx, conversations: readonly ConversationRecord[]): Promise<void> {
  for (const isOpen of [0, 1]) {
    const ids = conversations.flatMap(({ id, closedAt }) => ((closedAt === null ? 1 : 0) === isOpen ? id : []));
    if (ids.length === 0) continue;
    await db
      .updateTable('reads')
      .set({ isOpen })
      .where(anyOf(dialect, 'conversationId', ids))
      .execute();
  }
}
