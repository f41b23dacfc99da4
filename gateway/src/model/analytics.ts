/** What a summary can be divided by. */
export const GROUPINGS = ['none', 'team', 'member', 'channel', 'hour'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** A stretch of time, milliseconds since 1970: from its beginning up to, but not including, its end. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** Sessions that are open at a moment. Of the others nobody has asked anything. */
export interface Standing {
  readonly open: number;
  /** The customer asked and was answered. */
  readonly answered: number;
  /** The customer asked and was never answered. */
  readonly unanswered: number;
}

/** What happens to sessions in a period. */
export interface Flow {
  readonly opened: number;
  /** Customers who began to wait for the first time in their session. */
  readonly asked: number;
  readonly finished: number;
  readonly missed: number;
  /** Of the finished ones. */
  readonly finishedAnswered: number;
  readonly finishedUnanswered: number;
  readonly waits: number;
  readonly waitedMs: number;
  readonly messagesIn: number;
  readonly messagesOut: number;
  /** How long each customer waited who got their session's first answer. Milliseconds, in no order. */
  readonly firstResponsesMs: readonly number[];
  /** How long each finished session took. */
  readonly handlingMs: readonly number[];
}

/** What a summary says of a period. Definitions: docs/analytics.md. Durations are milliseconds, null where there were none. */
export interface Figures {
  readonly opened: number;
  readonly finished: number;
  readonly active: number;
  readonly answered: number;
  readonly unanswered: number;
  readonly missed: number;
  readonly messagesIn: number;
  readonly messagesOut: number;
  readonly firstResponses: number;
  readonly firstResponseAverageMs: number | null;
  readonly firstResponseMedianMs: number | null;
  readonly firstResponseP90Ms: number | null;
  readonly responseAverageMs: number | null;
  readonly handlingAverageMs: number | null;
  readonly handlingMedianMs: number | null;
  readonly handlingP90Ms: number | null;
}

export const NOBODY_STANDING: Standing = { open: 0, answered: 0, unanswered: 0 };
export const NO_FLOW: Flow = {
  opened: 0,
  asked: 0,
  finished: 0,
  missed: 0,
  finishedAnswered: 0,
  finishedUnanswered: 0,
  waits: 0,
  waitedMs: 0,
  messagesIn: 0,
  messagesOut: 0,
  firstResponsesMs: [],
  handlingMs: [],
};

/**
 * The figures of a period that began with these sessions. Whoever was open at its beginning or opened in it belongs to it, and is
 * counted as answered or not as it was at its end.
 */
export function figuresOf(before: Standing, flow: Flow): Figures {
  const firstResponses = inOrder(flow.firstResponsesMs);
  const handling = inOrder(flow.handlingMs);
  return {
    opened: flow.opened,
    finished: flow.finished,
    active: before.open + flow.opened - flow.finished,
    answered: before.answered + firstResponses.length,
    unanswered: before.unanswered + flow.asked - firstResponses.length,
    missed: flow.missed,
    messagesIn: flow.messagesIn,
    messagesOut: flow.messagesOut,
    firstResponses: firstResponses.length,
    firstResponseAverageMs: average(sum(firstResponses), firstResponses.length),
    firstResponseMedianMs: median(firstResponses),
    firstResponseP90Ms: p90(firstResponses),
    responseAverageMs: average(flow.waitedMs, flow.waits),
    handlingAverageMs: average(sum(handling), handling.length),
    handlingMedianMs: median(handling),
    handlingP90Ms: p90(handling),
  };
}

/** The sessions with which the next period begins. */
export function standingAfter(before: Standing, flow: Flow): Standing {
  const answered = flow.firstResponsesMs.length;
  return {
    open: before.open + flow.opened - flow.finished,
    answered: before.answered + answered - flow.finishedAnswered,
    unanswered: before.unanswered + flow.asked - answered - flow.finishedUnanswered,
  };
}

/** All together, of groups or hours that have nothing in common. */
export function allStanding(all: readonly Standing[]): Standing {
  const total = (name: keyof Standing) => sum(all.map((one) => one[name]));
  return { open: total('open'), answered: total('answered'), unanswered: total('unanswered') };
}

/** The same for what happened. */
export function allFlow(all: readonly Flow[]): Flow {
  const total = (name: { [Name in keyof Flow]: Flow[Name] extends number ? Name : never }[keyof Flow]) => sum(all.map((one) => one[name]));
  return {
    opened: total('opened'),
    asked: total('asked'),
    finished: total('finished'),
    missed: total('missed'),
    finishedAnswered: total('finishedAnswered'),
    finishedUnanswered: total('finishedUnanswered'),
    waits: total('waits'),
    waitedMs: total('waitedMs'),
    messagesIn: total('messagesIn'),
    messagesOut: total('messagesOut'),
    firstResponsesMs: all.flatMap((one) => one.firstResponsesMs),
    handlingMs: all.flatMap((one) => one.handlingMs),
  };
}

function inOrder(durations: readonly number[]): Float64Array {
  return Float64Array.from(durations).sort();
}

function sum(numbers: Float64Array | readonly number[]): number {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
}

/** Whole milliseconds. */
function average(totalMs: number, count: number): number | null {
  return count === 0 ? null : Math.round(totalMs / count);
}

/** The one in the middle, or between the two there. */
function median(sorted: Float64Array): number | null {
  const last = sorted.length - 1;
  return average((sorted[Math.floor(last / 2)] ?? 0) + (sorted[Math.ceil(last / 2)] ?? 0), Math.min(sorted.length, 1) * 2);
}

/** The smallest that at least nine tenths do not exceed. */
function p90(sorted: Float64Array): number | null {
  return sorted[Math.ceil((sorted.length * 9) / 10) - 1] ?? null;
}
