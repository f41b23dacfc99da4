import type { Attachment, Content } from './content.ts';
import type { Refusal, SentAs } from './outcome.ts';

export type Direction = 'inbound' | 'outbound';
/** `internal` is for the team only: notes, and lines about what happened. */
export type Visibility = 'public' | 'internal';

export interface Author {
  readonly type: 'contact' | 'member' | 'bot' | 'system';
  /** The contact's, member's or API key's id; null for the system. */
  readonly id: string | null;
  readonly name: string | null;
  readonly origin: 'gateway' | 'native_app' | 'workflow';
}

export interface Reaction {
  readonly emoji: string;
  /** Who reacted: a contact's or member's id. */
  readonly by: string;
  readonly at: string;
}

export type DeliveryState = 'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown';

export interface DeliveryError {
  /** `held_by_member`: a person answered before a workflow's message went out. */
  readonly code: Refusal | 'unknown' | 'held_by_member';
  /** A sentence for people. */
  readonly detail: string;
  readonly platformCode?: string;
}

/** What became of an outbound message. */
export interface Delivery {
  readonly state: DeliveryState;
  readonly error?: DeliveryError;
  readonly sentAs?: SentAs;
  /** What the channel could not show, one sentence each. */
  readonly losses?: readonly string[];
}

/** A message as the API and the events show it. Times are ISO-8601 in UTC. */
export interface Message {
  readonly id: string;
  readonly conversationId: string;
  readonly sessionId: string;
  /** 1, 2, 3 … without a gap in its conversation. */
  readonly seq: number;
  readonly direction: Direction;
  readonly visibility: Visibility;
  readonly author: Author;
  readonly content: Content<Attachment>;
  readonly quotedMessageId: string | null;
  readonly reactions: readonly Reaction[];
  readonly externalId: string | null;
  /** The platform's clock, never later than ours. */
  readonly sentAt: string;
  /** Our clock. */
  readonly createdAt: string;
  readonly editedAt: string | null;
  readonly deletedAt: string | null;
  /** Only outbound public messages have one. */
  readonly delivery: Delivery | null;
}
