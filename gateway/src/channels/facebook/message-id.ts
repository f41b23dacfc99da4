/** Stands between Meta's id and ours; Meta's own ids are base64url with a prefix and never have it. */
const MARK = '#';
/** Messages of one Meta message that an unsend reaches; people send at most this many files at once on Instagram. */
export const MOST_PARTS = 10;

/**
 * Our name for the `part`th message that one of Meta's becomes, counted from 0: Meta puts several files under one id, and a message
 * here shows one.
 */
export function partOf(mid: string, part: number): string {
  return part === 0 ? mid : `${mid}${MARK}${part + 1}`;
}

/** Our name for something said that Meta gives no id, as a tapped button. */
export function nameless(hash: string): string {
  return `${MARK}${hash}`;
}

/** Meta's id in one of our names; undefined where Meta has given none, so that nothing can refer to it. */
export function midOf(externalId: string): string | undefined {
  const mid = externalId.split(MARK, 1)[0] ?? '';
  return mid === '' ? undefined : mid;
}
