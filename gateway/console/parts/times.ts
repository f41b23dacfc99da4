import type { Language } from '../strings/strings.ts';

const cache = new Map<string, Intl.DateTimeFormat>();

function format(language: Language, name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${name}`;
  const known = cache.get(key) ?? new Intl.DateTimeFormat(language, options);
  cache.set(key, known);
  return known;
}

/** `14:05` */
export function hourOf(at: string, language: Language): string {
  return format(language, 'hour', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at));
}

/** `Fri, 20 Nov 2026` */
export function dateOf(at: string, language: Language): string {
  return format(language, 'date', { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(at));
}

/** `20 Nov 2026, 14:05` */
export function momentOf(at: string, language: Language): string {
  return format(language, 'moment', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(at));
}

const DAY_MS = 86_400_000;

/** For a list: the hour of today, the weekday within a week, the date before. */
export function shortTime(at: string, now: number, language: Language): string {
  const then = new Date(at);
  if (new Date(now).toDateString() === then.toDateString()) return hourOf(at, language);
  if (now - then.getTime() < 6 * DAY_MS) return format(language, 'weekday', { weekday: 'short' }).format(then);
  return format(language, 'short', { day: 'numeric', month: 'short' }).format(then);
}
