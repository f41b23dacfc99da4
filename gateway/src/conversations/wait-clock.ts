import type { Logger } from '../log/logger.ts';
import { loadConversations } from '../store/load.ts';
import type { Store } from '../store/store.ts';
import type { Unit } from '../store/unit.ts';
import { expiredWaits } from '../store/waits.ts';
import type { RunCommand } from './commands.ts';
import { endWait } from './waits.ts';

/** Ends the waits whose time is over: each once, also across restarts and with several gateways. */
export interface WaitClock {
  start(): void;
  /** Looks at what is due now. Used by `start`; tests call it themselves. */
  tick(): Promise<void>;
  stop(): Promise<void>;
}

/** A look that finds nothing is one step into an index. */
const POLL_MS = 500;
const AT_ONCE = 100;

export function createWaitClock(options: {
  readonly store: Store;
  readonly run: RunCommand;
  readonly now: () => number;
  readonly log: Logger;
}): WaitClock {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  async function tick(): Promise<void> {
    for (;;) {
      const due = await expiredWaits(options.store, options.now(), AT_ONCE);
      if (due.length === 0 || stopped) return;
      const ended = await options.run({ locks: due.map((wait) => wait.conversationId), run: (unit) => expire(unit, due) });
      if (due.length < AT_ONCE || ended === 0) return;
    }
  }

  function loop(): void {
    running = tick()
      .catch((error: unknown) => options.log.error({ err: error }, 'waits could not be ended; it is tried again'))
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

type Due = Awaited<ReturnType<typeof expiredWaits>>;

/**
 * One that was answered, or moved with its conversation, since it was looked up is left alone: the next look finds it where it is.
 *
 * @returns how many have ended
 */
async function expire(unit: Unit, due: Due): Promise<number> {
  let ended = 0;
  await loadConversations(unit, due.map((wait) => wait.conversationId)); // prettier-ignore
  for (const { id, conversationId } of due) {
    const conversation = unit.conversations.get(conversationId);
    const wait = conversation?.waits.find((one) => one.id === id);
    if (conversation === undefined || wait === undefined) continue;
    endWait(unit, conversation, wait, { outcome: 'timed_out', because: 'expired' });
    ended += 1;
  }
  return ended;
}
