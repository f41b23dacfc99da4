import type { Logger } from '../log/logger.ts';
import { type ClockEvent, dueAt, nextMoment } from '../model/clock.ts';
import type { Actor } from '../model/events.ts';
import { dueForClock } from '../store/clock.ts';
import { loadConversations } from '../store/load.ts';
import { type ConversationRecord, clockFactsOf } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import type { Unit } from '../store/unit.ts';
import { type Worker, createWorker } from '../work/worker.ts';
import { setHandler } from './acting.ts';
import type { RunCommand } from './commands.ts';
import { closeConversation } from './open.ts';
import { isFree, route } from './routing.ts';
import { endSnooze } from './snooze.ts';

/** Everything is told within a second of its time, also on a busy machine. A look that finds nothing is one step into an index. */
const POLL_MS = 250;
const AT_ONCE = 100;
const CLOCK: Actor = { type: 'system', id: null, name: null };

/**
 * Makes happen what happens only because time passes: soon overdue, overdue, a window that closes, a bot that takes too long, the end of
 * a snooze, closing for silence. Each once, also across restarts.
 */
export function createClock(options: {
  readonly store: Store;
  readonly run: RunCommand;
  readonly now: () => number;
  readonly log: Logger;
}): Worker {
  async function tick(isStopping: () => boolean): Promise<void> {
    for (;;) {
      const ids = await dueForClock(options.store, options.now(), AT_ONCE);
      if (ids.length === 0 || isStopping()) return;
      await options.run({ locks: ids, run: (unit) => strikeAll(unit, ids) });
      if (ids.length < AT_ONCE) return;
    }
  }

  return createWorker({ what: 'telling the clock', everyMs: POLL_MS, log: options.log, tick });
}

async function strikeAll(unit: Unit, ids: readonly string[]): Promise<void> {
  await loadConversations(unit, ids);
  for (const id of ids) {
    const conversation = unit.conversations.get(id);
    // Another gateway may have been here in the meantime.
    if (conversation === undefined || conversation.clockDueAt === null || conversation.clockDueAt > unit.now) continue;
    const wasBots = conversation.handler === 'bot';
    strike(unit, conversation);
    if (wasBots && isFree(conversation)) {
      await route(unit, conversation);
      unit.settleStatus(conversation, CLOCK);
    }
  }
}

/** Tells and does what is due of one conversation, and sets when to look again. */
function strike(unit: Unit, conversation: ConversationRecord): void {
  const facts = unit.factsOf(conversation.channelId);
  const due = dueAt(clockFactsOf(conversation, facts), conversation.told, unit.now);
  conversation.told = due.told;
  unit.changedConversations.add(conversation);
  for (const event of due.events) {
    // Of what would have come after it closed nothing happens, however late this look is.
    if (conversation.closedAt === null) happen(unit, conversation, event);
  }
  unit.settleStatus(conversation, CLOCK);
  conversation.clockDueAt = nextMoment(clockFactsOf(conversation, facts), conversation.told);
}

function happen(unit: Unit, conversation: ConversationRecord, event: ClockEvent): void {
  switch (event) {
    case 'soon_overdue':
    case 'overdue':
      // The status is the wait's level: whoever hears of the level reads the status with it.
      unit.settleStatus(conversation, CLOCK);
      return unit.emit({ type: `conversation.${event}`, actor: CLOCK, conversation });
    case 'window_closing':
    case 'window_closed':
      return unit.emit({ type: `conversation.${event}`, actor: CLOCK, conversation });
    case 'bot_timeout':
      return setHandler(unit, conversation, 'people', CLOCK);
    case 'give_back':
      return setHandler(unit, conversation, 'bot', CLOCK);
    case 'snooze_over':
      return comeBack(unit, conversation);
    case 'auto_close':
      // Whom nobody answered was missed; DESIGN section 6.
      return closeConversation(unit, conversation, CLOCK, { reason: conversation.waitingSince === null ? 'inactive' : 'unanswered' });
  }
}

/** Who put a conversation away wants to see it again: silence counts from then. */
function comeBack(unit: Unit, conversation: ConversationRecord): void {
  const until = conversation.snoozedUntil ?? 0;
  conversation.customerAt = Math.max(conversation.customerAt, until);
  if (conversation.peopleAt !== null) conversation.peopleAt = Math.max(conversation.peopleAt, until);
  endSnooze(unit, conversation, CLOCK);
}
