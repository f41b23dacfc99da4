import type { Actor } from '../model/events.ts';
import type { ConversationRecord } from '../store/records.ts';
import type { Unit } from '../store/unit.ts';
import type { Acting } from './acting.ts';
import { type Failure, badField } from './failure.ts';
import { closed, whyNotTheirs } from './membership.ts';

/** Nobody means to see a conversation again later than that. */
const LONGEST_MS = 366 * 24 * 3_600_000;

/**
 * Puts a conversation away until a time, or takes that back (null). A customer's message brings it back at once; a wait that runs goes
 * on running, so that nobody waits unseen. Safe to repeat.
 */
export function snooze(unit: Unit, conversation: ConversationRecord, until: number | null, acting: Acting): ConversationRecord | Failure {
  const refusal = whyNotTheirs(conversation, acting);
  if (refusal !== undefined) return refusal;
  if (conversation.closedAt !== null) return closed();
  if (until !== null && until <= unit.now) return badField('until', 'This time is past already.');
  if (until !== null && until > unit.now + LONGEST_MS) return badField('until', 'This is more than a year away.');
  setSnooze(unit, conversation, until, acting.actor);
  return conversation;
}

/** The conversation is back: its time is over, or the customer wrote. */
export function endSnooze(unit: Unit, conversation: ConversationRecord, actor: Actor): void {
  setSnooze(unit, conversation, null, actor);
}

function setSnooze(unit: Unit, conversation: ConversationRecord, until: number | null, actor: Actor): void {
  const from = conversation.snoozedUntil;
  if (from === until) return;
  conversation.snoozedUntil = until;
  unit.touch(conversation);
  unit.emit({ type: 'conversation.snoozed', actor, conversation, from: isoOrNull(from), to: isoOrNull(until) });
}

function isoOrNull(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
