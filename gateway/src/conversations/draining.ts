import type { Logger } from '../log/logger.ts';
import type { Actor } from '../model/events.ts';
import { loadConversations } from '../store/load.ts';
import { type Queued, waitingWhereRoomIs } from '../store/read/queue.ts';
import { loadRotas } from '../store/rotas.ts';
import type { Store } from '../store/store.ts';
import type { Unit } from '../store/unit.ts';
import { type Worker, createWorker } from '../work/worker.ts';
import type { RunCommand } from './commands.ts';
import { routeLoaded } from './routing.ts';

/**
 * Gives waiting customers to people who have room now: who came online, may have more, lost a customer or joined a team. The longest
 * wait first, as many as there is room for, in one transaction; conversations first and members after them are locked, as everywhere,
 * so that any number of gateways gives nobody too much.
 */
export interface Draining extends Worker {
  /** Looks until nobody waits where there is room. Used by `tick`. @returns how many were given */
  drain(): Promise<number>;
}

/** What another gateway or a killed process made room for is found so late, at the latest. */
const POLL_MS = 5_000;
const AT_ONCE = 100;
const ROUTER: Actor = { type: 'system', id: null, name: null };

export function createDraining(options: { readonly store: Store; readonly run: RunCommand; readonly log: Logger }): Draining {
  async function drain(): Promise<number> {
    let given = 0;
    for (;;) {
      const queued = await waitingWhereRoomIs(options.store, AT_ONCE);
      if (queued.length === 0) return given;
      const now = await options.run({ locks: queued.map(({ id }) => id), run: (unit) => giveAll(unit, queued) });
      given += now;
      // Another gateway was faster; what it left is found at its own next look.
      if (now === 0) return given;
    }
  }

  const tick = async () => void (await drain());
  return { ...createWorker({ what: 'assigning waiting customers', everyMs: POLL_MS, log: options.log, tick }), drain };
}

async function giveAll(unit: Unit, queued: readonly Queued[]): Promise<number> {
  await loadConversations(
    unit,
    queued.map(({ id }) => id),
  );
  await loadRotas(
    unit,
    queued.map(({ teamId }) => teamId),
  );
  let given = 0;
  for (const { id } of queued) {
    const conversation = unit.conversations.get(id);
    // Answered or taken since it was looked for.
    if (conversation === undefined || conversation.waitingSince === null) continue;
    routeLoaded(unit, conversation);
    if (conversation.assigneeId === null) continue;
    given += 1;
    unit.settleStatus(conversation, ROUTER);
  }
  return given;
}
