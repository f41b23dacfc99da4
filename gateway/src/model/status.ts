import { type BusinessHours, momentAfter } from './business-hours.ts';

/** What a conversation's list says of it. Exactly one holds at any time. */
export type Status = 'bot' | 'rep_needed' | 'pending' | 'soon_overdue' | 'overdue' | 'active' | 'closed';
export const STATUSES = [
  'bot',
  'rep_needed',
  'pending',
  'soon_overdue',
  'overdue',
  'active',
  'closed',
] as const satisfies readonly Status[];

export type WaitingLevel = 'ok' | 'soon' | 'overdue';
export type Handler = 'people' | 'bot';

/** Thresholds in seconds; organisation's, team's or channel's. */
export interface Thresholds {
  readonly soonAfterSeconds: number;
  readonly overdueAfterSeconds: number;
  readonly autoCloseAfterSeconds: number;
}

/** DESIGN section 6: 3 minutes, 5 minutes, 24 hours. */
export const DEFAULT_THRESHOLDS: Thresholds = {
  soonAfterSeconds: 180,
  overdueAfterSeconds: 300,
  autoCloseAfterSeconds: 86_400,
};

/** All that the status depends on. Times are milliseconds since 1970 on our own clock. */
export interface StatusFacts {
  readonly closedAt: number | null;
  readonly handler: Handler;
  /** The first customer message after the last public answer. */
  readonly waitingSince: number | null;
  readonly waitingMessageId: string | null;
  readonly hasParticipants: boolean;
  readonly thresholds: Thresholds;
  /** Waiting runs only while people work; null: always. */
  readonly hours: BusinessHours | null;
}

export interface Waiting {
  readonly since: number;
  readonly messageId: string | null;
  readonly level: WaitingLevel;
  /** Null: never, because nobody works any more. */
  readonly soonAt: number | null;
  readonly overdueAt: number | null;
}

/** The waiting clock at `now`, or null when nobody waits. It runs whether or not a member has joined. */
export function waitingAt(facts: StatusFacts, now: number): Waiting | null {
  if (facts.waitingSince === null || facts.closedAt !== null) return null;
  const soonAt = momentAfter(facts.hours, facts.waitingSince, facts.thresholds.soonAfterSeconds);
  const overdueAt = momentAfter(facts.hours, facts.waitingSince, facts.thresholds.overdueAfterSeconds);
  const isPast = (moment: number | null) => moment !== null && now > moment;
  const level = isPast(overdueAt) ? 'overdue' : isPast(soonAt) ? 'soon' : 'ok';
  return { since: facts.waitingSince, messageId: facts.waitingMessageId, level, soonAt, overdueAt };
}

/** The one status that holds at `now`. */
export function statusAt(facts: StatusFacts, now: number): Status {
  if (facts.closedAt !== null) return 'closed';
  if (facts.handler === 'bot') return 'bot';
  const waiting = waitingAt(facts, now);
  if (waiting === null) return 'active';
  if (!facts.hasParticipants) return 'rep_needed';
  if (waiting.level === 'overdue') return 'overdue';
  return waiting.level === 'soon' ? 'soon_overdue' : 'pending';
}
