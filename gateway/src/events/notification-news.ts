import { type Cursor, cursorText, lastCursor, parseCursor } from '../store/event-log.ts';
import { lastNews, readNews } from '../store/read/notifications.ts';
import type { Store } from '../store/store.ts';

/** A member's notifications as one live stream sends them: its own place in their news, beside the one in the log. */
export interface NewsReader {
  readonly memberId: string;
  /** Something may be new. */
  isStale: boolean;
  /** The place after all that was given. */
  readonly place: string;
  /** What changed since the last asking, each as JSON and as it is now. */
  next(): Promise<readonly string[]>;
}

const PAGE = 200;
/** Between the two places in the id of a stream's message. */
const AND = '~';

/**
 * Where a live stream begins: the place in the log, and in the news of the member it is for.
 *
 * @param after the id of the last message that was received, or a cursor of the log; null: from now on
 */
export async function streamStart(
  store: Store,
  after: string | null,
  memberId: string | undefined,
): Promise<{ readonly cursor: Cursor; readonly news: NewsReader | undefined }> {
  const [log, news] = placesOf(after ?? '');
  // The news' place is taken first: what is told between the two is then told twice, rather than never.
  const newsPlace = memberId === undefined ? undefined : (parsePlace(news) ?? (await lastNews(store, memberId)));
  const cursor = after === null ? undefined : parseCursor(log);
  return {
    cursor: cursor ?? (await lastCursor(store)),
    news: memberId === undefined || newsPlace === undefined ? undefined : createNewsReader(store, memberId, newsPlace),
  };
}

/** The cursor of the log in the id of a stream's message. */
export function logPlaceOf(id: string): string {
  return placesOf(id)[0];
}

/** The id of a stream's message: where the stream is in the log and, for a member, in their news. */
export function streamId(logPlace: string, news: NewsReader | undefined): string {
  return news === undefined ? logPlace : `${logPlace}${AND}${news.place}`;
}

function placesOf(id: string): readonly [log: string, news: string | undefined] {
  const [log = '', news] = id.split(AND);
  return [log, news];
}

function parsePlace(text: string | undefined): Cursor | undefined {
  return text === undefined ? undefined : parseCursor(text);
}

function createNewsReader(store: Store, memberId: string, start: Cursor): NewsReader {
  let cursor = start;
  return {
    memberId,
    isStale: true,
    get place() {
      return cursorText(cursor);
    },
    async next() {
      const { notifications, next } = await readNews(store, memberId, cursor, PAGE);
      cursor = next;
      return notifications.map((notification) => JSON.stringify(notification));
    },
  };
}
