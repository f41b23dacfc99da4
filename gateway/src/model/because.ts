import { type Status, type StatusFacts, statusAt } from './status.ts';

/** Why a conversation has the status it has. One for each status. */
export const BECAUSE_RULES = {
  closed: 'closed',
  bot: 'bot_holds_it',
  active: 'nothing_waits',
  rep_needed: 'nobody_joined',
  pending: 'waits',
  soon_overdue: 'waits_past_soon',
  overdue: 'waits_past_overdue',
} as const satisfies Record<Status, string>;
export type BecauseRule = (typeof BECAUSE_RULES)[Status];

/** The reason of a status, in data: enough to say it in a sentence, in any language. Times are milliseconds since 1970. */
export interface Because {
  readonly rule: BecauseRule;
  /** Since when it holds: of a wait, since the customer wrote. */
  readonly since: number;
  /** The message that started the wait; null where nobody waits. */
  readonly messageId: string | null;
  /** What the wait is measured by; null where nobody waits. */
  readonly thresholds: { readonly soonAfterSeconds: number; readonly overdueAfterSeconds: number } | null;
  /** Which time counts: all of it, or only while people work. */
  readonly clock: 'wall' | 'business';
  /** Whose hours those are; null on the wall clock. */
  readonly timeZone: string | null;
  /** Who closed it; null where it is open, or the clock did. */
  readonly actorId: string | null;
}

/** The reason of the status that holds at `now`. */
export function becauseOf(facts: StatusFacts & { readonly statusSince: number; readonly closedBy: string | null }, now: number): Because {
  const status = statusAt(facts, now);
  const { closedAt, waitingSince, hours } = facts;
  const waits = closedAt === null && waitingSince !== null;
  const isOfWait = waits && status !== 'bot';
  const { soonAfterSeconds, overdueAfterSeconds } = facts.thresholds;
  return {
    rule: BECAUSE_RULES[status],
    since: closedAt ?? (isOfWait ? waitingSince : facts.statusSince),
    messageId: waits ? facts.waitingMessageId : null,
    thresholds: waits ? { soonAfterSeconds, overdueAfterSeconds } : null,
    clock: hours === null ? 'wall' : 'business',
    timeZone: hours?.timeZone ?? null,
    actorId: closedAt === null ? null : facts.closedBy,
  };
}
