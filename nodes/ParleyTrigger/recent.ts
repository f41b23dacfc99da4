import type { IWebhookFunctions } from 'n8n-workflow';

/** The part of an HTTP answer that tells how n8n ended a delivery. */
export type Answer = Pick<ReturnType<IWebhookFunctions['getResponseObject']>, 'statusCode' | 'writableEnded' | 'once'>;

/** One attempt to take an event. `answer` is there until n8n has answered; then only whether it took the event is kept. */
type Attempt = { readonly since: number; answer: Answer | undefined; isTaken: boolean };

/** Deliveries come at least once: this reaches back further than what the gateway has on its way to one address. */
const MAX_EVENTS = 500;
const MAX_TRIGGERS = 1_000;

/**
 * Events of late by trigger, oldest first. In the process and not in the workflow's static data: n8n 2.41 does not save what
 * `webhook()` changes there when it starts an execution (it forgets the change while it prepares the execution, and looks for
 * changes afterwards). What an n8n took before it was restarted is therefore not known here.
 */
const triggers = new Map<string, Map<string, Attempt>>();

/**
 * Whether an event has started an execution. `under_way` while n8n has not answered the delivery that brought it: it may still
 * fail to store the execution, and the event must not be lost then.
 *
 * @param longestMs an attempt that n8n has not answered by then never will be
 */
export function isTaken(trigger: string, eventId: string, now: number, longestMs: number): 'yes' | 'no' | 'under_way' {
  const attempt = triggers.get(trigger)?.get(eventId);
  if (attempt === undefined) return 'no';
  settle(attempt);
  if (attempt.answer !== undefined) return now - attempt.since > longestMs ? 'no' : 'under_way';
  return attempt.isTaken ? 'yes' : 'no';
}

/** Notes that these events are about to start an execution; `answer` is what n8n will tell the gateway. */
export function take(trigger: string, eventIds: readonly string[], answer: Answer, now: number): void {
  const attempt: Attempt = { since: now, answer, isTaken: false };
  answer.once('close', () => settle(attempt));
  const events = triggers.get(trigger) ?? new Map<string, Attempt>();
  for (const id of eventIds) keepNewest(events, id, attempt, MAX_EVENTS);
  keepNewest(triggers, trigger, events, MAX_TRIGGERS);
}

/** Reads the answer once it is there, and lets go of it: it holds on to the whole request. It also ends when nobody listens any more. */
function settle(attempt: Attempt): void {
  if (attempt.answer?.writableEnded !== true) return;
  attempt.isTaken = attempt.answer.statusCode < 300;
  attempt.answer = undefined;
}

function keepNewest<T>(map: Map<string, T>, key: string, value: T, maxSize: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= maxSize) return;
    map.delete(oldest);
  }
}
