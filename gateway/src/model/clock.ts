import { momentAfter, passedMs } from './business-hours.ts';
import type { StatusFacts, WaitingLevel } from './status.ts';
import { type Grant, type WindowRule, windowEnd } from './window.ts';

/** Something that happens to a conversation only because time passes. */
export type ClockEvent =
  | 'soon_overdue'
  | 'overdue'
  | 'window_closing'
  | 'window_closed'
  /** A bot has let the customer wait too long: people take over. */
  | 'bot_timeout'
  /** People have had nothing to do with what a bot handed them for long enough: it is the bot's again. */
  | 'give_back'
  /** The time for which the conversation was put away is over. */
  | 'snooze_over'
  /** The customer has been silent for so long that the conversation closes. */
  | 'auto_close';

/** What has been told of the wait and the window that run now. Names them, so that a jump of the clock tells nothing twice. */
export interface Told {
  /** `times`: how often it was told that the wait is overdue. */
  readonly wait?: { readonly since: number; readonly level: Exclude<WaitingLevel, 'ok'>; readonly times?: number };
  readonly window?: { readonly end: number; readonly stage: 'closing' | 'closed' };
}

/** All that the clock depends on. */
export interface ClockFacts {
  readonly status: StatusFacts;
  readonly windowRule: WindowRule;
  readonly grants: readonly Grant[];
  /** How long before its end a window is told to be closing, in milliseconds. */
  readonly closingMs: number;
  /** When the customer last wrote, or the session began without them. */
  readonly customerAt: number;
  readonly snoozedUntil: number | null;
  /** After how much waiting a bot loses the conversation to people, in seconds. */
  readonly botTimeoutSeconds: number;
  /** How often it is told again that a wait is overdue, in seconds; null: once. */
  readonly overdueAgainSeconds: number | null;
  /** Whether silence counts only while people work. */
  readonly autoCloseInBusinessTime: boolean;
  /** So long after people last answered what a bot handed them, and it is the bot's again, in seconds; null: never. */
  readonly giveBackAfterSeconds: number | null;
  /** When people took it from a bot or last answered; null: no bot had it. */
  readonly peopleAt: number | null;
}

/** A moment, in milliseconds since 1970, and what is to be told from it on. */
export interface Moment {
  readonly at: number;
  readonly what: ClockEvent;
  readonly told: Told;
}

const CLOSING_RANKS = { closing: 1, closed: 2 } as const;

/** Moments that have not been told yet, the earliest first. */
export function momentsOf(facts: ClockFacts, told: Told): readonly Moment[] {
  if (facts.status.closedAt !== null) return [];
  return kindsOfMoments(facts, told)
    .flat()
    .toSorted((a, b) => a.at - b.at);
}

function kindsOfMoments(facts: ClockFacts, told: Told): readonly (readonly Moment[])[] {
  return [waitMoments(facts, told), windowMoments(facts, told), stateMoments(facts, told)];
}

/** From the moment after the threshold on: at the threshold itself nobody has waited longer (see `waitingAt`). */
function waitMoments({ status, overdueAgainSeconds }: ClockFacts, told: Told): readonly Moment[] {
  const { waitingSince: since, thresholds, hours } = status;
  if (since === null) return [];
  const known = told.wait?.since === since ? told.wait : undefined;
  const past = (seconds: number, what: ClockEvent, wait: Told['wait']): readonly Moment[] => {
    const reached = momentAfter(hours, since, seconds);
    return reached === null || wait === undefined ? [] : [{ at: reached + 1, what, told: { ...told, wait } }];
  };
  const { soonAfterSeconds, overdueAfterSeconds } = thresholds;
  if (known?.level === 'overdue') {
    const times = known.times ?? 1;
    if (overdueAgainSeconds === null) return [];
    return past(overdueAfterSeconds + times * overdueAgainSeconds, 'overdue', { since, level: 'overdue', times: times + 1 });
  }
  return [
    ...(known === undefined ? past(soonAfterSeconds, 'soon_overdue', { since, level: 'soon' }) : []),
    ...past(overdueAfterSeconds, 'overdue', { since, level: 'overdue', times: 1 }),
  ];
}

/** What changes the conversation itself, so that it is not there to be told again. */
function stateMoments(facts: ClockFacts, told: Told): readonly Moment[] {
  const { status, snoozedUntil } = facts;
  const { waitingSince, handler, thresholds, hours } = status;
  const moments: Moment[] = [];
  const past = (reached: number | null, what: ClockEvent) => {
    if (reached !== null) moments.push({ at: reached + 1, what, told });
  };
  if (handler === 'bot' && waitingSince !== null) past(momentAfter(hours, waitingSince, facts.botTimeoutSeconds), 'bot_timeout');
  if (snoozedUntil !== null) moments.push({ at: snoozedUntil, what: 'snooze_over', told });
  past(givenBackAt(facts), 'give_back');
  // Who put a conversation away wants to see it again.
  const silentFrom = Math.max(facts.customerAt, snoozedUntil ?? 0);
  past(momentAfter(facts.autoCloseInBusinessTime ? hours : null, silentFrom, thresholds.autoCloseAfterSeconds), 'auto_close');
  return moments;
}

/** A customer who waits for people goes on waiting for them: the bot that passed them on would only hide the wait. */
function givenBackAt({ status, snoozedUntil, peopleAt, giveBackAfterSeconds }: ClockFacts): number | null {
  if (status.handler === 'bot' || status.waitingSince !== null || peopleAt === null || giveBackAfterSeconds === null) return null;
  return Math.max(peopleAt, snoozedUntil ?? 0) + giveBackAfterSeconds * 1000;
}

/** A window shorter than the notice closes without one. */
function windowMoments({ windowRule, grants, closingMs }: ClockFacts, told: Told): readonly Moment[] {
  const end = windowEnd(windowRule, grants);
  if (end === null) return [];
  const rank = told.window?.end === end ? CLOSING_RANKS[told.window.stage] : 0;
  const opened = Math.max(...grants.map((grant) => grant.at));
  const closing: Moment = { at: end - closingMs, what: 'window_closing', told: { ...told, window: { end, stage: 'closing' } } };
  const closed: Moment = { at: end, what: 'window_closed', told: { ...told, window: { end, stage: 'closed' } } };
  return [...(rank < 1 && closing.at > opened ? [closing] : []), ...(rank < 2 ? [closed] : [])];
}

/** When there is next something to tell, or null. */
export function nextMoment(facts: ClockFacts, told: Told): number | null {
  if (facts.status.closedAt !== null) return null;
  let next: number | null = null;
  // Every message asks: nothing is put in order for it.
  for (const moments of kindsOfMoments(facts, told)) {
    for (const { at } of moments) if (next === null || at < next) next = at;
  }
  return next;
}

/**
 * What is to be told at `now`, in order, and what has been told then. Of two that are due at once the first is told too: a workflow
 * that listens for it must not miss it because the gateway slept. One that repeats is told once, however long that was.
 */
export function dueAt(facts: ClockFacts, told: Told, now: number): { readonly events: readonly ClockEvent[]; readonly told: Told } {
  const events: ClockEvent[] = [];
  let known = told;
  for (;;) {
    const moment = momentsOf(facts, known).find((one) => !events.includes(one.what));
    if (moment === undefined || moment.at > now) return { events, told: pastRepeats(facts, known, now) };
    events.push(moment.what);
    known = moment.told;
  }
}

/** Repeats that the gateway slept through are not made up for. */
function pastRepeats({ status, overdueAgainSeconds }: ClockFacts, told: Told, now: number): Told {
  const { wait } = told;
  if (overdueAgainSeconds === null || wait?.level !== 'overdue' || wait.since !== status.waitingSince) return told;
  const overdueMs = passedMs(status.hours, wait.since, now) - status.thresholds.overdueAfterSeconds * 1000 - 1;
  const times = Math.floor(overdueMs / (overdueAgainSeconds * 1000)) + 1;
  return { ...told, wait: { ...wait, times: Math.max(wait.times ?? 1, times) } };
}
