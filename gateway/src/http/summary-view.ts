import { setImmediate as letOthersRun } from 'node:timers/promises';
import {
  type Grouping,
  NO_FLOW,
  NOBODY_STANDING,
  type Period,
  allFlow,
  allStanding,
  figuresOf,
  standingAfter,
} from '../model/analytics.ts';
import { hourOf, startOfHour, zoneClock } from '../model/hours.ts';
import { type GroupHistory, readHistory, readNames } from '../store/read/analytics.ts';
import type { Reads } from '../store/read/page.ts';
import type { Viewer } from '../store/sight.ts';
import type { Summary } from './schemas/analytics.ts';
import { iso } from './times.ts';

type Group = Summary['groups'][number];

/** A year of hours takes longer than webhooks should wait. */
const HOURS_AT_ONCE = 500;

/** The figures of a period, in total and divided. Groups in which nothing happened are left out; hours are not. */
export async function summaryView(reads: Reads, period: Period, groupBy: Grouping, timeZone: string, viewer?: Viewer): Promise<Summary> {
  const shiftMs = groupBy === 'hour' ? zoneClock(timeZone).shiftAt(period.from) : 0;
  const histories = await readHistory(reads, period, { groupBy, shiftMs, viewer });
  return {
    from: iso(period.from),
    to: iso(period.to),
    groupBy,
    timeZone,
    total: figuresOf(allStanding(histories.map(({ before }) => before)), allFlow(histories.flatMap(({ flows }) => [...flows.values()]))),
    groups: await groupsOf(reads, histories, groupBy, () => hoursOf(histories[0], period, timeZone, shiftMs)),
  };
}

async function groupsOf(
  reads: Reads,
  histories: readonly GroupHistory[],
  groupBy: Grouping,
  hours: () => Promise<Group[]>,
): Promise<Group[]> {
  switch (groupBy) {
    case 'none':
      return [];
    case 'hour':
      return hours();
    case 'team':
    case 'member':
    case 'channel': {
      const names = await readNames(reads, groupBy, histories.flatMap(({ key }) => key ?? [])); // prettier-ignore
      return histories
        .map(({ key, before, flows }) => ({
          key,
          name: (key === null ? undefined : names.get(key)) ?? null,
          ...figuresOf(before, flows.get(0) ?? NO_FLOW),
        }))
        .sort(byName);
    }
  }
}

/** By name, nobody last; who has lost the name, by id after the others. */
function byName(a: Group, b: Group): number {
  if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
  if (a.name === null || b.name === null) return Number(a.name === null) - Number(b.name === null) || compare(a.key, b.key);
  return compare(a.name, b.name) || compare(a.key, b.key);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/**
 * One group for each hour that the period touches: each is the summary of that hour, as far as it lies in the period. Hours begin with
 * the full hours of the zone as they are at the beginning of the period, and last 60 minutes.
 */
async function hoursOf(history: GroupHistory | undefined, period: Period, timeZone: string, shiftMs: number): Promise<Group[]> {
  const clock = zoneClock(timeZone);
  const groups: Group[] = [];
  let before = history?.before ?? NOBODY_STANDING;
  for (let hour = hourOf(period.from, shiftMs); hour <= hourOf(period.to - 1, shiftMs); hour++) {
    const flow = history?.flows.get(hour) ?? NO_FLOW;
    const key = clock.label(startOfHour(hour, shiftMs));
    groups.push({ key, name: key.slice(0, 16).replace('T', ' '), ...figuresOf(before, flow) });
    before = standingAfter(before, flow);
    if (groups.length % HOURS_AT_ONCE === 0) await letOthersRun();
  }
  return groups;
}
