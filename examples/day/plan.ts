import type { Platform as AnyPlatform } from '../../gateway/sandbox/stand-in.ts';

/** Where customers of this shop write. */
export type Platform = Exclude<AnyPlatform, 'instagram'>;

/** A customer who writes at a minute of the day, and may write again later. */
export interface Visit {
  readonly minute: number;
  readonly platform: Platform;
  /** Which of the platform's customers, counted from 0. */
  readonly customer: number;
  readonly text: string;
}

/** How many customers each platform has. */
export const CUSTOMERS: Readonly<Record<Platform, number>> = { whatsapp: 14, line: 8, facebook: 8, wechat: 5, twilio: 5 };

/** How many customers write in each hour from nine to six: a slow start, noon, and the rush before the evening. */
const PER_HOUR = [4, 6, 8, 11, 7, 6, 8, 10, 5] as const;
export const OPENING_HOUR = 9;
const FOLLOW_UP_CHANCE = 0.4;

const QUESTIONS = [
  'Hello! Do you still have the harbour atlas?',
  'Until when are you open today?',
  'My order HB-1042 has not arrived yet.',
  'Can I pay by invoice?',
  'Do you ship to Beirut?',
  'I would like to return a book.',
  'Is the reading on Friday sold out?',
  'The invoice for my last order is missing.',
  'Could you keep a copy for me until Saturday?',
  'Which of the two editions has the maps?',
] as const;
const FOLLOW_UPS = ['And how much is it?', 'Thank you! One more thing: can a friend pick it up?', 'Are you still there?'] as const;

/**
 * What customers write on a day of `hours` hours, in order of time. The same seed is the same day.
 *
 * @param random gives numbers from 0 up to 1
 */
export function planDay(hours: number, random: () => number): readonly Visit[] {
  const platforms = Object.entries(CUSTOMERS).flatMap(([platform, count]) => Array.from({ length: count }, () => asPlatform(platform)));
  const visits: Visit[] = [];
  for (let hour = 0; hour < hours; hour++) {
    const share = Math.min(1, hours - hour);
    const count = Math.ceil((PER_HOUR[hour % PER_HOUR.length] ?? 0) * share);
    for (let i = 0; i < count; i++) {
      const minute = (hour + random() * share) * 60;
      const platform = pick(platforms, random);
      const customer = Math.floor(random() * CUSTOMERS[platform]);
      visits.push({ minute, platform, customer, text: pick(QUESTIONS, random) });
      if (random() < FOLLOW_UP_CHANCE) {
        visits.push({ minute: minute + 4 + random() * 20, platform, customer, text: pick(FOLLOW_UPS, random) });
      }
    }
  }
  return visits.filter((visit) => visit.minute < hours * 60).toSorted((a, b) => a.minute - b.minute);
}

function asPlatform(name: string): Platform {
  return name === 'line' || name === 'facebook' || name === 'wechat' || name === 'twilio' ? name : 'whatsapp';
}

function pick<One>(list: readonly [One, ...One[]] | readonly One[], random: () => number): One {
  const one = list[Math.floor(random() * list.length)];
  if (one === undefined) throw new Error('there is nothing to pick from');
  return one;
}
