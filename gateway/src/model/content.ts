/** A file as the API shows it. */
export interface Attachment {
  readonly id: string;
  readonly name: string | null;
  readonly mimeType: string;
  /** Null while the file has not been fetched from the platform yet. */
  readonly bytes: number | null;
  /** Signed and expiring; answers 503 with `Retry-After` while `state` is `pending`. */
  readonly url: string;
  readonly state: 'pending' | 'stored' | 'failed';
  readonly width?: number;
  readonly height?: number;
  readonly durationMs?: number;
}

/** A file as a writer names it: uploaded before with `POST /media`, or at a public address. */
export type AttachmentInput = { readonly mediaId: string } | { readonly url: string; readonly name?: string };

/** A file as a platform announces it: `ref` is whatever the channel needs to fetch it later. */
export interface InboundMedia {
  readonly ref: Readonly<Record<string, string>>;
  readonly mimeType?: string;
  readonly name?: string;
  readonly bytes?: number;
  readonly durationMs?: number;
}

/** A file as a channel may send it: at an address the platform can fetch. */
export interface SendableMedia {
  /** Our attachment's id, for `ChannelIo.readFile` and as the key of an upload that is kept. */
  readonly id?: string;
  readonly url: string;
  readonly mimeType: string;
  readonly bytes: number | null;
  readonly name: string | null;
  readonly durationMs?: number;
}

export interface ContactCard {
  readonly name: string;
  readonly phones: readonly { readonly number: string; readonly label?: string }[];
  readonly emails: readonly { readonly address: string; readonly label?: string }[];
  readonly organization?: string;
}

export interface ChoiceOption {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
}

export type ChoiceStyle = 'buttons' | 'quick_replies' | 'list';

export interface Card<A> {
  readonly title: string;
  readonly text?: string;
  readonly image?: A;
  readonly options: readonly ChoiceOption[];
}

/**
 * What a message says. `A` is how its files are named: `Attachment` when read, `AttachmentInput` when written,
 * `InboundMedia` as parsed, `SendableMedia` when rendered.
 */
export type Content<A = Attachment> =
  | {
      readonly type: 'text';
      readonly text: string;
      /** Members a note calls on, by their ids. */
      readonly mentions?: readonly string[];
    }
  | {
      readonly type: 'image' | 'video' | 'audio' | 'file';
      readonly attachment: A;
      readonly caption?: string;
      /** An audio recorded in the chat, not a music file. */
      readonly voice?: boolean;
    }
  | {
      readonly type: 'sticker';
      readonly attachment?: A;
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
      readonly style: ChoiceStyle;
      readonly options: readonly ChoiceOption[];
    }
  /** A tapped button or list row, a postback, or a typed number or label that matches an option. */
  | { readonly type: 'choice_reply'; readonly optionId?: string; readonly label: string; readonly repliesTo?: string }
  | ({ readonly type: 'card' } & Card<A>)
  | { readonly type: 'carousel'; readonly cards: readonly Card<A>[] }
  | { readonly type: 'form_reply'; readonly name?: string; readonly fields: Readonly<Record<string, unknown>> }
  | {
      readonly type: 'template';
      readonly templateId?: string;
      readonly name?: string;
      readonly language: string;
      readonly params: Readonly<Record<string, string>>;
      readonly rendered?: string;
    }
  | { readonly type: 'call_link'; readonly url: string }
  | { readonly type: 'unsupported'; readonly summary: string };

export type ContentType = Content['type'];

/** Every content type, for filters and schemas. */
export const CONTENT_TYPES = [
  'text',
  'image',
  'video',
  'audio',
  'file',
  'sticker',
  'location',
  'contacts',
  'choice',
  'choice_reply',
  'card',
  'carousel',
  'form_reply',
  'template',
  'call_link',
  'unsupported',
] as const satisfies readonly ContentType[];

/** As what a file is sent and shown, by its MIME type. */
export function fileTypeOf(mimeType: string): 'image' | 'video' | 'audio' | 'file' {
  const [family] = mimeType.toLowerCase().split('/', 1);
  return family === 'image' || family === 'video' || family === 'audio' ? family : 'file';
}

/** The same content with each of its files replaced by what `replace` makes of it. */
export function mapAttachments<A, B>(content: Content<A>, replace: (attachment: A) => B): Content<B> {
  switch (content.type) {
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
      return { ...content, attachment: replace(content.attachment) };
    case 'sticker': {
      const { attachment, ...rest } = content;
      return attachment === undefined ? rest : { ...rest, attachment: replace(attachment) };
    }
    case 'card':
      return { ...mapCard(content, replace), type: 'card' };
    case 'carousel':
      return { ...content, cards: content.cards.map((card) => mapCard(card, replace)) };
    default:
      return content;
  }
}

function mapCard<A, B>(card: Card<A>, replace: (attachment: A) => B): Card<B> {
  const { image, ...rest } = card;
  return image === undefined ? rest : { ...rest, image: replace(image) };
}

/** The files of a content, in the order they are shown. */
export function attachmentsOf<A>(content: Content<A>): readonly A[] {
  const found: A[] = [];
  mapAttachments(content, (attachment) => found.push(attachment));
  return found;
}

/** One line that stands for the content where there is no room for it: lists, quotes, notifications. */
export function summaryOf(content: Content<unknown>): string {
  switch (content.type) {
    case 'text':
      return content.text;
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
      return content.caption ?? `[${content.voice === true ? 'voice' : content.type}]`;
    case 'location':
      return content.name ?? content.address ?? '[location]';
    case 'contacts':
      return content.contacts.map((card) => card.name).join(', ');
    case 'choice':
      return content.text;
    case 'choice_reply':
      return content.label;
    case 'card':
      return content.title;
    case 'carousel':
      return content.cards[0]?.title ?? '[carousel]';
    case 'template':
      return content.rendered ?? `[template ${content.name ?? content.templateId ?? ''}]`;
    case 'call_link':
      return content.url;
    case 'unsupported':
      return content.summary;
    default:
      return `[${content.type}]`;
  }
}
