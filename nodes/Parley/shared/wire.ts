/**
 * What the gateway's API says, written out: the nodes are published without the gateway and import nothing of it.
 * `test/gateway/contract/node-wire-types.test.ts` compares these types with the gateway's own, both ways.
 *
 * Types only, and aliases rather than interfaces, so that each can be handed to n8n as an item's JSON without a cast.
 * Times are ISO-8601 in UTC.
 */

export type Attachment = {
  readonly id: string;
  readonly name: string | null;
  readonly mimeType: string;
  readonly bytes: number | null;
  readonly url: string;
  readonly state: 'pending' | 'stored' | 'failed';
  readonly width?: number;
  readonly height?: number;
  readonly durationMs?: number;
};

export type ContactCard = {
  readonly name: string;
  readonly phones: readonly { readonly number: string; readonly label?: string }[];
  readonly emails: readonly { readonly address: string; readonly label?: string }[];
  readonly organization?: string;
};

export type ChoiceOption = { readonly id: string; readonly label: string; readonly description?: string };

export type Card = {
  readonly title: string;
  readonly text?: string;
  readonly image?: Attachment;
  readonly options: readonly ChoiceOption[];
};

export type TemplateContent = {
  readonly type: 'template';
  readonly templateId?: string;
  readonly name?: string;
  readonly language: string;
  readonly params: Readonly<Record<string, string>>;
  readonly rendered?: string;
};

export type Content =
  | { readonly type: 'text'; readonly text: string; readonly mentions?: readonly string[] }
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
  | { readonly type: 'choice_reply'; readonly optionId?: string; readonly label: string; readonly repliesTo?: string }
  | ({ readonly type: 'card' } & Card)
  | { readonly type: 'carousel'; readonly cards: readonly Card[] }
  | { readonly type: 'form_reply'; readonly name?: string; readonly fields: Readonly<Record<string, unknown>> }
  | TemplateContent
  | { readonly type: 'call_link'; readonly url: string }
  | { readonly type: 'unsupported'; readonly summary: string };

export type Author = {
  readonly type: 'contact' | 'member' | 'bot' | 'system';
  readonly id: string | null;
  readonly name: string | null;
  readonly origin: 'gateway' | 'native_app' | 'workflow';
};

export type DeliveryErrorCode =
  | 'window_closed'
  | 'template_required'
  | 'recipient_unreachable'
  | 'recipient_blocked'
  | 'unsupported_content'
  | 'media_rejected'
  | 'channel_settings'
  | 'policy'
  | 'message_invalid'
  | 'unknown'
  | 'held_by_member';

export type Delivery = {
  readonly state: 'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown';
  readonly error?: { readonly code: DeliveryErrorCode; readonly detail: string; readonly platformCode?: string };
  readonly sentAs?: 'message' | 'reply' | 'push' | 'template' | 'email';
  readonly losses?: readonly string[];
};

export type Message = {
  readonly id: string;
  readonly conversationId: string;
  readonly sessionId: string;
  readonly seq: number;
  readonly direction: 'inbound' | 'outbound';
  readonly visibility: 'public' | 'internal';
  readonly author: Author;
  readonly content: Content;
  readonly quotedMessageId: string | null;
  readonly reactions: readonly { readonly emoji: string; readonly by: string; readonly at: string }[];
  readonly externalId: string | null;
  readonly sentAt: string;
  readonly createdAt: string;
  readonly editedAt: string | null;
  readonly deletedAt: string | null;
  readonly delivery: Delivery | null;
};

export type ChannelType = 'whatsapp' | 'facebook' | 'line' | 'wechat' | 'widget';

export type Status = 'bot' | 'rep_needed' | 'pending' | 'soon_overdue' | 'overdue' | 'active' | 'closed';

export type Conversation = {
  readonly id: string;
  readonly channelId: string;
  readonly contactId: string;
  readonly identityId: string;
  readonly sessionId: string;
  readonly teamId: string | null;
  readonly assigneeId: string | null;
  readonly participants: readonly {
    readonly memberId: string;
    readonly joinedAt: string;
    readonly via: 'join' | 'grab' | 'first_message' | 'assign' | 'transfer';
  }[];
  readonly status: Status;
  readonly statusSince: string;
  readonly because: {
    readonly rule: 'closed' | 'bot_holds_it' | 'nothing_waits' | 'nobody_joined' | 'waits' | 'waits_past_soon' | 'waits_past_overdue';
    readonly since: string;
    readonly messageId: string | null;
    readonly thresholds: { readonly soonAfterSeconds: number; readonly overdueAfterSeconds: number } | null;
    readonly clock: 'wall' | 'business';
    readonly timeZone: string | null;
    readonly actorId: string | null;
  };
  readonly waiting: {
    readonly since: string;
    readonly messageId: string | null;
    readonly level: 'ok' | 'soon' | 'overdue';
    readonly soonAt: string | null;
    readonly overdueAt: string | null;
  } | null;
  readonly handler: 'people' | 'bot';
  readonly window: {
    readonly expiresAt: string | null;
    readonly openedBy: string | null;
    readonly freeReplyUntil: string | null;
    readonly messagesLeft: number | null;
    readonly after: 'template' | 'push' | 'nothing';
  };
  readonly unread: number | null;
  readonly presence: {
    readonly online: boolean;
    readonly state: 'active' | 'idle' | 'away' | 'offline';
    readonly lastActiveAt: string;
    readonly page: { readonly url: string; readonly title: string } | null;
    readonly place: { readonly country: string | null; readonly region: string | null; readonly city: string | null } | null;
    readonly typingUntil: string | null;
  } | null;
  readonly lastMessage: {
    readonly id: string;
    readonly seq: number;
    readonly direction: 'inbound' | 'outbound';
    readonly visibility: 'public' | 'internal';
    readonly author: Author;
    readonly createdAt: string;
    readonly summary: string;
  } | null;
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly source: {
    readonly kind: 'ad' | 'post' | 'link' | 'qr' | 'site' | 'announcement' | 'other';
    readonly ref?: string;
    readonly url?: string;
    readonly headline?: string;
    readonly body?: string;
    readonly id?: string;
    readonly clickId?: string;
  } | null;
  readonly snoozedUntil: string | null;
  readonly closedAt: string | null;
  readonly closedBy: string | null;
  readonly closeReason: string | null;
  readonly mergedInto: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type IdentityKeyKind = 'phone' | 'bsuid' | 'parent_bsuid' | 'user_id' | 'psid' | 'openid' | 'unionid' | 'visitor_id' | 'group';

export type Contact = {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly locale: string | null;
  readonly avatarUrl: string | null;
  readonly identities: readonly {
    readonly id: string;
    readonly channelId: string;
    readonly kind: 'person' | 'group';
    readonly keys: readonly { readonly kind: IdentityKeyKind; readonly value: string; readonly retiredAt: string | null }[];
    readonly reachable: boolean;
  }[];
  readonly externalIds: readonly { readonly system: string; readonly id: string }[];
  readonly tags: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly blockedAt: string | null;
  readonly optedOut: boolean;
  readonly createdAt: string;
  readonly updatedAt: string;
};

/** A page of any list; `nextCursor` is null on the last one. */
export type Page<T> = { readonly data: readonly T[]; readonly nextCursor: string | null };

/** An error as the gateway tells it: RFC 9457 with a stable `code` and a path per bad field. */
export type Problem = {
  readonly title?: string;
  readonly status?: number;
  readonly code?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly path: string; readonly message?: string }[];
};
