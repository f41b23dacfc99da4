import { type Crew, type Held, type Needed, adminsOf, handlersOf, maySee, takersOf, teamAdminsOf } from './audience.ts';
import type { Conversation } from './conversation.ts';
import type { Actor, EventData, EventType } from './events.ts';
import { type Ending, type EndingReason, type NotificationKind, type Telling, WAYS, waysOf } from './notification.ts';

/** An event of the log, as far as notifications follow from it. */
export interface Happening {
  readonly type: EventType;
  readonly actor: Actor;
  readonly data: EventData;
}

/** What ends of the notifications about one conversation or channel, or counts as read. */
export interface Settlement {
  readonly conversationId: string | null;
  readonly channelId: string | null;
  /** Whose; absent: everybody's. */
  readonly memberId?: string;
  /** Everybody's but theirs. */
  readonly exceptMemberId?: string;
  readonly kinds?: readonly NotificationKind[];
  readonly isOffer?: boolean;
  readonly end: Ending | 'read';
}

/** What tells apart whether a notification is settled. */
export type Settleable = Pick<Telling, 'memberId' | 'kind' | 'conversationId' | 'channelId' | 'isOffer'>;

/** Whom must be known to say who is told of these events. Empty where nobody is, which is most of a bot's day. */
export function neededFor(happenings: readonly Happening[]): Needed {
  const memberIds = new Set<string>();
  const teamIds = new Set<string>();
  let admins = false;
  let everybody = false;
  for (const happening of happenings) {
    const { conversation } = happening.data;
    const teamId = conversation?.teamId ?? null;
    for (const { to } of aimsOf(happening)) {
      if (to === 'admins') admins = true;
      if (typeof to !== 'string') for (const id of to) memberIds.add(id);
      if (teamId === null && to === 'takers') everybody = true;
      // Who works on a conversation sees it, whatever its team.
      const seeIt = typeof to !== 'string' && conversation !== undefined && to.every((id) => handlersOf(conversation).includes(id));
      if (teamId !== null && !seeIt) teamIds.add(teamId);
    }
  }
  return { memberIds, teamIds, admins, everybody };
}

/** Who is told of an event, and how. Nobody is told of what they did themselves, of what they may not see, or of what they switched off. */
export function notificationsOf(happening: Happening, crew: Crew): readonly Telling[] {
  const { actor, data } = happening;
  const { conversation } = data;
  const grab = conversation !== undefined && takersOf(crew, conversation).grab;
  const told = new Map<string, Telling>();
  for (const aim of aimsOf(happening)) {
    const kind = aim.kind === 'new_conversation' && grab ? 'grab_offer' : aim.kind;
    for (const id of membersOf(aim, crew, conversation)) {
      const member = crew.members.get(id);
      if (member === undefined || told.has(id) || (actor.type === 'member' && actor.id === id)) continue;
      if (conversation !== undefined && !maySee(crew, member, conversation)) continue;
      const ways = waysOf(member.choice, kind);
      if (WAYS.some((way) => ways[way])) told.set(id, tellingOf(happening, aim, kind, id));
    }
  }
  return [...told.values()];
}

/** What an event says about notifications from before it. */
export function settlementsOf({ type, actor, data }: Happening): readonly Settlement[] {
  const { conversation } = data;
  if (conversation === undefined) return type === 'channel.health_changed' ? healthSettled(data) : [];
  const place = { conversationId: conversation.id, channelId: null };
  const end = (reason: EndingReason, more: Omit<Settlement, 'end' | 'conversationId' | 'channelId'>, by = byOf(actor)): Settlement => ({
    ...place,
    ...more,
    end: { reason, by },
  });
  switch (type) {
    case 'conversation.joined':
      return [end('taken', { isOffer: true }, data.member ?? null)];
    case 'conversation.assigned':
      return data.member === undefined
        ? [end('passed_on', { kinds: ['assignment'] })]
        : [
            end('taken', { isOffer: true }, data.member),
            end('passed_on', { kinds: ['assignment', 'transfer'], exceptMemberId: data.member.id }, data.member),
          ];
    case 'conversation.left':
      return data.member === undefined ? [] : [end('left', { kinds: OF_HANDLERS, memberId: data.member.id })];
    case 'conversation.transferred':
      return [end('passed_on', { isOffer: true })];
    case 'conversation.overdue':
      return [end('overdue', { kinds: ['soon_overdue'] }, null)];
    case 'conversation.closed':
      return [end('closed', { kinds: OF_OPEN })];
    case 'conversation.status_changed':
      if (data.to === 'bot') return [end('handed_over', { kinds: OF_OPEN })];
      if (data.to !== 'active') return [];
      return [...readBy(place, actor), end('answered', { kinds: ['soon_overdue', 'overdue', 'new_conversation', 'grab_offer'] })];
    default:
      return [];
  }
}

export function isSettled(one: Settleable, by: Settlement): boolean {
  if (by.conversationId !== null && one.conversationId !== by.conversationId) return false;
  if (by.channelId !== null && one.channelId !== by.channelId) return false;
  if (by.memberId !== undefined && one.memberId !== by.memberId) return false;
  if (by.exceptMemberId === one.memberId) return false;
  if (by.kinds !== undefined && !by.kinds.includes(one.kind)) return false;
  return by.isOffer === undefined || one.isOffer === by.isOffer;
}

/** What only those who work on a conversation are told. */
const OF_HANDLERS = ['new_message', 'soon_overdue', 'overdue', 'assignment', 'transfer'] as const satisfies readonly NotificationKind[];
/** What nobody needs to act on any more when it is closed, or a bot's. */
const OF_OPEN = [...OF_HANDLERS, 'new_conversation', 'grab_offer'] as const satisfies readonly NotificationKind[];

/** Never a customer, whose name would outlive them here. */
function byOf({ type, id, name }: Actor): Ending['by'] {
  return id === null || type === 'contact' ? null : { id, name };
}

/** Whoever answers has read. */
function readBy(place: Pick<Settlement, 'conversationId' | 'channelId'>, { type, id }: Actor): readonly Settlement[] {
  return type === 'member' && id !== null ? [{ ...place, memberId: id, isOffer: false, end: 'read' }] : [];
}

function healthSettled({ channel, to }: EventData): readonly Settlement[] {
  if (channel === undefined || to !== 'ok') return [];
  return [{ conversationId: null, channelId: channel.id, kinds: ['channel_health'], end: { reason: 'well', by: null } }];
}

/** Who shall be told of what: members by name, whoever may take the conversation, its team's admins, or the organisation's. */
interface Aim {
  readonly kind: NotificationKind;
  readonly to: readonly string[] | 'takers' | 'team_admins' | 'admins';
  readonly isOffer?: boolean;
}

function membersOf({ to }: Aim, crew: Crew, conversation: Held | undefined): readonly string[] {
  if (to === 'admins') return adminsOf(crew);
  if (typeof to !== 'string') return to;
  if (conversation === undefined) return [];
  return to === 'takers' ? takersOf(crew, conversation).ids : teamAdminsOf(crew, conversation);
}

function aimsOf({ type, data }: Happening): readonly Aim[] {
  const { conversation, message } = data;
  if (conversation === undefined) {
    return type === 'channel.health_changed' && data.to !== 'ok' ? [{ kind: 'channel_health', to: 'admins' }] : [];
  }
  switch (type) {
    case 'conversation.status_changed':
      // A customer waits and nobody has them: however that came about, somebody is wanted.
      return data.to === 'rep_needed' ? [{ kind: 'new_conversation', to: 'takers', isOffer: true }] : [];
    case 'message.received':
      return conversation.handler === 'bot' ? [] : toHandlers('new_message', conversation);
    case 'conversation.assigned':
      return data.member === undefined ? [] : [{ kind: 'assignment', to: [data.member.id] }];
    case 'conversation.transferred':
      if (data.member !== undefined) return [{ kind: 'transfer', to: [data.member.id] }];
      return handlersOf(conversation).length > 0 ? [] : [{ kind: 'transfer', to: 'takers', isOffer: true }];
    case 'note.created':
      return message?.content.type === 'text' ? [{ kind: 'mention', to: message.content.mentions ?? [] }] : [];
    case 'conversation.soon_overdue':
      return lateAims('soon_overdue', conversation);
    case 'conversation.overdue':
      return [...lateAims('overdue', conversation), { kind: 'overdue', to: 'team_admins' }];
    case 'message.failed':
      return failedAims(conversation, message);
    case 'conversation.closed':
      // Whom nobody answered was missed; DESIGN section 6.
      return conversation.closeReason !== 'unanswered'
        ? []
        : [
            { kind: 'unanswered', to: 'admins' },
            { kind: 'unanswered', to: 'team_admins' },
          ];
    default:
      return [];
  }
}

function toHandlers(kind: NotificationKind, conversation: Conversation): readonly Aim[] {
  const to = handlersOf(conversation);
  return to.length === 0 ? [] : [{ kind, to }];
}

/** Whoever works on it; where nobody does, whoever could. */
function lateAims(kind: NotificationKind, conversation: Conversation): readonly Aim[] {
  const mine = toHandlers(kind, conversation);
  return mine.length > 0 ? mine : [{ kind, to: 'takers', isOffer: true }];
}

/** The member who wrote it; for a workflow's, and for what was typed on a phone, the owner. */
function failedAims({ assigneeId }: Conversation, message: EventData['message']): readonly Aim[] {
  const author = message?.author;
  const to = author?.type === 'member' && author.id !== null ? author.id : assigneeId;
  return to === null ? [] : [{ kind: 'delivery_failed', to: [to] }];
}

function tellingOf({ actor, data }: Happening, aim: Aim, kind: NotificationKind, memberId: string): Telling {
  const { conversation, message, channel } = data;
  const isAboutChannel = conversation === undefined;
  const messageId = message?.id ?? conversation?.waiting?.messageId ?? conversation?.lastMessage?.id ?? null;
  return {
    memberId,
    kind,
    actor: actor.type === 'contact' ? { ...actor, name: null } : actor,
    conversationId: conversation?.id ?? null,
    messageId,
    channelId: isAboutChannel ? (channel?.id ?? null) : null,
    isOffer: aim.isOffer === true,
    detail: isAboutChannel ? detailOf(channel?.health) : null,
    // Every mention is a question of its own; of the rest the latest stands for all.
    about: kind === 'mention' ? (messageId ?? '') : (conversation?.id ?? channel?.id ?? ''),
  };
}

function detailOf(health: unknown): string | null {
  return typeof health === 'object' && health !== null && 'detail' in health && typeof health.detail === 'string' ? health.detail : null;
}
