/*
 * The API's words as the console reads them. They are written out: the console knows the gateway only over HTTP. A compile-time test
 * compares the large ones with the gateway's own. Fields that not every gateway tells are optional.
 */

export type Id = string;
/** ISO-8601 in UTC. */
export type Time = string;

export type Status = 'bot' | 'rep_needed' | 'pending' | 'soon_overdue' | 'overdue' | 'active' | 'closed';
export type ChannelType = 'whatsapp' | 'facebook' | 'line' | 'wechat' | 'widget';

export interface Author {
  readonly type: 'contact' | 'member' | 'bot' | 'system';
  readonly id: Id | null;
  readonly name: string | null;
  readonly origin: 'gateway' | 'native_app' | 'workflow';
}

export interface Attachment {
  readonly id: Id;
  readonly name: string | null;
  readonly mimeType: string;
  readonly bytes: number | null;
  readonly url: string;
  readonly state: 'pending' | 'stored' | 'failed';
  readonly width?: number;
  readonly height?: number;
  readonly durationMs?: number;
}

export interface ChoiceOption {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
}

export interface Card {
  readonly title: string;
  readonly text?: string;
  readonly image?: Attachment;
  readonly options: readonly ChoiceOption[];
}

export interface ContactCard {
  readonly name: string;
  readonly phones: readonly { readonly number: string; readonly label?: string }[];
  readonly emails: readonly { readonly address: string; readonly label?: string }[];
  readonly organization?: string;
}

export type Content =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'image' | 'video' | 'audio' | 'file';
      readonly attachment: Attachment;
      readonly caption?: string;
      readonly voice?: boolean;
    }
  | {
      readonly type: 'sticker';
      readonly attachment?: Attachment;
      readonly packageId?: string;
      readonly stickerId?: string;
      readonly keywords?: readonly string[];
    }
  | {
      readonly type: 'location';
      readonly latitude: number;
      readonly longitude: number;
      readonly name?: string;
      readonly address?: string;
    }
  | { readonly type: 'contacts'; readonly contacts: readonly ContactCard[] }
  | {
      readonly type: 'choice';
      readonly text: string;
      readonly style: 'buttons' | 'quick_replies' | 'list';
      readonly options: readonly ChoiceOption[];
    }
  | { readonly type: 'choice_reply'; readonly optionId?: string; readonly label: string; readonly repliesTo?: Id }
  | ({ readonly type: 'card' } & Card)
  | { readonly type: 'carousel'; readonly cards: readonly Card[] }
  | { readonly type: 'form_reply'; readonly name?: string; readonly fields: Readonly<Record<string, unknown>> }
  | {
      readonly type: 'template';
      readonly templateId?: Id;
      readonly name?: string;
      readonly language: string;
      readonly params: Readonly<Record<string, string>>;
      readonly rendered?: string;
    }
  | { readonly type: 'call_link'; readonly url: string }
  | { readonly type: 'unsupported'; readonly summary: string };

export interface Delivery {
  readonly state: 'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown';
  readonly error?: { readonly code: string; readonly detail: string; readonly platformCode?: string };
  readonly sentAs?: 'message' | 'reply' | 'push' | 'template' | 'email';
  readonly losses?: readonly string[];
}

export interface Message {
  readonly id: Id;
  readonly conversationId: Id;
  readonly sessionId: Id;
  readonly seq: number;
  readonly direction: 'inbound' | 'outbound';
  readonly visibility: 'public' | 'internal';
  readonly author: Author;
  readonly content: Content;
  readonly quotedMessageId: Id | null;
  readonly reactions: readonly { readonly emoji: string; readonly by: string; readonly at: Time }[];
  readonly externalId: string | null;
  readonly sentAt: Time;
  readonly createdAt: Time;
  readonly editedAt: Time | null;
  readonly deletedAt: Time | null;
  readonly delivery: Delivery | null;
}

export interface Waiting {
  readonly since: Time;
  readonly messageId: Id | null;
  readonly level: 'ok' | 'soon' | 'overdue';
  readonly soonAt: Time | null;
  readonly overdueAt: Time | null;
}

export interface LastMessage {
  readonly id: Id;
  readonly seq: number;
  readonly direction: 'inbound' | 'outbound';
  readonly visibility: 'public' | 'internal';
  readonly author: Author;
  readonly createdAt: Time;
  readonly summary: string;
}

export interface Source {
  readonly kind: 'ad' | 'post' | 'link' | 'qr' | 'site' | 'announcement' | 'other';
  readonly ref?: string;
  readonly url?: string;
  readonly headline?: string;
  readonly body?: string;
  readonly id?: string;
  readonly clickId?: string;
}

export interface Participant {
  readonly memberId: Id;
  readonly joinedAt: Time;
  readonly via: 'join' | 'grab' | 'first_message' | 'assign' | 'transfer';
}

export interface Conversation {
  readonly id: Id;
  readonly channelId: Id;
  readonly contactId: Id;
  readonly identityId: Id;
  readonly sessionId: Id;
  readonly teamId: Id | null;
  readonly assigneeId: Id | null;
  readonly participants: readonly Participant[];
  readonly status: Status;
  readonly statusSince: Time;
  readonly waiting: Waiting | null;
  readonly handler: 'people' | 'bot';
  readonly window: {
    readonly expiresAt: Time | null;
    readonly openedBy: string | null;
    readonly freeReplyUntil: Time | null;
    readonly messagesLeft: number | null;
    readonly after: 'template' | 'push' | 'nothing';
  };
  readonly lastMessage: LastMessage | null;
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly source: Source | null;
  readonly snoozedUntil: Time | null;
  readonly closedAt: Time | null;
  readonly closedBy: Id | null;
  readonly closeReason: string | null;
  readonly mergedInto: Id | null;
  readonly createdAt: Time;
  readonly updatedAt: Time;
  /** Messages that the signed-in member has not read. */
  readonly unread?: number | null;
  /** Where a visitor of the widget is; events do not tell it. */
  readonly presence?: Presence | null;
}

/** Somebody on a website. */
export interface Presence {
  readonly online: boolean;
  readonly state: 'active' | 'idle' | 'away' | 'offline';
  readonly lastActiveAt: Time;
  readonly page: { readonly url: string; readonly title: string } | null;
  readonly place: { readonly country: string | null; readonly region: string | null; readonly city: string | null } | null;
  readonly typingUntil: Time | null;
}

export interface Identity {
  readonly id: Id;
  readonly channelId: Id;
  readonly kind: 'person' | 'group';
  readonly keys: readonly { readonly kind: string; readonly value: string; readonly retiredAt: Time | null }[];
  readonly reachable: boolean;
}

export interface Contact {
  readonly id: Id;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly locale: string | null;
  readonly avatarUrl: string | null;
  readonly identities: readonly Identity[];
  readonly externalIds: readonly { readonly system: string; readonly id: string }[];
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly blockedAt: Time | null;
  readonly optedOut: boolean;
  readonly createdAt: Time;
  readonly updatedAt: Time;
}

export interface EventEnvelope {
  readonly id: Id;
  readonly type: string;
  readonly occurredAt: Time;
  readonly cursor: string;
  readonly conversationSeq: number | null;
  readonly actor: { readonly type: string; readonly id: Id | null; readonly name: string | null };
  readonly data: {
    readonly message?: Message;
    readonly conversation?: Conversation;
    readonly contact?: Contact;
    readonly channel?: { readonly id: Id };
    readonly member?: { readonly id: Id; readonly name: string };
    readonly from?: unknown;
    readonly to?: unknown;
    readonly traceparent?: string;
  };
}

export interface Page<Item> {
  readonly data: readonly Item[];
  readonly nextCursor: string | null;
}

/** What an answer that is no success holds (RFC 9457). */
export interface ProblemDocument {
  readonly code?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

/** Takes an answer's body for what the API promises it is. The one place where the console believes the gateway. */
export async function bodyOf<Body>(response: Response): Promise<Body> {
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as Body;
}

/** What the live stream tells of a visitor between events. */
export interface PresenceNews {
  readonly conversationId: Id;
  readonly presence: Presence | null;
}

export function presenceNewsOf(data: string): PresenceNews {
  return JSON.parse(data) as PresenceNews;
}

/** As `bodyOf`, for an event of the live stream and for what tabs tell each other of it. */
export function eventOf(data: string): EventEnvelope {
  return JSON.parse(data) as EventEnvelope;
}
