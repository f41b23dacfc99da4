import type { Crew } from '../model/audience.ts';
import { type Ending, type Telling, NO_CHOICE, asKind, waysOf } from '../model/notification.ts';
import { type OpenNotification, keyOfTelling, planOf } from '../model/notification-plan.ts';
import { type Happening, neededFor, settlementsOf } from '../model/notification-rules.ts';
import { anyOf } from './any-of.ts';
import { type BulkInsert, insertMany } from './bulk.ts';
import type { Tx } from './committer.ts';
import { readCrew } from './crew.ts';
import type { NotificationRow } from './notification-rows.ts';
import type { Unit } from './unit.ts';

/** So long a notification waits to be read before it is mailed. */
export const MAIL_DELAY_MS = 60_000;

const COLUMNS = [
  'id', 'memberId', 'kind', 'conversationId', 'messageId', 'channelId', 'actorJson', 'detail', 'isOffer', 'inApp', 'count', 'openKey',
  'mailAt', 'pushAt', 'createdAt', 'updatedAt',
] as const satisfies readonly (keyof NotificationRow)[]; // prettier-ignore

/** One that was mailed is not mailed again before it was read; a mail that waits keeps its time. */
const NOTIFICATIONS: BulkInsert = {
  table: 'notifications',
  columns: COLUMNS,
  suffix: `on conflict ("openKey") do update set "count" = "notifications"."count" + excluded."count",
    "messageId" = excluded."messageId", "actorJson" = excluded."actorJson", "detail" = excluded."detail", "isOffer" = excluded."isOffer",
    "inApp" = excluded."inApp", "updatedAt" = excluded."updatedAt", "pushAt" = coalesce("notifications"."pushAt", excluded."pushAt"),
    "mailAt" = case when "notifications"."mailedAt" is null then coalesce("notifications"."mailAt", excluded."mailAt") end
    returning "id", "memberId"`,
};
const NEWS: BulkInsert = { table: 'notificationNews', columns: ['memberId', 'notificationId', 'createdAt'], suffix: '' };

/** A row that changed, and whose it is. */
export interface ChangedNotification {
  readonly id: string;
  readonly memberId: string;
}

/**
 * Writes what follows from the unit's events for the members: what they are told, and what is settled. Part of the flush. Events that
 * concern nobody cost nothing here.
 */
export async function writeNotifications(unit: Unit): Promise<void> {
  if (unit.events.length + unit.tellings.length === 0) return;
  const happenings = unit.events.map((event) => event.happening);
  const needed = neededFor(happenings);
  const crew = await readCrew({ reader: unit.tx.db, dialect: unit.tx.dialect }, needed);
  const told = await withChoices(unit, unit.tellings, crew);
  const plan = planOf(happenings, crew, await openOf(unit.tx, happenings), told.tellings);
  const changed = await end(unit.tx, plan.ended);
  const rows = plan.tellings.map(({ telling, count }) => rowOf(unit, telling, count, told.crew));
  // In the order of their keys, so that two gateways never wait for each other.
  const sorted = rows.sort((a, b) => (String(a[OPEN_KEY]) < String(b[OPEN_KEY]) ? -1 : 1));
  changed.push(...(await insertMany<ChangedNotification>(unit.tx.db, unit.tx.dialect, NOTIFICATIONS, sorted)));
  await tellStreams(unit, changed);
}

/** The choices of those who are told something that no event tells, too; who is no member any more is told nothing. */
async function withChoices(
  unit: Unit,
  tellings: readonly Telling[],
  crew: Crew,
): Promise<{ readonly crew: Crew; readonly tellings: readonly Telling[] }> {
  if (tellings.length === 0) return { crew, tellings };
  const needed = { memberIds: new Set(tellings.map((one) => one.memberId)), teamIds: new Set<string>(), admins: false, everybody: false };
  const { members } = await readCrew({ reader: unit.tx.db, dialect: unit.tx.dialect }, needed);
  return {
    crew: { ...crew, members: new Map([...crew.members, ...members]) },
    tellings: tellings.filter((one) => members.has(one.memberId)),
  };
}

const OPEN_KEY = COLUMNS.indexOf('openKey');

function rowOf(unit: Unit, telling: Telling, count: number, crew: Crew): readonly unknown[] {
  const { now } = unit;
  const member = crew.members.get(telling.memberId);
  const ways = waysOf(member?.choice ?? NO_CHOICE, telling.kind);
  const isPushed = ways.push && member?.hasBrowsers === true;
  if (isPushed) unit.toPush.add(telling.memberId);
  const row: Pick<NotificationRow, (typeof COLUMNS)[number]> = {
    id: unit.ids.next('ntf'),
    memberId: telling.memberId,
    kind: telling.kind,
    conversationId: telling.conversationId,
    messageId: telling.messageId,
    channelId: telling.channelId,
    actorJson: JSON.stringify(telling.actor),
    detail: telling.detail,
    isOffer: telling.isOffer ? 1 : 0,
    inApp: ways.inApp ? 1 : 0,
    count,
    openKey: keyOfTelling(telling),
    mailAt: ways.email ? now + MAIL_DELAY_MS : null,
    pushAt: isPushed ? now : null,
    createdAt: now,
    updatedAt: now,
  };
  return COLUMNS.map((column) => row[column]);
}

/** The open notifications that these events may settle. */
async function openOf({ db, dialect }: Tx, happenings: readonly Happening[]): Promise<readonly OpenNotification[]> {
  const settlements = happenings.flatMap(settlementsOf);
  const found: OpenNotification[] = [];
  for (const column of ['conversationId', 'channelId'] as const) {
    const ids = [...new Set(settlements.flatMap((one) => one[column] ?? []))];
    if (ids.length === 0) continue;
    const rows = await db
      .selectFrom('notifications')
      .select(['id', 'memberId', 'kind', 'conversationId', 'channelId', 'isOffer'])
      .where('openKey', 'is not', null)
      .where(column, 'is not', null)
      .where(anyOf(dialect, column, ids))
      .execute();
    for (const { kind: text, isOffer, ...row } of rows) {
      const kind = asKind(text);
      if (kind !== undefined) found.push({ ...row, kind, isOffer: isOffer === 1 });
    }
  }
  return found;
}

async function end(tx: Tx, ended: ReadonlyMap<string, Ending | 'read'>): Promise<ChangedNotification[]> {
  const changed: ChangedNotification[] = [];
  const alike = Map.groupBy(ended, ([, ending]) => JSON.stringify(ending));
  for (const [endingJson, ones] of alike) {
    const ids = ones.map(([id]) => id);
    const rows = await closeWhere(tx, ids, endingJson === '"read"' ? { readAt: tx.now } : { endedAt: tx.now, endingJson });
    changed.push(...rows);
  }
  return changed;
}

/** Closes open notifications: nothing of them is mailed or pushed any more. */
async function closeWhere(
  { db, dialect, now }: Tx,
  ids: readonly string[],
  how: Pick<Partial<NotificationRow>, 'readAt' | 'endedAt' | 'endingJson'>,
): Promise<readonly ChangedNotification[]> {
  return db
    .updateTable('notifications')
    .set({ ...how, openKey: null, doneAt: now, mailAt: null, pushAt: null })
    .where('openKey', 'is not', null)
    .where(anyOf(dialect, 'id', ids))
    .returning(['id', 'memberId'])
    .execute();
}

/** Which of a member's notifications. */
export type Readable = { readonly ids: readonly string[] } | { readonly conversationId: string } | 'all';

/** Counts a member's unread notifications as read. Of a conversation: all but those that ask for somebody. Gives how many they were. */
export async function markNotificationsRead(unit: Unit, memberId: string, which: Readable): Promise<number> {
  const { db, dialect } = unit.tx;
  let query = db.selectFrom('notifications').select('id').where('memberId', '=', memberId).where('openKey', 'is not', null);
  if (which !== 'all' && 'ids' in which) query = query.where(anyOf(dialect, 'id', which.ids));
  if (which !== 'all' && 'conversationId' in which)
    query = query.where('conversationId', '=', which.conversationId).where('isOffer', '=', 0);
  const rows = await query.execute();
  if (rows.length === 0) return 0;
  const changed = await closeWhere(unit.tx, rows.map((row) => row.id), { readAt: unit.now }); // prettier-ignore
  await tellStreams(unit, changed);
  return changed.length;
}

async function tellStreams(unit: Unit, changed: readonly ChangedNotification[]): Promise<void> {
  if (changed.length === 0) return;
  for (const { memberId } of changed) unit.notified.add(memberId);
  await insertMany(unit.tx.db, unit.tx.dialect, NEWS, changed.map(({ id, memberId }) => [memberId, id, unit.now])); // prettier-ignore
}

/** Forgets the browsers of removed members. */
export async function dropBrowsersOfRemoved({ db }: Tx): Promise<void> {
  const removed = db.selectFrom('members').select('id').where('removedAt', 'is not', null);
  await db.deleteFrom('pushSubscriptions').where('memberId', 'in', removed).execute();
}
