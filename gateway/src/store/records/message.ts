import type { Attachment, Content } from '../../model/content.ts';
import type { StatusReport } from '../../model/delivery.ts';
import type { EchoedTry, HeldEcho } from '../../model/echo.ts';
import type { Author, Delivery, Direction, Message, Reaction, Visibility } from '../../model/message.ts';
import type { MessageRow } from '../schema.ts';
import { iso, isoOrNull } from './times.ts';

/** What the writer of an outbound message asked for, and how far its parts have come. */
export interface SendRequest {
  readonly onWindowClosed: 'fail' | 'template' | 'queue';
  readonly fallback: Content | null;
  readonly answers: boolean;
  /** Platform ids of the parts that are out, in order. */
  readonly sent: readonly string[];
  /** Whether `sent` holds those of the fallback. */
  readonly usingFallback: boolean;
  /** The try under way may have used the free reply, whose doubles no platform notices. */
  readonly offeredFreeReply?: boolean;
  /** The canned template that was filled to make the content. */
  readonly cannedId?: string;
  /** When the platform took the last part, on our clock: what a watermark is compared with. */
  readonly acceptedAt?: number;
  /** Reports that came while parts of it were still to go out: they are folded in when the last one is. */
  readonly heldReports?: readonly StatusReport[];
  /** Platform ids of tries that were given up for a closed window: what is told of them is about nothing any more. */
  readonly abandoned?: readonly string[];
  /** The last try whose ending is not known, where its echo names no send: under way, or without an answer. */
  readonly echoedTry?: EchoedTry;
  /** Echoes that came while this message was under way, and that may be its own. */
  readonly heldEchoes?: readonly HeldEcho[];
  /** When the platform was first asked to take it, on our clock: a message is given up a day later. */
  readonly firstTriedAt?: number;
  /** The span that it was written in, where traces are kept. */
  readonly traceparent?: string;
  /** The wait whose held question this is: without it, there is nothing to ask any more. */
  readonly waitId?: string;
}

export interface MessageRecord {
  readonly id: string;
  conversationId: string;
  readonly sessionId: string;
  readonly channelId: string;
  readonly seq: number;
  readonly direction: Direction;
  readonly visibility: Visibility;
  readonly author: Author;
  content: Content;
  readonly quotedMessageId: string | null;
  reactions: readonly Reaction[];
  externalId: string | null;
  readonly tokens: Readonly<Record<string, string>> | null;
  readonly webhookId: string | null;
  readonly sentAt: number;
  readonly createdAt: number;
  editedAt: number | null;
  deletedAt: number | null;
  delivery: Delivery | null;
  send: SendRequest | null;
}

export function messageRecord(row: MessageRow): MessageRecord {
  const {
    authorJson,
    contentJson,
    contentType: _type,
    reactionsJson,
    tokensJson,
    deliveryState: _state,
    deliveryJson,
    sendJson,
    ...rest
  } = row;
  return {
    ...rest,
    direction: row.direction === 'inbound' ? 'inbound' : 'outbound',
    visibility: row.visibility === 'internal' ? 'internal' : 'public',
    author: JSON.parse(authorJson),
    content: JSON.parse(contentJson),
    reactions: reactionsJson === null ? [] : JSON.parse(reactionsJson),
    tokens: tokensJson === null ? null : JSON.parse(tokensJson),
    delivery: deliveryJson === null ? null : JSON.parse(deliveryJson),
    send: sendJson === null ? null : JSON.parse(sendJson),
  };
}

export const MESSAGE_COLUMNS = [
  'id', 'conversationId', 'sessionId', 'channelId', 'seq', 'direction', 'visibility', 'authorJson', 'contentType', 'contentJson',
  'quotedMessageId', 'reactionsJson', 'externalId', 'tokensJson', 'webhookId', 'sentAt', 'createdAt', 'editedAt', 'deletedAt',
  'deliveryState', 'deliveryJson', 'sendJson',
] as const satisfies readonly (keyof MessageRow)[]; // prettier-ignore

/** In the order of `MESSAGE_COLUMNS`. */
export function messageValues(message: MessageRecord): readonly unknown[] {
  return [
    message.id,
    message.conversationId,
    message.sessionId,
    message.channelId,
    message.seq,
    message.direction,
    message.visibility,
    JSON.stringify(message.author),
    message.content.type,
    JSON.stringify(message.content),
    message.quotedMessageId,
    message.reactions.length === 0 ? null : JSON.stringify(message.reactions),
    message.externalId,
    message.tokens === null ? null : JSON.stringify(message.tokens),
    message.webhookId,
    message.sentAt,
    message.createdAt,
    message.editedAt,
    message.deletedAt,
    message.delivery === null ? null : message.delivery.state,
    message.delivery === null ? null : JSON.stringify(message.delivery),
    message.send === null ? null : JSON.stringify(message.send),
  ];
}

export function presentMessage(message: MessageRecord): Message {
  return {
    id: message.id,
    conversationId: message.conversationId,
    sessionId: message.sessionId,
    seq: message.seq,
    direction: message.direction,
    visibility: message.visibility,
    author: message.author,
    content: message.content,
    quotedMessageId: message.quotedMessageId,
    reactions: message.reactions,
    externalId: message.externalId,
    sentAt: iso(message.sentAt),
    createdAt: iso(message.createdAt),
    editedAt: isoOrNull(message.editedAt),
    deletedAt: isoOrNull(message.deletedAt),
    delivery: message.delivery,
  };
}

/** A file as it is written into a message: its address is made when somebody reads it, see `withSignedMedia`. */
export function storedAttachment(file: Omit<Attachment, 'url'>): Attachment {
  return { ...file, url: `parley-media:${file.id}` };
}
