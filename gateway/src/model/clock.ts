import type { StatusFacts, WaitingLevel } from './status.ts';
import { type Grant, type WindowRule, windowEnd } from './window.ts';

/** Something that happens to a conversation only because time passes. */
export type ClockEvent = 'soon_overdue' | 'overdue' | 'window_closing' | 'window_closed';

/** What has been told of the wait and the window that run now. Names them, so that a jump of the clock tells nothing twice. */
export interface Told {
  readonly wait?: { readonly since: number; readonly level: Exclude<WaitingLevel, 'ok'> };
  readonly window?: { readonly end: number; readonly stage: 'closing' | 'closed' };
}

/** All that the clock depends on. */
export interface ClockFacts {
  readonly status: StatusFacts;
  readonly windowRule: WindowRule;
  readonly grants: readonly Grant[];
  /** How long before its end a window is told to be closing, in milliseconds. */
  readonly closingMs: number;
}

/** A moment, in milliseconds since 1970, and what is to be told from it on. */
export interface Moment {
  readonly at: number;
  readonly what: ClockEvent;
  readonly told: Told;
}

const RANKS = { soon: 1, overdue: 2, closing: 1, closed: 2 } as const;

/** Moments that have not been told yet, the earliest first. */
export function momentsOf(facts: ClockFacts, told: Told): readonly Moment[] {
  if (facts.status.closedAt !== null) return [];
  return [...waitMoments(facts.status, told), ...windowMoments(facts, told)].toSorted((a, b) => a.at - b.at);
}

/** From the moment after the threshold on: at the threshold itself nobody has waited longer (see `waitingAt`). */
function waitMoments({ waitingSince: since, thresholds }: StatusFacts, told: Told): readonly Moment[] {
  if (since === null) return [];
  const rank = told.wait?.since === since ? RANKS[told.wait.level] : 0;
  const moments: readonly Moment[] = [
    { at: since + thresholds.soonAfterSeconds * 1000 + 1, what: 'soon_overdue', told: { ...told, wait: { since, level: 'soon' } } },
    { at: since + thresholds.overdueAfterSeconds * 1000 + 1, what: 'overdue', told: { ...told, wait: { since, level: 'overdue' } } },
  ];
  return moments.slice(rank);
}

/** A window shorter than the notice closes without one. */
function windowMoments({ windowRule, grants, closingMs }: ClockFacts, told: Told): readonly Moment[] {
  const end = windowEnd(windowRule, grants);
  if (end === null) return [];
  const rank = told.window?.end === end ? RANKS[told.window.stage] : 0;
  const opened = Math.max(...grants.map((grant) => grant.at));
  const closing: Moment = { at: end - closingMs, what: 'window_closing', told: { ...told, window: { end, stage: 'closing' } } };
  const closed: Moment = { at: end, what: 'window_closed', told: { ...told, window: { end, stage: 'closed' } } };
  return [...(rank < 1 && closing.at > opened ? [closing] : []), ...(rank < 2 ? [closed] : [])];
}

/** When there is next something to tell, or null. */
export function nextMoment(facts: ClockFacts, told: Told): number | null {
  return momentsOf(facts, told)[0]?.at ?? null;
}

/**
 * What is to be told at `now`, in order, and what has been told then. Of two that are due at once the first is told too: a workflow
 * that listens for it must not miss it because the gateway slept.
 */
export function dueAt(facts: ClockFacts, told: Told, now: number): { readonly events: readonly ClockEvent[]; readonly told: Told } {
  const events: ClockEvent[] = [];
  let known = told;
  for (;;) {
    const [moment] = momentsOf(facts, known);
    if (moment === undefined || moment.at > now) return { events, told: known };
    events.push(moment.what);
    known = moment.told;
  }
}
