import type { Logger } from '../log/logger.ts';
import { type ClockEvent, dueAt, nextMoment } from '../model/clock.ts';
import type { Actor, EventType } from '../model/events.ts';
import { dueForClock } from '../store/clock.ts';
import { loadConversations } from '../store/load.ts';
import { type ConversationRecord, clockFactsOf } from '../store/records.ts';
import type { Store } from '../store/store.ts';
import type { Unit } from '../store/unit.ts';
import type { RunCommand } from './commands.ts';

/** Tells what happens only because time passes: soon overdue, overdue, a window that closes. Each once, also across restarts. */
export interface Clock {
  start(): void;
  /** Looks at what is due now. Used by `start`; tests call it themselves. */
  tick(): Promise<void>;
  stop(): Promise<void>;
}

/** Everything is told within a second of its time. A look that finds nothing is one step into an index. */
const POLL_MS = 500;
const AT_ONCE = 100;
const CLOCK: Actor = { type: 'system', id: null, name: null };

const EVENT_TYPES: Readonly<Record<ClockEvent, EventType>> = {
  soon_overdue: 'conversation.soon_overdue',
  overdue: 'conversation.overdue',
  window_closing: 'conversation.window_closing',
  window_closed: 'conversation.window_closed',
};

export function createClock(options: {
  readonly store: Store;
  readonly run: RunCommand;
  readonly now: () => number;
  readonly log: Logger;
}): Clock {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  async function tick(): Promise<void> {
    for (;;) {
      const ids = await dueForClock(options.store, options.now(), AT_ONCE);
      if (ids.length === 0 || stopped) return;
      await options.run({ locks: ids, run: (unit) => strikeAll(unit, ids) });
      if (ids.length < AT_ONCE) return;
    }
  }

  function loop(): void {
    running = tick()
      .catch((error: unknown) => options.log.error({ err: error }, 'the clock could not be told; it is tried again'))
      .finally(() => {
        if (!stopped) timer = setTimeout(loop, POLL_MS);
      });
  }

  return {
    tick,
    start: loop,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

async function strikeAll(unit: Unit, ids: readonly string[]): Promise<void> {
  await loadConversations(unit, ids);
  for (const id of ids) {
    const conversation = unit.conversations.get(id);
    // Another gateway may have been here in the meantime.
    if (conversation !== undefined && conversation.clockDueAt !== null && conversation.clockDueAt <= unit.now) strike(unit, conversation);
  }
}

/** Tells what is due of one conversation, and sets when to look again. */
function strike(unit: Unit, conversation: ConversationRecord): void {
  const facts = clockFactsOf(conversation, unit.factsOf(conversation.channelId));
  const due = dueAt(facts, conversation.told, unit.now);
  conversation.told = due.told;
  conversation.clockDueAt = nextMoment(facts, due.told);
  unit.changedConversations.add(conversation);
  unit.settleStatus(conversation, CLOCK);
  for (const event of due.events) unit.emit({ type: EVENT_TYPES[event], actor: CLOCK, conversation });
}
