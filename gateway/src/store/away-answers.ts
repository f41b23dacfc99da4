import { sql } from 'kysely';
import type { Tx } from './committer.ts';
import type { Reads } from './read/page.ts';
import type { Unit } from './unit.ts';
import type { VisitorRow } from './visitor-rows.ts';

/** A conversation with answers that its visitor may not have seen, and when that is looked at. */
export interface AwayAnswersRow {
  conversationId: string;
  /** When the first of them went out. */
  firstAt: number;
  /** Its number in the conversation. */
  fromSeq: number;
  dueAt: number;
}

/** A conversation that was continued by e-mail. */
export interface MailThreadRow {
  conversationId: string;
  /** `Message-ID`s of its mails in both directions, oldest first. */
  referencesJson: string;
  /** The customer wants no such mails any more. */
  stoppedAt: number | null;
}

/** So long after the last answer it is mailed, so that several come in one mail; */
export const QUIET_MS = 60_000;
/** and at the latest so long after the first. */
export const MOST_MS = 5 * 60_000;

/** Remembers the answers that this unit has sent to a widget's visitors. Part of the flush: what is not remembered is never mailed. */
export async function noteAwayAnswers(unit: Unit): Promise<void> {
  const answered = new Map<string, number>();
  for (const { happening } of unit.events) {
    const { message, channel } = happening.data;
    if (happening.type !== 'message.sent' || channel?.type !== 'widget' || message === undefined) continue;
    if (message.author.type === 'member' || message.author.type === 'bot')
      answered.set(message.conversationId, Math.min(message.seq, answered.get(message.conversationId) ?? Infinity));
  }
  const { now } = unit;
  for (const [conversationId, fromSeq] of answered) {
    await unit.tx.db
      .insertInto('awayAnswers')
      .values({ conversationId, firstAt: now, fromSeq, dueAt: now + QUIET_MS })
      .onConflict((conflict) =>
        conflict.column('conversationId').doUpdateSet((old) => ({
          dueAt: sql<number>`case when ${old.ref('awayAnswers.firstAt')} + ${MOST_MS} < ${now + QUIET_MS}
            then ${old.ref('awayAnswers.firstAt')} + ${MOST_MS} else ${now + QUIET_MS} end`,
        })),
      )
      .execute();
  }
}

/** Conversations to look at, the longest due first. */
export async function dueAwayAnswers({ reader }: Pick<Reads, 'reader'>, now: number, limit: number): Promise<readonly string[]> {
  const rows = await reader
    .selectFrom('awayAnswers')
    .select('conversationId')
    .where('dueAt', '<=', now)
    .orderBy('dueAt')
    .limit(limit)
    .execute();
  return rows.map((row) => row.conversationId);
}

/** Takes a conversation that is due; undefined where somebody else has, or where another answer came meanwhile. */
export async function takeAwayAnswers(tx: Tx, conversationId: string): Promise<AwayAnswersRow | undefined> {
  return tx.db
    .deleteFrom('awayAnswers')
    .where('conversationId', '=', conversationId)
    .where('dueAt', '<=', tx.now)
    .returningAll()
    .executeTakeFirst();
}

/** Puts it back, to be looked at later. */
export async function putOffAwayAnswers(tx: Tx, row: AwayAnswersRow): Promise<void> {
  await tx.db.insertInto('awayAnswers').values(row).execute();
}

/** Whoever of a conversation's visitors was on the site last. */
export interface LastSeen {
  readonly until: number;
  readonly visitor: Pick<VisitorRow, 'id' | 'userId' | 'origin' | 'pageUrl'>;
}

/** Until when one of the conversation's visitors is on the site if nothing more is heard; null: none was ever seen. */
export async function visitorsOnlineUntil(tx: Tx, conversationId: string): Promise<LastSeen | null> {
  const row = await tx.db
    .selectFrom('visitors')
    .select(['id', 'userId', 'origin', 'onlineUntil', 'pageUrl'])
    .where('conversationId', '=', conversationId)
    .orderBy('onlineUntil', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : { until: row.onlineUntil, visitor: row };
}

export async function findMailThread(tx: Tx, conversationId: string): Promise<MailThreadRow | undefined> {
  return tx.db.selectFrom('mailThreads').selectAll().where('conversationId', '=', conversationId).executeTakeFirst();
}

/** Makes a thread, or writes all of one that there is. */
export async function saveMailThread(tx: Tx, thread: MailThreadRow): Promise<void> {
  const { conversationId: _id, ...values } = thread;
  await tx.db
    .insertInto('mailThreads')
    .values(thread)
    .onConflict((conflict) => conflict.column('conversationId').doUpdateSet(values))
    .execute();
}

/** What went out of a conversation from a number on and was not read as far as is known, oldest first: the messages' ids. */
export async function unreadAnswers(tx: Tx, conversationId: string, fromSeq: number, limit: number): Promise<readonly string[]> {
  const rows = await tx.db
    .selectFrom('messages')
    .select('id')
    .where('conversationId', '=', conversationId)
    .where('seq', '>=', fromSeq)
    .where('deliveryState', 'in', ['sent', 'delivered'])
    .where('visibility', '=', 'public')
    .orderBy('seq')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** What went out since the customer's latest message and was not read as far as is known: the messages' ids. */
export async function mailedSinceCustomer(tx: Tx, conversationId: string): Promise<readonly string[]> {
  const latest = await tx.db
    .selectFrom('messages')
    .select('seq')
    .where('conversationId', '=', conversationId)
    .where('direction', '=', 'inbound')
    .where('visibility', '=', 'public')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return unreadAnswers(tx, conversationId, (latest?.seq ?? 0) + 1, 200);
}
