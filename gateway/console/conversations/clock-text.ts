/** A length of time as a clock shows it: `0:42`, `12:05`, `3 h 04`, `2 d 5 h`. The units are the reader's. */
export function clockText(ms: number, units: { readonly hours: string; readonly days: string }): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} ${units.hours} ${two(minutes % 60)}`;
  return `${Math.floor(hours / 24)} ${units.days} ${hours % 24} ${units.hours}`;
}

/** When the text of a clock that runs since then has changed last: by the second in its first hour, by the minute later. */
export function lastChange(since: number, now: number): number {
  const ms = now - since;
  return now - (ms % (ms < 3_600_000 ? 1000 : 60_000));
}

/** How far a wait has come, from 0 to 1 at the moment it is overdue. */
export function waitedShare(since: number, overdueAt: number, now: number): number {
  return overdueAt <= since ? 1 : Math.min(1, Math.max(0, (now - since) / (overdueAt - since)));
}
