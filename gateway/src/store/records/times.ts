/** A batch shows the same few moments again and again: its own, and when its people first wrote. */
const isoTexts = new Map<number, string>();
const MOST_ISO_TEXTS = 2000;

/** ISO-8601 in UTC. */
export function iso(ms: number): string {
  const known = isoTexts.get(ms);
  if (known !== undefined) return known;
  const text = new Date(ms).toISOString();
  if (isoTexts.size >= MOST_ISO_TEXTS) isoTexts.clear();
  isoTexts.set(ms, text);
  return text;
}

export const isoOrNull = (ms: number | null): string | null => (ms === null ? null : iso(ms));
