/** How long a customer waits, as rows keep it: 0 nobody waits, 1 ok, 2 soon overdue, 3 overdue. */
export const WAIT_LEVELS = { none: 0, ok: 1, soon: 2, overdue: 3 } as const;

/** A moment after all others, so that queries need not know of waits that are never overdue. */
export const NEVER = Number.MAX_SAFE_INTEGER;

interface WaitTimes {
  readonly closedAt: number | null;
  readonly waitingSince: number | null;
  readonly soonAt: number | null;
  readonly overdueAt: number | null;
}

/** The level at `now` and when it is over, if time alone ends it. A level begins after its moment, see `waitingAt` in `model/status.ts`. */
export function waitLevelAt(wait: WaitTimes, now: number): { readonly waitLevel: number; readonly levelDueAt: number | null } {
  if (wait.waitingSince === null || wait.closedAt !== null) return { waitLevel: WAIT_LEVELS.none, levelDueAt: null };
  const soonAt = wait.soonAt ?? NEVER;
  const overdueAt = wait.overdueAt ?? NEVER;
  if (overdueAt < now) return { waitLevel: WAIT_LEVELS.overdue, levelDueAt: null };
  const isSoon = soonAt < now;
  const next = isSoon ? overdueAt : Math.min(soonAt, overdueAt);
  return { waitLevel: isSoon ? WAIT_LEVELS.soon : WAIT_LEVELS.ok, levelDueAt: next === NEVER ? null : next };
}

/** Which tally a conversation belongs to: what its row has of `TALLY_COLUMNS`, as one text. */
export type TallyKey = string;

/** What conversations are counted by, in the order of a `TallyKey`. */
export const TALLY_COLUMNS = ['teamId', 'channelId', 'status', 'isJoined', 'isOwned', 'isSilent', 'waitLevel'] as const;

interface Tallied {
  readonly teamId: string | null;
  readonly channelId: string;
  readonly status: string;
  readonly hasParticipants: boolean;
  readonly assigneeId: string | null;
  readonly closedAt: number | null;
  readonly inboundCount: number;
  readonly waitLevel: number;
}

/** The same in SQL is `TALLY_VALUES` in `store/tallies.ts`. */
export function tallyOf(one: Tallied): TallyKey {
  const isOwned = one.assigneeId === null ? 0 : 1;
  const isSilent = one.closedAt === null && one.inboundCount === 0 ? 1 : 0;
  return `${one.teamId ?? ''} ${one.channelId} ${one.status} ${one.hasParticipants ? 1 : 0} ${isOwned} ${isSilent} ${one.waitLevel}`;
}

/** The values of a key, in the order of `TALLY_COLUMNS`. Ids and statuses have no spaces in them. */
export function tallyValues(key: TallyKey): readonly (string | number)[] {
  return key.split(' ').map((part, i) => (i < FIRST_NUMBER ? part : Number(part)));
}
const FIRST_NUMBER = 3;
