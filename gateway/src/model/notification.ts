import type { ChannelRef, Contact, Conversation } from './conversation.ts';
import type { Actor } from './events.ts';

/** What members are told of, each for itself. */
export const NOTIFICATION_KINDS = [
  'new_conversation',
  'grab_offer',
  'new_message',
  'assignment',
  'transfer',
  'mention',
  'soon_overdue',
  'overdue',
  'delivery_failed',
  'unanswered',
  'invitation',
  'channel_health',
] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

/** One value for each kind. */
export function byKind<One>(of: (kind: NotificationKind) => One): Readonly<Record<NotificationKind, One>> {
  return {
    new_conversation: of('new_conversation'),
    grab_offer: of('grab_offer'),
    new_message: of('new_message'),
    assignment: of('assignment'),
    transfer: of('transfer'),
    mention: of('mention'),
    soon_overdue: of('soon_overdue'),
    overdue: of('overdue'),
    delivery_failed: of('delivery_failed'),
    unanswered: of('unanswered'),
    invitation: of('invitation'),
    channel_health: of('channel_health'),
  };
}

/** Undefined for a kind of a newer Parley on the same database. */
export function asKind(text: string): NotificationKind | undefined {
  return NOTIFICATION_KINDS.find((kind) => kind === text);
}

/** Where a member wants to hear of a kind. */
export interface Ways {
  /** In the list, in the counts and in the live stream. */
  readonly inApp: boolean;
  readonly email: boolean;
  readonly push: boolean;
}
export const WAYS = ['inApp', 'email', 'push'] as const satisfies readonly (keyof Ways)[];

/** By mail goes what can wait a minute and must not be lost; to the browser what somebody should act on now. */
export const DEFAULT_WAYS: Readonly<Record<NotificationKind, Ways>> = {
  new_conversation: { inApp: true, email: false, push: true },
  grab_offer: { inApp: true, email: false, push: true },
  new_message: { inApp: true, email: false, push: true },
  assignment: { inApp: true, email: true, push: true },
  transfer: { inApp: true, email: true, push: true },
  mention: { inApp: true, email: true, push: true },
  soon_overdue: { inApp: true, email: false, push: false },
  overdue: { inApp: true, email: true, push: true },
  delivery_failed: { inApp: true, email: false, push: true },
  unanswered: { inApp: true, email: true, push: false },
  invitation: { inApp: true, email: false, push: false },
  channel_health: { inApp: true, email: true, push: false },
};

/** What a member has chosen, where that differs from the defaults. */
export interface NotificationChoice {
  readonly kinds: Readonly<Partial<Record<NotificationKind, Partial<Ways>>>>;
  /** Whether pushes carry what customers wrote. */
  readonly pushText?: boolean;
}

export const NO_CHOICE: NotificationChoice = { kinds: {} };

export function waysOf(choice: NotificationChoice, kind: NotificationKind): Ways {
  return { ...DEFAULT_WAYS[kind], ...choice.kinds[kind] };
}

/** The choice with what is wanted now laid over it. */
export function withChoice(choice: NotificationChoice, wanted: NotificationChoice): NotificationChoice {
  const kinds = Object.fromEntries(
    NOTIFICATION_KINDS.flatMap((kind) => {
      const ways = { ...choice.kinds[kind], ...wanted.kinds[kind] };
      return Object.keys(ways).length === 0 ? [] : [[kind, ways]];
    }),
  );
  const pushText = wanted.pushText ?? choice.pushText;
  return { kinds, ...(pushText === undefined ? {} : { pushText }) };
}

/** Something a member is told. It names what it is about: texts are read when it is shown, so that nothing erased lives on in it. */
export interface Telling {
  readonly memberId: string;
  readonly kind: NotificationKind;
  /** A customer's name is left out: it is read when it is shown. */
  readonly actor: Actor;
  readonly conversationId: string | null;
  readonly messageId: string | null;
  readonly channelId: string | null;
  /** It asks for somebody, and ends when somebody comes. */
  readonly isOffer: boolean;
  /** What no row tells: a sentence about a channel, the name of somebody who came. */
  readonly detail: string | null;
  /** What an unread one of the same member is collapsed by. */
  readonly about: string;
}

/** Why a notification ended without having been read. */
export const ENDINGS = ['taken', 'answered', 'closed', 'handed_over', 'passed_on', 'left', 'overdue', 'well'] as const;
export type EndingReason = (typeof ENDINGS)[number];

/** Who settled what it was about. */
export interface Ending {
  readonly reason: EndingReason;
  readonly by: { readonly id: string; readonly name: string | null } | null;
}

/** Whether a member should still be told: it is unread, not settled, and of a conversation that is theirs to see. */
export function isNews({ readAt, ended, conversation, contact }: Notification): boolean {
  return readAt === null && ended === null && (conversation === null || contact !== null);
}

/** What a member can do at once: a request of the API, made as that member. */
export interface NotificationAction {
  readonly name: 'join' | 'grab';
  readonly method: 'POST';
  readonly path: string;
}

/** A notification as the API and the live stream show it. Times are ISO-8601 in UTC. */
export interface Notification {
  readonly id: string;
  readonly kind: NotificationKind;
  /** How often it was told since it was read last. */
  readonly count: number;
  readonly createdAt: string;
  /** When it was told last. */
  readonly updatedAt: string;
  readonly readAt: string | null;
  /** That it was settled before it was read. */
  readonly ended: (Ending & { readonly at: string }) | null;
  /** Who made it happen. */
  readonly actor: Actor;
  readonly conversation: Pick<Conversation, 'id' | 'teamId' | 'assigneeId' | 'status'> | null;
  /** Null where it is about nobody, and where the member may not see the conversation any more. */
  readonly contact: Pick<Contact, 'id' | 'name' | 'avatarUrl'> | null;
  readonly channel: Pick<ChannelRef, 'id' | 'type' | 'name'> | null;
  readonly messageId: string | null;
  /** The beginning of what was written. */
  readonly text: string | null;
  readonly detail: string | null;
  readonly actions: readonly NotificationAction[];
}
