import type { ServerResponse } from 'node:http';
import type { Logger } from '../log/logger.ts';
import { type NewsReader, streamId } from './notification-news.ts';
import { type Cursor, cursorText, readEvents } from '../store/event-log.ts';
import { seenAmong } from '../store/read/visitors.ts';
import type { Viewer } from '../store/sight.ts';
import type { Store } from '../store/store.ts';

/** The live stream of the log, for as many readers as there are. */
export interface EventStream {
  /**
   * Sends everything after the cursor, and then what happens, as Server-Sent Events, until the reader leaves.
   *
   * @param viewer a member, who is sent what they may see at that moment
   * @param news their notifications
   */
  add(response: ServerResponse, after: Cursor, types: readonly string[], viewer?: Viewer, news?: NewsReader): void;
  /**
   * Something was committed. Only a hint; the regular look finds it too.
   *
   * @param notified members whose notifications changed; null: anybody's may have
   */
  wake(notified?: readonly string[] | null): void;
  /**
   * Tells what is so now and is in no log (who is on the website): each reader, of the conversations that they may see. It has no id,
   * and whoever was not there reads it with the conversation.
   *
   * @param news JSON by conversation
   */
  tell(event: string, news: ReadonlyMap<string, string>): void;
  /** How many readers listen. */
  size(): number;
  close(): void;
}

const PAGE = 200;
const POLL_MS = 500;
/** Proxies close a connection that is silent for long. */
const HEARTBEAT_MS = 15_000;

interface Reader {
  readonly response: ServerResponse;
  readonly types: readonly string[];
  readonly viewer: Viewer;
  cursor: Cursor;
  readonly news: NewsReader | undefined;
  busy: boolean;
  again: boolean;
}

/**
 * Each reader has its own cursor and reads the log by it, so that a stream that breaks goes on exactly where it was: the id of every
 * event is its cursor, and browsers send it back as `Last-Event-ID`.
 */
export function createEventStream(options: {
  readonly store: Store;
  readonly log: Logger;
  readonly withSignedMedia: (json: string) => string;
}): EventStream {
  const readers = new Set<Reader>();
  let poll: NodeJS.Timeout | undefined;
  let heartbeat: NodeJS.Timeout | undefined;

  async function feed(reader: Reader): Promise<void> {
    if (reader.busy) {
      reader.again = true;
      return;
    }
    reader.busy = true;
    try {
      do {
        reader.again = false;
        await drain(reader);
        await drainNews(reader);
      } while (reader.again);
    } catch (error) {
      options.log.error({ err: error }, 'the event log could not be read for a live stream');
    }
    reader.busy = false;
  }

  async function drain(reader: Reader): Promise<void> {
    for (;;) {
      const page = await readEvents(options.store, { after: reader.cursor, limit: PAGE, types: reader.types, viewer: reader.viewer });
      for (const json of page.json) {
        if (!write(reader, `id: ${streamId(cursorOf(json), reader.news)}\ndata: ${options.withSignedMedia(json)}\n\n`))
          await drained(reader);
      }
      reader.cursor = page.next;
      if (page.isEnd || !readers.has(reader)) return;
    }
  }

  /** What changed of a member's notifications, each as it is now. */
  async function drainNews(reader: Reader): Promise<void> {
    const { news } = reader;
    while (news?.isStale === true && readers.has(reader)) {
      news.isStale = false;
      const before = streamId(cursorText(reader.cursor), news);
      const changed = await news.next();
      const after = streamId(cursorText(reader.cursor), news);
      // There may be more; only what is known to be all ends it.
      news.isStale ||= after !== before;
      for (const [index, json] of changed.entries()) {
        // Whoever breaks off in the middle gets all of them once more.
        const id = index === changed.length - 1 ? after : before;
        if (!write(reader, `id: ${id}\nevent: notification\ndata: ${options.withSignedMedia(json)}\n\n`)) await drained(reader);
      }
    }
  }

  function write(reader: Reader, text: string): boolean {
    return !readers.has(reader) || reader.response.write(text);
  }

  function drained(reader: Reader): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        reader.response.off('drain', end);
        reader.response.off('close', end);
        resolve();
      };
      reader.response.on('drain', end);
      reader.response.on('close', end);
    });
  }

  /** @param notified whose notifications may have changed; null: anybody's */
  function feedAll(notified: readonly string[] | null): void {
    for (const reader of readers) {
      if (reader.news !== undefined && (notified === null || notified.includes(reader.news.memberId))) reader.news.isStale = true;
      void feed(reader);
    }
  }

  function stopTimers(): void {
    clearInterval(poll);
    clearInterval(heartbeat);
    poll = undefined;
    heartbeat = undefined;
  }

  return {
    size: () => readers.size,
    add(response, after, types, viewer, news) {
      const reader: Reader = { response, types, viewer, cursor: after, news, busy: false, again: false };
      readers.add(reader);
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
      response.write(`retry: 1000\n: from ${streamId(cursorText(after), news)}\n\n`);
      response.on('close', () => {
        readers.delete(reader);
        if (readers.size === 0) stopTimers();
      });
      poll ??= setInterval(() => feedAll(null), POLL_MS);
      heartbeat ??= setInterval(() => {
        for (const one of readers) write(one, ': here\n\n');
      }, HEARTBEAT_MS);
      void feed(reader);
    },
    wake: (notified = []) => feedAll(notified),
    tell(event, news) {
      for (const reader of readers) {
        seenAmong(options.store, [...news.keys()], reader.viewer)
          .then((seen) => {
            for (const [id, json] of news) if (seen.has(id)) write(reader, `event: ${event}\ndata: ${json}\n\n`);
          })
          .catch((error: unknown) => options.log.error({ err: error }, 'a live stream could not be told what is so now'));
      }
    },
    close() {
      stopTimers();
      for (const reader of readers) reader.response.end();
      readers.clear();
    },
  };
}

/** The envelope's own cursor, which stands near its beginning. */
function cursorOf(json: string): string {
  return /"cursor":"([\d.]+)"/.exec(json)?.[1] ?? '';
}
