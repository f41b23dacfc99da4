import { createHash } from 'node:crypto';
import type { Ids } from '../ids.ts';
import type { StoredFile } from '../stand-in.ts';

/** An address of a media file lives this long: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media */
const URL_LIVES_MS = 5 * 60_000;
/** An uploaded file lives this long, one of a customer a week (same page). */
const UPLOAD_LIVES_MS = 30 * 24 * 3_600_000;
const RECEIVED_LIVES_MS = 7 * 24 * 3_600_000;

/** The media a WhatsApp account holds: its customers' and its own uploads. */
export interface MediaShelf {
  /** A customer's file. */
  keep(file: StoredFile, now: number): string;
  /** A file of the business. */
  keepUpload(file: StoredFile, now: number): string;
  isUpload(id: string): boolean;
  find(id: string, now: number): StoredFile | undefined;
  drop(id: string): void;
  /** A fresh address of a file, good for 5 minutes. */
  urlOf(id: string, now: number): string;
  /** What `GET /{media-id}` answers. */
  describe(id: string, now: number): Readonly<Record<string, string | number>> | undefined;
  /** The file an address leads to, unless it is unknown or has expired. */
  open(query: URLSearchParams, now: number): StoredFile | undefined;
}

/** An empty shelf whose addresses begin with `baseUrl`. */
export function createMediaShelf(baseUrl: string, ids: Ids): MediaShelf {
  const files = new Map<string, { readonly file: StoredFile; readonly until: number; readonly isUpload: boolean }>();
  const put = (file: StoredFile, until: number, isUpload: boolean): string => {
    const id = ids.decimal();
    files.set(id, { file, until, isUpload });
    return id;
  };
  const find = (id: string, now: number): StoredFile | undefined => {
    const kept = files.get(id);
    return kept !== undefined && now < kept.until ? kept.file : undefined;
  };
  const doors = new Map<string, { readonly id: string; readonly until: number }>();
  const urlOf = (id: string, now: number): string => {
    const hash = ids.token();
    const until = now + URL_LIVES_MS;
    doors.set(hash, { id, until });
    return `${baseUrl}/whatsapp_business/attachments/?mid=${id}&ext=${Math.floor(until / 1000)}&hash=${hash}`;
  };
  return {
    keep: (file, now) => put(file, now + RECEIVED_LIVES_MS, false),
    keepUpload: (file, now) => put(file, now + UPLOAD_LIVES_MS, true),
    isUpload: (id) => files.get(id)?.isUpload === true,
    find,
    drop: (id) => void files.delete(id),
    urlOf,
    describe(id, now) {
      const file = find(id, now);
      if (file === undefined) return undefined;
      return {
        messaging_product: 'whatsapp',
        url: urlOf(id, now),
        mime_type: file.mimeType,
        sha256: createHash('sha256').update(file.bytes).digest('hex'),
        file_size: file.bytes.length,
        id,
      };
    },
    open(query, now) {
      const door = doors.get(query.get('hash') ?? '');
      return door !== undefined && door.id === query.get('mid') && door.until > now ? find(door.id, now) : undefined;
    },
  };
}
