import { z } from 'zod';
import { type ExpectedLoad, readExpectedLoad } from '../store/read/expected-load.ts';
import type { Reads } from '../store/read/page.ts';
import type { ChannelRow } from '../store/schema.ts';

const DAYS = 7;
const DAY_MS = 24 * 3_600_000;

/** What somebody should know who has people answer on a channel. */
export const channelWarningSchema = z
  .object({
    code: z.literal('expected_load'),
    detail: z.string(),
    days: z.number().meta({ description: 'Over so many days it was counted.' }),
    messages: z.number(),
    customers: z.number(),
    messagesPerDay: z.number(),
    customersPerDay: z.number().meta({ description: 'Different customers of those days, divided by the days.' }),
    representatives: z.number().meta({ description: 'People who serve the channel.' }),
  })
  .meta({ id: 'ChannelWarning' });
export type ChannelWarning = z.output<typeof channelWarningSchema>;

/** What comes with the switch from one-way to two-way: the load to expect, from the last week's. Nothing where nothing is switched on. */
export async function twoWayWarnings(
  reads: Reads,
  row: ChannelRow,
  wanted: boolean | undefined,
  now: number,
): Promise<readonly ChannelWarning[]> {
  if (wanted !== true || row.twoWay === 1) return [];
  return [warningOf(await readExpectedLoad(reads, row.id, now - DAYS * DAY_MS))];
}

function warningOf({ messages, customers, representatives }: ExpectedLoad): ChannelWarning {
  const perDay = (count: number) => Math.round((count / DAYS) * 10) / 10;
  const [messagesPerDay, customersPerDay] = [perDay(messages), perDay(customers)];
  const people = representatives === 1 ? '1 person serves' : `${representatives} people serve`;
  const detail = `From now on customers wait here until somebody answers. In the last ${DAYS} days ${messages} messages of ${customers} customers came in, ${messagesPerDay} and ${customersPerDay} a day; ${people} this channel.`;
  return { code: 'expected_load', detail, days: DAYS, messages, customers, messagesPerDay, customersPerDay, representatives };
}
