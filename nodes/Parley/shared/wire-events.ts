import type { ChannelType, Contact, Conversation, Message } from './wire';

// Like wire.ts: types only, written out, and compared with the gateway's own by a test.

export type EventType =
  | 'message.received'
  | 'message.sent'
  | 'message.delivered'
  | 'message.read'
  | 'message.failed'
  | 'message.updated'
  | 'message.deleted'
  | 'conversation.created'
  | 'conversation.updated'
  | 'conversation.snoozed'
  | 'conversation.status_changed'
  | 'conversation.soon_overdue'
  | 'conversation.overdue'
  | 'conversation.joined'
  | 'conversation.left'
  | 'conversation.assigned'
  | 'conversation.transferred'
  | 'conversation.closed'
  | 'conversation.reopened'
  | 'conversation.handed_over'
  | 'conversation.window_closing'
  | 'conversation.window_closed'
  | 'contact.created'
  | 'contact.updated'
  | 'contact.merged'
  | 'contact.online'
  | 'contact.offline'
  | 'note.created'
  | 'template.status_changed'
  | 'channel.health_changed';

export type EventEnvelope = {
  readonly id: string;
  readonly type: EventType;
  readonly occurredAt: string;
  readonly cursor: string;
  readonly conversationSeq: number | null;
  readonly actor: { readonly type: 'contact' | 'member' | 'bot' | 'system'; readonly id: string | null; readonly name: string | null };
  readonly data: {
    readonly message?: Message;
    readonly conversation?: Conversation;
    readonly contact?: Contact;
    readonly channel?: {
      readonly id: string;
      readonly type: ChannelType;
      readonly provider: string | null;
      readonly name: string;
      readonly health?: unknown;
    };
    readonly template?: {
      readonly externalId: string;
      readonly name: string;
      readonly language: string;
      readonly status?: string;
      readonly category?: string;
      readonly quality?: string;
      readonly reason?: string;
    };
    readonly member?: { readonly id: string; readonly name: string };
    readonly from?: unknown;
    readonly to?: unknown;
    readonly traceparent?: string;
  };
};

/** Where events are delivered to. `secret` is in the answer to a POST only. */
export type Subscription = {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly filter?: SubscriptionFilter | null;
  readonly burst?: Burst | null;
  readonly batch?: Batch | null;
  readonly mode: SubscriptionMode;
  readonly secret?: string;
};
export type SubscriptionMode = 'production' | 'test';

/** Which events are wanted. Every list given must contain the event's value. */
export type SubscriptionFilter = {
  readonly channelIds?: readonly string[];
  readonly teamIds?: readonly string[];
  readonly fromStatuses?: readonly string[];
  readonly toStatuses?: readonly string[];
  readonly authorTypes?: readonly string[];
  readonly contentTypes?: readonly string[];
  readonly keywords?: readonly string[];
  readonly firstOfSession?: boolean;
  readonly includeWaitReplies?: boolean;
};

/** Messages of one conversation are delivered together once the customer pauses. */
export type Burst = { readonly quietSeconds: number; readonly maxSeconds: number };

/** Several events are delivered together. */
export type Batch = { readonly maxEvents: number; readonly maxWaitMs: number };
