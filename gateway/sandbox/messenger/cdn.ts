import type { Ids } from '../ids.ts';
import type { StoredFile } from '../stand-in.ts';

/**
 * A signed link lives this long. Meta names no number and real links live for days; with a day, the moved clock of the
 * sandbox shows what happens to those who keep links instead of files.
 */
export const LINK_LIVES_MS = 24 * 60 * 60_000;

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'audio/mp4': 'mp4',
  'audio/mpeg': 'mp3',
  'video/mp4': 'mp4',
  'text/plain': 'txt',
  'application/pdf': 'pdf',
};

/** Meta's file servers: what customers and the business have sent, and profile pictures. No token is asked for. */
export interface Cdn {
  /** Returns the file's number. */
  keep(file: StoredFile): string;
  find(id: string): StoredFile | undefined;
  /** A signed link, good for `LINK_LIVES_MS`. */
  linkTo(id: string, now: number): string;
  /** The file behind a link; its expiry and its signature must be the ones it was made with. */
  open(path: string, query: URLSearchParams, now: number): StoredFile | 'expired' | 'wrong';
}

/** Empty file servers whose links begin with `baseUrl`. */
export function createCdn(baseUrl: string, ids: Ids): Cdn {
  const files = new Map<string, StoredFile>();
  const signed = new Map<string, { readonly path: string; readonly id: string; readonly until: number }>();
  return {
    keep(file) {
      const id = ids.decimal();
      files.set(id, file);
      return id;
    },
    find: (id) => files.get(id),
    linkTo(id, now) {
      const path = `/v/t59.2708-21/${id}_n/${encodeURIComponent(nameOf(files.get(id)))}`;
      const until = now + LINK_LIVES_MS;
      const signature = `00_${ids.token()}`;
      signed.set(signature, { path, id, until });
      return `${baseUrl}${path}?_nc_cat=101&ccb=1-7&oh=${signature}&oe=${Math.floor(until / 1000).toString(16)}&dl=1`;
    },
    open(path, query, now) {
      const link = signed.get(query.get('oh') ?? '');
      const file = files.get(link?.id ?? '');
      if (link === undefined || file === undefined || link.path !== path) return 'wrong';
      if (query.get('oe') !== Math.floor(link.until / 1000).toString(16)) return 'wrong';
      return now >= link.until ? 'expired' : file;
    },
  };
}

function nameOf(file: StoredFile | undefined): string {
  if (file?.name !== undefined) return file.name;
  const type = file?.mimeType.split(';')[0] ?? '';
  const extension = EXTENSIONS[type] ?? 'bin';
  return type.startsWith('audio/') ? `audioclip.${extension}` : `${type.split('/')[0] ?? 'file'}.${extension}`;
}
