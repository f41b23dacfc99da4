export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;

/** Whether the time zone has a name in the IANA database (https://www.iana.org/time-zones) that this machine knows. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Reads the clocks of a time zone. */
export interface ZoneClock {
  /** How far the zone's clocks are ahead of UTC at this moment, in milliseconds. Negative in the west. */
  offsetAt(ms: number): number;
  /** How far the zone's full hours lie before those of UTC: 0 up to an hour. Half an hour in India. */
  shiftAt(ms: number): number;
  /** The moment as the zone's clocks show it, with their distance from UTC: `2026-11-20T15:30:00+05:30`. */
  label(ms: number): string;
}

/** @param timeZone one that `isTimeZone` knows */
export function zoneClock(timeZone: string): ZoneClock {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  /** `+05:30`; of UTC the platform says `GMT` alone. */
  const offsetAt = (ms: number) => /[+-]\d\d:\d\d/.exec(format.format(ms))?.[0] ?? '+00:00';
  return {
    offsetAt: (ms) => offsetMs(offsetAt(ms)),
    shiftAt: (ms) => modulo(offsetMs(offsetAt(ms)), HOUR_MS),
    label(ms) {
      const offset = offsetAt(ms);
      return `${new Date(ms + offsetMs(offset)).toISOString().slice(0, 19)}${offset}`;
    },
  };
}

function offsetMs(offset: string): number {
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6));
  return (offset.startsWith('-') ? -minutes : minutes) * MINUTE_MS;
}

function modulo(a: number, b: number): number {
  return ((a % b) + b) % b;
}

/** An hour of a time zone, counted from 1970. */
export function hourOf(ms: number, shiftMs: number): number {
  return Math.floor((ms + shiftMs) / HOUR_MS);
}

/** When it begins. */
export function startOfHour(hour: number, shiftMs: number): number {
  return hour * HOUR_MS - shiftMs;
}
