import { type Crew, handlersOf, maySee } from '../../model/audience.ts';
import { summaryOf } from '../../model/content.ts';
import { CHANNEL_TYPES, type Participant } from '../../model/conversation.ts';
import type { Actor } from '../../model/events.ts';
import { type Notification, type NotificationAction, asKind } from '../../model/notification.ts';
import { STATUSES } from '../../model/status.ts';
import type { MemberRole } from '../../model/team.ts';
import type { NotificationRow } from '../notification-rows.ts';
import { iso, isoOrNull } from './times.ts';

/** A notification with what it names, as one query reads it. What is gone is null. */
export interface NotificationWhole extends NotificationRow {
  readonly teamId: string | null;
  readonly assigneeId: string | null;
  readonly status: string | null;
  readonly closedAt: number | null;
  readonly participantsJson: string | null;
  readonly contactId: string | null;
  readonly contactName: string | null;
  readonly avatarUrl: string | null;
  readonly contentJson: string | null;
  readonly placeChannelId: string | null;
  readonly channelType: string | null;
  readonly channelName: string | null;
}

/** Whose notification it is, and what they are in the teams it names. */
export interface Viewer {
  readonly id: string;
  readonly role: MemberRole;
  readonly teams: Crew['teams'];
}

const TEXT_CHARACTERS = 200;

/**
 * A notification as its member may see it now: of a conversation that is not theirs to see any more, who took it is all that is left.
 * Undefined for a kind that this program does not know.
 */
export function presentNotification(row: NotificationWhole, viewer: Viewer): Notification | undefined {
  const kind = asKind(row.kind);
  if (kind === undefined) return undefined;
  const held = heldOf(row);
  const isSeen = held !== null && maySee(viewer, viewer, held);
  return {
    id: row.id,
    kind,
    count: row.count,
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
    readAt: isoOrNull(row.readAt),
    ended: row.endedAt === null || row.endingJson === null ? null : { ...JSON.parse(row.endingJson), at: iso(row.endedAt) },
    actor: isSeen || held === null ? actorOf(row) : NOBODY,
    conversation:
      held === null || row.conversationId === null
        ? null
        : { id: row.conversationId, teamId: held.teamId, assigneeId: held.assigneeId, status: statusOf(row.status) },
    contact: isSeen && row.contactId !== null ? { id: row.contactId, name: row.contactName, avatarUrl: row.avatarUrl } : null,
    channel: channelOf(row),
    messageId: row.messageId,
    text: isSeen && row.contentJson !== null ? summaryOf(JSON.parse(row.contentJson)).slice(0, TEXT_CHARACTERS) : null,
    detail: row.detail,
    actions: isSeen ? actionsOf(row, held, viewer) : [],
  };
}

const NOBODY: Actor = { type: 'system', id: null, name: null };

function actorOf({ actorJson, contactId, contactName }: NotificationWhole): Actor {
  const actor: Actor = JSON.parse(actorJson);
  return actor.type === 'contact' && actor.id === contactId ? { ...actor, name: contactName } : actor;
}

interface HeldRow {
  readonly teamId: string | null;
  readonly assigneeId: string | null;
  readonly participants: readonly Participant[];
  readonly closedAt: string | null;
}

function heldOf({ teamId, assigneeId, participantsJson, closedAt }: NotificationWhole): HeldRow | null {
  return participantsJson === null
    ? null
    : { teamId, assigneeId, participants: JSON.parse(participantsJson), closedAt: isoOrNull(closedAt) };
}

function statusOf(text: string | null) {
  return STATUSES.find((status) => status === text) ?? 'closed';
}

function channelOf({ placeChannelId: id, channelType, channelName: name }: NotificationWhole): Notification['channel'] {
  const type = CHANNEL_TYPES.find((one) => one === channelType);
  return id === null || name === null || type === undefined ? null : { id, type, name };
}

/** What is still to be had. */
function actionsOf(row: NotificationWhole, held: HeldRow, viewer: Viewer): readonly NotificationAction[] {
  const isFree = held.closedAt === null && handlersOf(held).length === 0;
  if (row.isOffer === 0 || row.endedAt !== null || row.conversationId === null || !isFree) return [];
  const team = held.teamId === null ? undefined : viewer.teams.get(held.teamId);
  const name = team?.mode === 'grab' && team.roles.get(viewer.id) === 'representative' ? 'grab' : 'join';
  return [{ name, method: 'POST', path: `/api/v1/conversations/${row.conversationId}/${name}` }];
}
