import { createProofs } from '../model/proof.ts';

/** Makes and checks the expiring addresses under which files are served. */
export interface MediaSigner {
  /** An absolute URL, good for `lifetimeMs` and up to an hour more; the same within that hour, so that browsers may cache it. */
  sign(attachmentId: string): string;
  /** Whether these query values are ours for this file and have not expired. In constant time. */
  check(attachmentId: string, expires: unknown, signature: unknown): boolean;
}

const HOUR_S = 3600;
const WEEK_MS = 7 * 24 * HOUR_S * 1000;

/**
 * @param secret the gateway's secret key; a key for this one use is derived from it
 * @param publicUrl `PARLEY_PUBLIC_URL`
 * @param now milliseconds since 1970
 * @param previous the secret key before this one: its addresses go on working
 * @param lifetimeMs how long an address is good at least; default 7 days
 */
export function createMediaSigner(
  secret: Buffer,
  publicUrl: string,
  now: () => number,
  { lifetimeMs = WEEK_MS, previous }: { readonly lifetimeMs?: number; readonly previous?: Buffer | undefined } = {},
): MediaSigner {
  const proofs = createProofs(secret, previous, { use: 'parley media addresses', encoding: 'base64url' });
  const base = publicUrl.replace(/\/+$/, '');
  return {
    sign(attachmentId) {
      const expires = String(Math.ceil((now() + lifetimeMs) / 1000 / HOUR_S) * HOUR_S);
      return `${base}/media/${attachmentId}?expires=${expires}&signature=${proofs.make(`${attachmentId}\n${expires}`)}`;
    },
    check(attachmentId, expires, signature) {
      if (typeof expires !== 'string' || typeof signature !== 'string' || !/^\d{1,12}$/.test(expires)) return false;
      return proofs.holds(`${attachmentId}\n${expires}`, signature) && Number(expires) * 1000 > now();
    },
  };
}

/** What stands for a file's address in stored JSON: an address that expires cannot be stored. */
export const MEDIA_SCHEME = 'parley-media:';

const MARK = `rl":"${MEDIA_SCHEME}`;
const MARKED = /(?<!\\)"(url|avatarUrl)":"parley-media:(att_[0-9A-Za-z]+)"/g;

/**
 * The JSON with every stored file address signed. Only whole `"url":"parley-media:att_…"` members (and a contact's `avatarUrl`) are touched, which no text
 * inside a JSON string can imitate, since its quotes are escaped. (A form's own field named `url` could; whoever fills it in
 * would have to know the random id of a file, and would not be shown the signed address.) JSON without any is returned as it is.
 */
export function withSignedMedia(json: string, sign: (attachmentId: string) => string): string {
  if (!json.includes(MARK)) return json;
  return json.replace(MARKED, (_, member: string, attachmentId: string) => `"${member}":${JSON.stringify(sign(attachmentId))}`);
}
