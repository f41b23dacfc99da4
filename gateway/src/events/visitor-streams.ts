import type { Logger } from '../log/logger.ts';
import type { Conversation } from '../model/conversation.ts';
import type { EventData } from '../model/events.ts';
import type { IdentityKey } from '../model/inbound.ts';
import type { Message } from '../model/message.ts';
import { type Cursor, type EventPlace, lastCursor, readWanted } from '../store/event-log.ts';
import type { Store } from '../store/store.ts';

/** What a visitor's page may have to show. */
export type VisitorHeard =
  | { readonly is: 'message'; readonly message: Message; readonly isNew: boolean }
  | { readonly is: 'conversation'; readonly conversation: Conversation };

/** An open page of a visitor. */
export interface VisitorReader {
  readonly channelId: string;
  readonly keys: readonly IdentityKey[];
  /** The conversation that it follows; null: there is none yet. Changed here when one begins or goes on as another. */
  conversationId: string | null;
  /** Must not throw. What comes while it is not done yet waits for it. */
  heard(news: VisitorHeard): Promise<void> | void;
}

/** The live streams of visitors' pages. */
export interface VisitorStreams {
  /** Tells the reader what happens from now on. Once this resolves, nothing that is committed later is missed. */
  add(reader: VisitorReader): Promise<void>;
  remove(reader: VisitorReader): void;
  /** The open pages of whoever goes by one of these keys. */
  of(channelId: string, keys: readonly IdentityKey[]): readonly VisitorReader[];
  /** Something was committed. Only a hint; the regular look finds it too. */
  wake(): void;
  close(): void;
}

const PAGE = 500;
const POLL_MS = 500;
/** What a visitor is told as a new message, and as a change of one. That an answer was delivered they know best themselves. */
const MESSAGE_EVENTS: ReadonlyMap<string, boolean> = new Map([
  ['message.received', true],
  ['message.sent', true],
  ['message.read', false],
  ['message.updated', false],
  ['message.deleted', false],
]);
const CONVERSATION_EVENTS: ReadonlySet<string> = new Set([
  'conversation.created',
  'conversation.joined',
  'conversation.left',
  'conversation.assigned',
  'conversation.transferred',
  'conversation.closed',
  'conversation.reopened',
]);

/**
 * One reader of the log for all pages of all visitors: it reads where each event belongs, and the events themselves only where a page
 * of that conversation is open. So thousands of idle pages cost one small query a look.
 */
export function createVisitorStreams({ store, log }: { readonly store: Store; readonly log: Logger }): VisitorStreams {
  const byConversation = new Map<string, Set<VisitorReader>>();
  const byKey = new Map<string, Set<VisitorReader>>();
  let cursor: Promise<Cursor> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let busy = false;
  let again = false;

  async function look(): Promise<void> {
    if (cursor === undefined || busy) {
      again = true;
      return;
    }
    busy = true;
    try {
      do {
        again = false;
        await drain();
      } while (again);
    } catch (error) {
      log.error({ err: error }, 'the event log could not be read for visitors; the next look tries again');
    }
    busy = false;
  }

  async function drain(): Promise<void> {
    while (cursor !== undefined) {
      const begun = new Set<string>();
      const page = await readWanted(store, await cursor, PAGE, (place) => isWanted(place, begun));
      for (const { type, dataJson } of page.events) await dispatch(type, JSON.parse(dataJson));
      cursor = Promise.resolve(page.next);
      if (page.isEnd) return;
    }
  }

  /** @param begun conversations that begin on the same page of the log: whose they are only their first event says */
  function isWanted({ type, conversationId }: EventPlace, begun: Set<string>): boolean {
    if (conversationId === null) return false;
    if (type === 'conversation.created') begun.add(conversationId);
    return (byConversation.has(conversationId) || begun.has(conversationId)) && (MESSAGE_EVENTS.has(type) || CONVERSATION_EVENTS.has(type));
  }

  async function dispatch(type: string, { conversation, message, contact, channel }: EventData): Promise<void> {
    if (conversation === undefined || channel?.type !== 'widget') return;
    if (type === 'conversation.created') {
      const keys = contact?.identities.filter((one) => one.id === conversation.identityId).flatMap((one) => one.keys) ?? [];
      for (const reader of readersOf(conversation.channelId, keys)) follow(reader, conversation.id);
    }
    const readers = [...(byConversation.get(conversation.id) ?? [])];
    if (conversation.mergedInto !== null) for (const reader of readers) follow(reader, conversation.mergedInto);
    const isNew = MESSAGE_EVENTS.get(type);
    const isTold = isNew !== undefined && message?.visibility === 'public';
    await Promise.all(
      readers.map(async (reader) => {
        if (CONVERSATION_EVENTS.has(type)) await reader.heard({ is: 'conversation', conversation });
        else if (isTold) await reader.heard({ is: 'message', message, isNew });
      }),
    );
  }

  function readersOf(channelId: string, keys: readonly Pick<IdentityKey, 'kind' | 'value'>[]): readonly VisitorReader[] {
    return [...new Set(keys.flatMap((key) => [...(byKey.get(nameOf(channelId, key)) ?? [])]))];
  }

  function follow(reader: VisitorReader, conversationId: string): void {
    leave(byConversation, reader.conversationId, reader);
    reader.conversationId = conversationId;
    join(byConversation, conversationId, reader);
  }

  return {
    async add(reader) {
      timer ??= setInterval(() => void look(), POLL_MS);
      for (const key of reader.keys) join(byKey, nameOf(reader.channelId, key), reader);
      if (reader.conversationId !== null) join(byConversation, reader.conversationId, reader);
      cursor ??= lastCursor(store);
      await cursor.catch((error: unknown) => {
        cursor = undefined;
        throw error;
      });
    },
    remove(reader) {
      for (const key of reader.keys) leave(byKey, nameOf(reader.channelId, key), reader);
      leave(byConversation, reader.conversationId, reader);
      if (byKey.size > 0) return;
      clearInterval(timer);
      timer = undefined;
      cursor = undefined;
    },
    of: readersOf,
    wake: () => void look(),
    close() {
      clearInterval(timer);
      timer = undefined;
      cursor = undefined;
      byConversation.clear();
      byKey.clear();
    },
  };
}

function nameOf(channelId: string, { kind, value }: Pick<IdentityKey, 'kind' | 'value'>): string {
  return `${channelId} ${kind} ${value}`;
}

function join(map: Map<string, Set<VisitorReader>>, name: string, reader: VisitorReader): void {
  const known = map.get(name);
  if (known === undefined) map.set(name, new Set([reader]));
  else known.add(reader);
}

function leave(map: Map<string, Set<VisitorReader>>, name: string | null, reader: VisitorReader): void {
  if (name === null) return;
  const known = map.get(name);
  known?.delete(reader);
  if (known?.size === 0) map.delete(name);
}
