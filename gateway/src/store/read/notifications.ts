import { type SqlBool, sql } from 'kysely';
import { type Notification, type NotificationChoice, type NotificationKind, NO_CHOICE, byKind } from '../../model/notification.ts';
import { anyOf } from '../any-of.ts';
import { readTeamRoles } from '../crew.ts';
import { type Cursor, IS_SETTLED } from '../event-log.ts';
import { type NotificationWhole, type Viewer, presentNotification } from '../records/notification.ts';
import type { MemberRow } from '../schema.ts';
import { readMember } from './members.ts';
import { type Page, type Reads, pageOf } from './page.ts';

/** Which of a member's notifications. */
export interface NotificationFilter {
  /** Unread and not ended, or everything else. */
  readonly unread?: boolean | undefined;
  readonly kinds?: readonly NotificationKind[] | undefined;
}
export type NotificationPlace = readonly [updatedAt: number, id: string];

/** Some of a member's notifications, those told last first. */
export async function listNotifications(
  reads: Reads,
  member: Pick<MemberRow, 'id' | 'role'>,
  filter: NotificationFilter,
  page: { readonly after: NotificationPlace | null; readonly limit: number },
): Promise<Page<Notification, NotificationPlace>> {
  let query = wholeOf(reads)
    .where('notifications.memberId', '=', member.id)
    .where('notifications.inApp', '=', 1)
    .orderBy('notifications.updatedAt', 'desc')
    .orderBy('notifications.id', 'desc')
    .limit(page.limit + 1);
  // What is done is asked for by its time: of a unique key that is null, SQLite would take the key's index and sort.
  if (filter.unread !== undefined) query = query.where(filter.unread ? 'notifications.openKey' : 'notifications.doneAt', 'is not', null);
  if (filter.kinds !== undefined) query = query.where(anyOf(reads.dialect, 'notifications.kind', filter.kinds));
  if (page.after !== null) {
    const [updatedAt, id] = page.after;
    query = query.where(sql<SqlBool>`("notifications"."updatedAt", "notifications"."id") < (${updatedAt}, ${id})`);
  }
  const found = pageOf(await query.execute(), page.limit, (row): NotificationPlace => [row.updatedAt, row.id]);
  return { rows: await present(reads, member, found.rows), next: found.next };
}

/** How many of each kind are unread. */
export async function countUnread({ reader }: Reads, memberId: string): Promise<Readonly<Record<NotificationKind, number>>> {
  const rows = await reader
    .selectFrom('notifications')
    .select((select) => ['kind', select.fn.countAll<number>().as('count')])
    .where('memberId', '=', memberId)
    .where('openKey', 'is not', null)
    .where('inApp', '=', 1)
    .groupBy('kind')
    .execute();
  const counts = new Map(rows.map((row) => [row.kind, Number(row.count)]));
  return byKind((kind) => counts.get(kind) ?? 0);
}

/** A member's own notifications by their ids, those told last at the end. */
export async function readNotifications(
  reads: Reads,
  member: Pick<MemberRow, 'id' | 'role'>,
  ids: readonly string[],
): Promise<readonly (Notification & { readonly inApp: boolean })[]> {
  if (ids.length === 0) return [];
  const rows = await wholeOf(reads)
    .where('notifications.memberId', '=', member.id)
    .where(anyOf(reads.dialect, 'notifications.id', ids))
    .orderBy('notifications.updatedAt')
    .orderBy('notifications.id')
    .execute();
  const inApp = new Set(rows.flatMap((row) => (row.inApp === 1 ? row.id : [])));
  return (await present(reads, member, rows)).map((one) => ({ ...one, inApp: inApp.has(one.id) }));
}

/** What changed of a member's notifications after a place in their news, each as it is now. Of a removed member: nothing. */
export async function readNews(
  reads: Reads,
  memberId: string,
  after: Cursor,
  limit: number,
): Promise<{ readonly notifications: readonly Notification[]; readonly next: Cursor }> {
  let query = reads.reader
    .selectFrom('notificationNews')
    .select(['tx', 'position', 'notificationId'])
    .where('memberId', '=', memberId)
    .limit(limit);
  query =
    reads.dialect === 'postgres'
      ? query
          .where(sql<SqlBool>`("tx", "position") > (${after.tx}, ${after.position})`)
          .where(IS_SETTLED)
          .orderBy('tx')
          .orderBy('position')
      : query.where('position', '>', after.position).orderBy('position');
  const rows = await query.execute();
  const last = rows.at(-1);
  if (last === undefined) return { notifications: [], next: after };
  const next = { tx: last.tx, position: last.position };
  const member = await readMember(reads, memberId);
  if (member === undefined) return { notifications: [], next };
  const found = await readNotifications(reads, member, [...new Set(rows.map((row) => row.notificationId))]);
  return { notifications: found.flatMap(({ inApp, ...notification }) => (inApp ? notification : [])), next };
}

/** The end of a member's news as a reader sees it now. */
export async function lastNews({ reader, dialect }: Reads, memberId: string): Promise<Cursor> {
  const select = reader.selectFrom('notificationNews').select(['tx', 'position']).where('memberId', '=', memberId).limit(1);
  const row = await (
    dialect === 'postgres' ? select.where(IS_SETTLED).orderBy('tx', 'desc').orderBy('position', 'desc') : select.orderBy('position', 'desc')
  ).executeTakeFirst();
  return row ?? { tx: 0, position: 0 };
}

export async function readChoice({ reader }: Reads, memberId: string): Promise<NotificationChoice> {
  const row = await reader.selectFrom('notificationChoices').select('choiceJson').where('memberId', '=', memberId).executeTakeFirst();
  return row === undefined ? NO_CHOICE : JSON.parse(row.choiceJson);
}

/** Notifications with what they name. */
function wholeOf({ reader }: Reads) {
  return reader
    .selectFrom('notifications')
    .leftJoin('conversations', 'conversations.id', 'notifications.conversationId')
    .leftJoin('contacts', 'contacts.id', 'conversations.contactId')
    .leftJoin('messages', 'messages.id', 'notifications.messageId')
    .leftJoin('channels', (join) =>
      join.on((on) => on('channels.id', '=', on.fn.coalesce('notifications.channelId', 'conversations.channelId'))),
    )
    .selectAll('notifications')
    .select([
      'conversations.teamId',
      'conversations.assigneeId',
      'conversations.status',
      'conversations.closedAt',
      'conversations.participantsJson',
      'contacts.id as contactId',
      'contacts.name as contactName',
      'contacts.avatarUrl',
      'messages.contentJson',
      'channels.id as placeChannelId',
      'channels.type as channelType',
      'channels.name as channelName',
    ]);
}

async function present(
  reads: Reads,
  member: Pick<MemberRow, 'id' | 'role'>,
  rows: readonly NotificationWhole[],
): Promise<readonly Notification[]> {
  const teamIds = [...new Set(rows.flatMap((row) => row.teamId ?? []))];
  const teams = await readTeamRoles(reads, teamIds, member.id);
  const viewer: Viewer = { id: member.id, role: member.role === 'admin' ? 'admin' : 'agent', teams };
  return rows.flatMap((row) => presentNotification(row, viewer) ?? []);
}
