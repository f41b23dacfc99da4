import type { Message } from './message.ts';
import type { Because } from './because.ts';
import type { Handler, Status, WaitingLevel } from './status.ts';
import type { IdentityKey, Source } from './inbound.ts';
import type { Presence } from './presence.ts';

export type ChannelType = 'whatsapp' | 'facebook' | 'line' | 'wechat' | 'widget';
export const CHANNEL_TYPES = ['whatsapp', 'facebook', 'line', 'wechat', 'widget'] as const satisfies readonly ChannelType[];

export interface Participant {
  readonly memberId: string;
  readonly joinedAt: string;
  readonly via: 'join' | 'grab' | 'first_message' | 'assign' | 'transfer';
}

/** A conversation as the API and the events show it. Times are ISO-8601 in UTC. */
export interface Conversation {
  readonly id: string;
  readonly channelId: string;
  readonly contactId: string;
  readonly identityId: string;
  readonly sessionId: string;
  readonly teamId: string | null;
  readonly assigneeId: string | null;
  readonly participants: readonly Participant[];
  readonly status: Status;
  readonly statusSince: string;
  /** Why it has this status. */
  readonly because: Omit<Because, 'since'> & { readonly since: string };
  readonly waiting: {
    readonly since: string;
    readonly messageId: string | null;
    readonly level: WaitingLevel;
    /** Null where nobody works any more, by the business hours. */
    readonly soonAt: string | null;
    readonly overdueAt: string | null;
  } | null;
  readonly handler: Handler;
  readonly window: {
    readonly expiresAt: string | null;
    readonly openedBy: string | null;
    readonly freeReplyUntil: string | null;
    readonly messagesLeft: number | null;
    readonly after: 'template' | 'push' | 'nothing';
  };
  /** How many of the customer's messages the member who asks has not read; null where nobody in particular asks, and in events. */
  readonly unread: number | null;
  /** Whether the customer is on the website now, and where; null where that cannot be known (all channels but the widget), and in events. */
  readonly presence: Presence | null;
  readonly lastMessage:
    (Pick<Message, 'id' | 'seq' | 'direction' | 'visibility' | 'author' | 'createdAt'> & { readonly summary: string }) | null;
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly source: Source | null;
  readonly snoozedUntil: string | null;
  readonly closedAt: string | null;
  readonly closedBy: string | null;
  readonly closeReason: string | null;
  readonly mergedInto: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface ContactIdentity {
  readonly id: string;
  readonly channelId: string;
  readonly kind: 'person' | 'group';
  readonly keys: readonly (IdentityKey & { readonly retiredAt: string | null })[];
  readonly reachable: boolean;
}

export interface ExternalId {
  readonly system: string;
  readonly id: string;
}

/** A contact as the API and the events show it. */
export interface Contact {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly locale: string | null;
  readonly avatarUrl: string | null;
  readonly identities: readonly ContactIdentity[];
  readonly externalIds: readonly ExternalId[];
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly blockedAt: string | null;
  readonly optedOut: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The little of a channel that travels with an event. */
export interface ChannelRef {
  readonly id: string;
  readonly type: ChannelType;
  readonly provider: string | null;
  readonly name: string;
}
