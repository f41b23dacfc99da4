import type { Ids } from '../ids.ts';
import type { StoredFile } from '../stand-in.ts';

/** https://developers.weixin.qq.com/doc/service/api/material/temporary/api_uploadtempmedia */
const LIVES_MS = 3 * 24 * 60 * 60_000;

export type MediaKind = 'image' | 'voice' | 'video' | 'thumb';

export interface ShelvedMedia {
  readonly kind: MediaKind;
  readonly file: StoredFile;
  readonly until: number;
}

/** The temporary media of one account: its customers' and its own uploads. */
export interface MediaShelf {
  /** Gives the media id. */
  keep(kind: MediaKind, file: StoredFile, now: number): string;
  /** Undefined where it is unknown or three days old. */
  find(mediaId: string, now: number): ShelvedMedia | undefined;
  /** The same however old: what a phone has once shown stays on it. */
  shown(mediaId: string): StoredFile | undefined;
}

/** An empty shelf. */
export function createMediaShelf(ids: Ids): MediaShelf {
  const media = new Map<string, ShelvedMedia>();
  return {
    keep(kind, file, now) {
      const mediaId = `${ids.token()}${ids.token()}`;
      media.set(mediaId, { kind, file, until: now + LIVES_MS });
      return mediaId;
    },
    find(mediaId, now) {
      const held = media.get(mediaId);
      return held !== undefined && now < held.until ? held : undefined;
    },
    shown: (mediaId) => media.get(mediaId)?.file,
  };
}
