/** Units in which people say how long. */
export const UNITS = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 } as const;
export type Unit = keyof typeof UNITS;

export interface Duration {
  readonly amount: number;
  readonly unit: Unit;
}

/** Seconds in the largest unit that says them whole: 300 are 5 minutes, 90 are 90 seconds. */
export function durationOf(seconds: number): Duration {
  for (const unit of ['days', 'hours', 'minutes'] as const) {
    if (seconds >= UNITS[unit] && seconds % UNITS[unit] === 0) return { amount: seconds / UNITS[unit], unit };
  }
  return { amount: seconds, unit: 'seconds' };
}

export function secondsOf({ amount, unit }: Duration): number {
  return Math.round(amount * UNITS[unit]);
}

export function isUnit(text: string): text is Unit {
  return text in UNITS;
}
