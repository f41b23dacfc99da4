import type { Presence } from '../api/wire.ts';
import { momentOf } from '../parts/times.ts';
import type { Strings } from '../strings/en.ts';
import type { Language } from '../strings/strings.ts';

/** Whether a visitor is on the website now, in a few words; when they were last, where they are not. */
export function presenceWords({ state, lastActiveAt }: Presence, s: Strings, language: Language): string {
  return state === 'offline' ? s.panel.lastSeen(momentOf(lastActiveAt, language)) : s.panel.visitor[state];
}

/** The place in one line, as far as it is known. */
export function placeWords({ place }: Presence): string {
  return [place?.city, place?.region, place?.country].filter(Boolean).join(', ');
}
