/** In `collaboration` everybody of the team sees everything; in `grab` a conversation is its owner's as soon as it has one. */
export const TEAM_MODES = ['collaboration', 'grab'] as const;
export type TeamMode = (typeof TEAM_MODES)[number];

/** Who gets a customer that nobody has: whoever takes them, everybody in turn, or whoever has the fewest. */
export const ASSIGNMENTS = ['manual', 'round_robin', 'least_busy'] as const;
export type Assignment = (typeof ASSIGNMENTS)[number];

/** In a team. Only representatives grab and get customers assigned; admins see and may join everything. */
export const TEAM_ROLES = ['representative', 'admin'] as const;
export type TeamRole = (typeof TEAM_ROLES)[number];

/** In the organisation. */
export const MEMBER_ROLES = ['admin', 'agent'] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** Only members who are `online` get customers assigned. */
export const AVAILABILITIES = ['online', 'away', 'offline'] as const;
export type Availability = (typeof AVAILABILITIES)[number];

/** What must be known of a team to judge its conversations. */
export interface TeamFacts {
  readonly id: string;
  readonly name: string;
  readonly mode: TeamMode;
  readonly assignment: Assignment;
}

/** A representative who may be next. */
export interface Candidate {
  readonly id: string;
  readonly availability: Availability;
  /** How many open conversations they own at most by assignment; null: as many as come. */
  readonly capacity: number | null;
  /** How many they own. */
  readonly open: number;
  /** The number of their last turn in this team; 0: none yet. */
  readonly lastTurn: number;
}

/**
 * Who gets the next customer: somebody online with room, the one whose last turn is longest ago; with `least_busy` the one with the
 * fewest open conversations first. Nobody, where all are away or full, or where the team assigns by hand.
 */
export function nextOwner<One extends Candidate>(candidates: readonly One[], assignment: Assignment): One | undefined {
  if (assignment === 'manual') return undefined;
  const free = candidates.filter((one) => one.availability === 'online' && (one.capacity === null || one.open < one.capacity));
  const byTurn = (a: One, b: One) => a.lastTurn - b.lastTurn || (a.id < b.id ? -1 : 1);
  const byLoad = (a: One, b: One) => a.open - b.open || byTurn(a, b);
  return free.toSorted(assignment === 'least_busy' ? byLoad : byTurn)[0];
}
