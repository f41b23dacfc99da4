import type { Logger } from '../log/logger.ts';
import { loadConversations } from '../store/load.ts';
import type { Store } from '../store/store.ts';
import type { Unit } from '../store/unit.ts';
import { expiredWaits } from '../store/waits.ts';
import { type Worker, createWorker } from '../work/worker.ts';
import type { RunCommand } from './commands.ts';
import { endWait } from './waits.ts';

/** A look that finds nothing is one step into an index. */
const POLL_MS = 500;
const AT_ONCE = 100;

/** Ends the waits whose time is over: each once, also across restarts and with several gateways. */
export function createWaitClock(options: {
  readonly store: Store;
  readonly run: RunCommand;
  readonly now: () => number;
  readonly log: Logger;
}): Worker {
  async function tick(isStopping: () => boolean): Promise<void> {
    for (;;) {
      const due = await expiredWaits(options.store, options.now(), AT_ONCE);
      if (due.length === 0 || isStopping()) return;
      const ended = await options.run({ locks: due.map((wait) => wait.conversationId), run: (unit) => expire(unit, due) });
      if (due.length < AT_ONCE || ended === 0) return;
    }
  }

  return createWorker({ what: 'ending waits', everyMs: POLL_MS, log: options.log, tick });
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
