import { createHash } from 'node:crypto';
import type { Ids } from '../ids.ts';
import type { StoredFile } from '../stand-in.ts';

/** An address of a media file lives this long: https://developers.facebook.com/documentation/business-messaging/whatsapp/business-phone-numbers/media */
const URL_LIVES_MS = 5 * 60_000;

/** The media a WhatsApp account holds: its customers' and its own uploads. */
export interface MediaShelf {
  keep(file: StoredFile): string;
  find(id: string): StoredFile | undefined;
  /** A fresh address of a file, good for 5 minutes. */
  urlOf(id: string, now: number): string;
  /** What `GET /{media-id}` answers. */
  describe(id: string, now: number): Readonly<Record<string, string | number>> | undefined;
  /** The file an address leads to, unless it is unknown or has expired. */
  open(query: URLSearchParams, now: number): StoredFile | undefined;
}

/** An empty shelf whose addresses begin with `baseUrl`. */
export function createMediaShelf(baseUrl: string, ids: Ids): MediaShelf {
  const files = new Map<string, StoredFile>();
  const doors = new Map<string, { readonly id: string; readonly until: number }>();
  const urlOf = (id: string, now: number): string => {
    const hash = ids.token();
    const until = now + URL_LIVES_MS;
    doors.set(hash, { id, until });
    return `${baseUrl}/whatsapp_business/attachments/?mid=${id}&ext=${Math.floor(until / 1000)}&hash=${hash}`;
  };
  return {
    keep(file) {
      const id = ids.decimal();
      files.set(id, file);
      return id;
    },
    find: (id) => files.get(id),
    urlOf,
    describe(id, now) {
      const file = files.get(id);
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
      return door !== undefined && door.id === query.get('mid') && door.until > now ? files.get(door.id) : undefined;
    },
  };
}
