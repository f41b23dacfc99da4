import type { ChannelRef, Contact, Conversation } from './conversation.ts';
import type { Message } from './message.ts';

/** Every kind of fact the log holds. */
export const EVENT_TYPES = [
  'message.received',
  'message.sent',
  'message.delivered',
  'message.read',
  'message.failed',
  'message.updated',
  'message.deleted',
  'conversation.created',
  'conversation.updated',
  'conversation.snoozed',
  'conversation.status_changed',
  'conversation.soon_overdue',
  'conversation.overdue',
  'conversation.joined',
  'conversation.left',
  'conversation.assigned',
  'conversation.transferred',
  'conversation.closed',
  'conversation.reopened',
  'conversation.handed_over',
  'conversation.window_closing',
  'conversation.window_closed',
  'contact.created',
  'contact.updated',
  'contact.merged',
  'contact.online',
  'contact.offline',
  'note.created',
  'template.status_changed',
  'channel.health_changed',
] as const;
export type EventType = (typeof EVENT_TYPES)[number];

/**
 * What becomes of a conversation as its people see it, between the messages. The store has an index of just these: another type here
 * needs a migration that makes it anew.
 */
export const TURN_TYPES = [
  'conversation.snoozed',
  'conversation.overdue',
  'conversation.joined',
  'conversation.left',
  'conversation.assigned',
  'conversation.transferred',
  'conversation.closed',
  'conversation.reopened',
  'conversation.handed_over',
] as const satisfies readonly EventType[];

/** Who made it happen. */
export interface Actor {
  readonly type: 'contact' | 'member' | 'bot' | 'system';
  readonly id: string | null;
  readonly name: string | null;
}

export interface TemplateRef {
  readonly externalId: string;
  readonly name: string;
  readonly language: string;
  readonly status?: string;
  readonly category?: string;
  readonly quality?: string;
  readonly reason?: string;
}

/** Whole objects, so that a reader needs no second call. */
export interface EventData {
  readonly message?: Message;
  readonly conversation?: Conversation;
  readonly contact?: Contact;
  readonly channel?: ChannelRef & { readonly health?: unknown };
  readonly template?: TemplateRef;
  readonly member?: { readonly id: string; readonly name: string };
  readonly from?: unknown;
  readonly to?: unknown;
  /** Where the gateway keeps traces: the span that this came of (W3C Trace Context). */
  readonly traceparent?: string;
}

/** One fact, as every reader gets it. */
export interface EventEnvelope {
  readonly id: string;
  readonly type: EventType;
  readonly occurredAt: string;
  /** Its place in the log. Opaque; `after` takes it. */
  readonly cursor: string;
  /** Gapless number of the event in its conversation; null for events without one. */
  readonly conversationSeq: number | null;
  readonly actor: Actor;
  readonly data: EventData;
}

/** What a subscription wants to hear. Every list given must contain the event's value. */
export interface SubscriptionFilter {
  readonly channelIds?: readonly string[];
  readonly teamIds?: readonly string[];
  readonly fromStatuses?: readonly string[];
  readonly toStatuses?: readonly string[];
  readonly authorTypes?: readonly string[];
  readonly contentTypes?: readonly string[];
  readonly keywords?: readonly string[];
  readonly firstOfSession?: boolean;
  readonly includeWaitReplies?: boolean;
}
