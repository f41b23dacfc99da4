import { setImmediate as letOthersRun } from 'node:timers/promises';
import { type Flow, type Grouping, NO_FLOW, NOBODY_STANDING, type Period, type Standing } from '../../model/analytics.ts';
import { anyOf } from '../any-of.ts';
import {
  type Division,
  durationsOf,
  messagesIn,
  sessionsAsked,
  sessionsAsking,
  sessionsFinished,
  sessionsOpened,
  sessionsStanding,
} from './analytics-queries.ts';
import type { Reads } from './page.ts';

/** The sessions of one group: how they stood when the period began, and what happened to them, by hour or all at once. */
export interface GroupHistory {
  /** The team's, member's or channel's id; null where there is none. */
  readonly key: string | null;
  readonly before: Standing;
  /** By the hour; without a division by hours all under 0. */
  readonly flows: ReadonlyMap<number, Flow>;
}

/** A flow while it is put together. */
type Growing = { -readonly [Name in keyof Flow]: Flow[Name] extends number ? number : number[] };

/**
 * A long period is read in pieces, with a pause after every question: SQLite reads in the gateway's one thread, and webhooks must not
 * wait. Measured with 200,000 sessions and a million messages a year: see docs/analytics.md.
 */
const PIECE_MS = 7 * 24 * 3_600_000;

/**
 * Reads what happened in the period, divided. Sessions are found by indexes of their times, see `migrations/005-sessions.ts`.
 *
 * Ends are read before beginnings: who is answered or finished between two questions has not left more than there were.
 */
export async function readHistory(reads: Reads, period: Period, division: Division): Promise<readonly GroupHistory[]> {
  const { reader } = reads;
  const groups = new Map<string | null, Map<number, Growing>>();
  const flowsOf = (key: string | null) => {
    const flows = groups.get(key) ?? new Map<number, Growing>();
    groups.set(key, flows);
    return flows;
  };
  const flowOf = ({ groupKey, bucket }: { readonly groupKey: string | null; readonly bucket: number }): Growing => {
    const flows = flowsOf(groupKey);
    const flow = flows.get(bucket) ?? { ...NO_FLOW, firstResponsesMs: [], handlingMs: [] };
    flows.set(bucket, flow);
    return flow;
  };
  for (const piece of piecesOf(period)) {
    for (const row of await paused(sessionsFinished(reader, piece, division))) {
      const flow = flowOf(row);
      for (const name of FINISHED) flow[name] += row[name];
    }
    for (const what of ['handlingMs', 'firstResponsesMs'] as const) {
      for (const row of await paused(durationsOf(reader, piece, division, what))) flowOf(row)[what].push(row.value);
    }
    for (const row of await paused(sessionsAsked(reader, piece, division))) flowOf(row).asked += row.asked;
    for (const row of await paused(sessionsOpened(reader, piece, division))) flowOf(row).opened += row.opened;
    for (const row of await paused(messagesIn(reads, piece, division))) {
      flowOf(row)[row.direction === 'inbound' ? 'messagesIn' : 'messagesOut'] += row.messages;
    }
  }
  for (const row of await paused(sessionsAsking(reader, period, division))) flowOf(row).asked += row.asked;
  const standing = await sessionsStanding(reader, period, division);
  const before = new Map(standing.map(({ groupKey, open, answered, unanswered }) => [groupKey, { open, answered, unanswered }]));
  for (const key of before.keys()) flowsOf(key);
  return [...groups].map(([key, flows]) => ({ key, flows, before: before.get(key) ?? NOBODY_STANDING }));
}

const FINISHED = ['finished', 'missed', 'finishedAnswered', 'finishedUnanswered', 'waits', 'waitedMs'] as const;

function piecesOf({ from, to }: Period): readonly Period[] {
  const count = Math.ceil((to - from) / PIECE_MS);
  return Array.from({ length: count }, (_, i) => ({ from: from + i * PIECE_MS, to: Math.min(from + (i + 1) * PIECE_MS, to) }));
}

async function paused<Rows>(asked: Promise<Rows>): Promise<Rows> {
  const rows = await asked;
  await letOthersRun();
  return rows;
}

/** What the groups are called. Channels and members that are gone keep their names. */
export async function readNames(
  { reader, dialect }: Reads,
  groupBy: Extract<Grouping, 'team' | 'member' | 'channel'>,
  keys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const table = ({ team: 'teams', member: 'members', channel: 'channels' } as const)[groupBy];
  const rows = await reader
    .selectFrom(table)
    .select(['id', 'name'])
    .where(anyOf(dialect, 'id', keys))
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}
