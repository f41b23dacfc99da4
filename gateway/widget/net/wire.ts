// What the gateway says to a widget and hears from it, written out from `gateway/src/http/widget/wire.ts`: the widget knows the gateway
// only over HTTP. The only place where what comes from outside gets its type.

export interface PreChatField {
  readonly name: string;
  /** Left out for `name`, `email` and `phone`, which every language has words for. */
  readonly label?: string;
  readonly type: 'text' | 'email' | 'tel' | 'textarea';
  readonly required: boolean;
}

export interface Appearance {
  /** `#rrggbb` */
  readonly colour: string;
  readonly position: 'left' | 'right';
  readonly title: string;
  readonly launcherText?: string;
  readonly logoUrl?: string;
  /** Words of the widget's own that the business says differently, by their names in `strings/en.ts`. */
  readonly texts?: Readonly<Record<string, string>>;
}

export interface Settings {
  readonly name: string;
  /** BCP 47, or `auto`: the page's or the browser's. */
  readonly locale: string;
  readonly appearance: Appearance;
  readonly welcome?: string;
  readonly hours: { readonly open: boolean; readonly message?: string; readonly nextOpenAt?: string };
  /** Questions before the first message; `name`, `email` and `phone` also become the contact's. */
  readonly preChat?: readonly PreChatField[];
  readonly files: { readonly maxBytes: number; readonly types: readonly string[] };
  readonly conference: boolean;
  /** To be agreed to before anything is kept or sent. */
  readonly consent?: { readonly text: string; readonly url?: string };
  /** Another one for every other answer. */
  readonly version: string;
  /** Only visitors that the site has signed for can write. */
  readonly requireIdentity: boolean;
  readonly announcements: readonly Announcement[];
}

/** Something said to everybody on the site: in the order in which they began, all that run now. */
export interface Announcement {
  readonly id: string;
  readonly content: Content;
  readonly startsAt: string;
}

/** What the page tells of the visitor; it proves nothing. */
export interface Facts {
  readonly name?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly attributes?: Readonly<Record<string, string | number | boolean | null>>;
}

/** Somebody who is signed in on the site, with what the site's own server signed. */
export interface Identity extends Facts {
  readonly id: string;
  /** Seconds since 1970. */
  readonly expires: number;
  readonly signature: string;
}

export interface ConversationView {
  readonly id: string;
  readonly status: 'open' | 'closed';
  readonly assignee: { readonly name: string; readonly avatarUrl: string | null } | null;
  /** The team has read the visitor's messages up to this `seq`. */
  readonly readUpTo: number;
}

export interface Session {
  readonly token: string;
  /** When a known visitor must be signed anew; null: an anonymous one. */
  readonly expiresAt: string | null;
  readonly visitor: { readonly id: string; readonly name: string | null; readonly email: string | null; readonly isKnown: boolean };
  readonly conversation: ConversationView | null;
  readonly unread: number;
  readonly announcements: readonly Announcement[];
  readonly cursor: string;
}

export interface Attachment {
  readonly id: string;
  readonly name: string | null;
  readonly mimeType: string;
  readonly bytes: number | null;
  readonly url: string;
  readonly state: 'pending' | 'stored' | 'failed';
  readonly width?: number;
  readonly height?: number;
  readonly durationMs?: number;
}

export interface Option {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
}

export interface Card {
  readonly title: string;
  readonly text?: string;
  readonly image?: Attachment;
  readonly options: readonly Option[];
}

export type Content =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'image' | 'video' | 'audio' | 'file';
      readonly attachment: Attachment;
      readonly caption?: string;
      readonly voice?: boolean;
    }
  | { readonly type: 'sticker'; readonly attachment?: Attachment; readonly keywords?: readonly string[] }
  | {
      readonly type: 'location';
      readonly latitude: number;
      readonly longitude: number;
      readonly name?: string;
      readonly address?: string;
    }
  | {
      readonly type: 'contacts';
      readonly contacts: readonly {
        readonly name: string;
        readonly phones: readonly { readonly number: string }[];
        readonly emails: readonly { readonly address: string }[];
      }[];
    }
  | {
      readonly type: 'choice';
      readonly text: string;
      readonly style: 'buttons' | 'quick_replies' | 'list';
      readonly options: readonly Option[];
    }
  | { readonly type: 'choice_reply'; readonly optionId?: string; readonly label: string; readonly repliesTo?: string }
  | ({ readonly type: 'card' } & Card)
  | { readonly type: 'carousel'; readonly cards: readonly Card[] }
  | { readonly type: 'form_reply'; readonly name?: string; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly type: 'template'; readonly rendered?: string }
  | { readonly type: 'call_link'; readonly url: string }
  | { readonly type: 'unsupported'; readonly summary: string };

/** What a visitor may say; files by the ids of their uploads. */
export type Said =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'image' | 'video' | 'audio' | 'file';
      readonly attachment: { readonly mediaId: string };
      readonly caption?: string;
      readonly voice?: boolean;
    }
  | { readonly type: 'choice_reply'; readonly optionId: string; readonly label: string; readonly repliesTo: string }
  | { readonly type: 'form_reply'; readonly name: string; readonly fields: Readonly<Record<string, string>> };

export interface WidgetMessage {
  readonly id: string;
  readonly clientId: string | null;
  readonly seq: number;
  /** `in`: from the visitor. */
  readonly direction: 'in' | 'out';
  readonly author: { readonly kind: 'visitor' | 'member' | 'bot'; readonly name: string | null; readonly avatarUrl: string | null };
  readonly content: Content;
  readonly sentAt: string;
  readonly status: 'sent' | 'delivered' | 'read';
  readonly quoted: { readonly id: string; readonly direction: 'in' | 'out'; readonly summary: string } | null;
  readonly reactions: readonly { readonly emoji: string; readonly mine: boolean }[];
  readonly editedAt: string | null;
  /** Taken back: the content says only that. */
  readonly deletedAt: string | null;
}

export interface MessagePage {
  readonly messages: readonly WidgetMessage[];
  readonly hasMore: boolean;
}

export interface Uploaded {
  readonly mediaId: string;
  readonly mime: string;
  readonly bytes: number;
}

export interface ProblemBody {
  readonly code?: string;
  readonly detail?: string;
}

/** What happened, as the live stream tells it. */
export type LiveEvent =
  | { readonly is: 'message' | 'message.updated'; readonly data: WidgetMessage }
  | { readonly is: 'typing'; readonly data: { readonly on: boolean; readonly name: string | null } }
  | { readonly is: 'conversation'; readonly data: ConversationView }
  | { readonly is: 'read'; readonly data: { readonly seq: number } }
  /** All that is announced now. */
  | { readonly is: 'announcements'; readonly data: readonly Announcement[] }
  /** What `GET settings` answers has changed. */
  | { readonly is: 'settings'; readonly data: object }
  /** The session is over: signed out, or the identity has expired. */
  | { readonly is: 'over'; readonly data: { readonly code: string } };

/**
 * Reads JSON so that nothing a page has put into `Object.prototype` can be taken for something the gateway said. Throws where it is
 * none, as `JSON.parse` does.
 */
export function readJson<T>(text: string): T {
  return JSON.parse(text, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.setPrototypeOf(value, null) : value,
  ) as T;
}

const EVENTS: ReadonlySet<string> = new Set([
  'message',
  'message.updated',
  'typing',
  'read',
  'conversation',
  'announcements',
  'settings',
  'over',
]);

/** An event of the stream; undefined where its name is not one of ours, or its data cannot be read. */
export function readEvent(name: string, data: string): LiveEvent | undefined {
  if (!EVENTS.has(name)) return undefined;
  try {
    return { is: name, data: readJson(data) } as LiveEvent;
  } catch {
    return undefined;
  }
}
