import type { Ids } from '../ids.ts';
import type { StoredFile } from '../stand-in.ts';

/** How long a signed address leads to its file. Twilio says only that it is short-lived (the figure is this stand-in's). */
const SIGNED_LIVES_MS = 4 * 60 * 60_000;

/** A file that came with a message. */
export interface TwilioMedia {
  /** `ME` and 32 hexadecimal digits. */
  readonly sid: string;
  readonly messageSid: string;
  readonly file: StoredFile;
  readonly createdAt: number;
}

/** The files of an account: https://www.twilio.com/docs/messaging/api/media-resource */
export interface MediaShelf {
  keep(messageSid: string, file: StoredFile, now: number): TwilioMedia;
  find(sid: string): TwilioMedia | undefined;
  /** An address on the host that holds the bytes, which needs no credentials and wants none. */
  sign(media: TwilioMedia, now: number): string;
  /** The file a signed address leads to, unless it is made up or has expired. */
  open(path: string, query: URLSearchParams, now: number): StoredFile | undefined;
}

/** An empty shelf. `mediaUrl`: where signed addresses begin, without a slash at the end. */
export function createMediaShelf(accountSid: string, mediaUrl: string, ids: Ids): MediaShelf {
  const media = new Map<string, TwilioMedia>();
  const doors = new Map<string, { readonly sid: string; readonly signature: string; readonly until: number }>();
  return {
    keep(messageSid, file, now) {
      const kept = { sid: `ME${ids.uuid().replaceAll('-', '')}`, messageSid, file, createdAt: now };
      media.set(kept.sid, kept);
      return kept;
    },
    find: (sid) => media.get(sid),
    sign({ sid }, now) {
      const until = now + SIGNED_LIVES_MS;
      const [path, signature] = [`/mms/${accountSid}/${ids.uuid().replaceAll('-', '')}`, ids.token()];
      doors.set(path, { sid, signature, until });
      return `${mediaUrl}${path}?Expires=${Math.floor(until / 1000)}&Signature=${signature}&Key-Pair-Id=SANDBOX`;
    },
    open(path, query, now) {
      const door = doors.get(path);
      return door !== undefined && door.signature === query.get('Signature') && now < door.until ? media.get(door.sid)?.file : undefined;
    },
  };
}
