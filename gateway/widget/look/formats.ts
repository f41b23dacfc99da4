/** Says times and sizes as people of this locale do. */
export interface Formats {
  hour(iso: string): string;
  /** A day as a heading: today and yesterday by their names. */
  day(iso: string): string;
  /** A moment that is to come: the hour today, else with its day. */
  moment(iso: string): string;
  bytes(count: number): string;
}

const DAY_MS = 86_400_000;
const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

export function createFormats(
  locale: string,
  words: { readonly today: string; readonly yesterday: string },
  now: () => number = Date.now,
): Formats {
  const hour = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' });
  const day = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
  const moment = new Intl.DateTimeFormat(locale, { weekday: 'long', hour: 'numeric', minute: '2-digit' });
  const dayOf = (at: Date) => at.toDateString();
  return {
    hour: (iso) => hour.format(new Date(iso)),
    day(iso) {
      const at = new Date(iso);
      if (dayOf(at) === dayOf(new Date(now()))) return words.today;
      return dayOf(at) === dayOf(new Date(now() - DAY_MS)) ? words.yesterday : day.format(at);
    },
    moment(iso) {
      const at = new Date(iso);
      return (dayOf(at) === dayOf(new Date(now())) ? hour : moment).format(at);
    },
    bytes(count) {
      const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, count)) / 3));
      const unit = UNITS[step] ?? 'byte';
      return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: step > 1 ? 1 : 0 }).format(
        count / 1000 ** step,
      );
    },
  };
}
