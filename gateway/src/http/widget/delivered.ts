import type { WireEvent } from '../../channels/widget/wire.ts';
import type { AppDeps } from '../deps.ts';
import type { Visiting } from './door.ts';
import { say } from './say.ts';

/** A message that a visitor's page has taken. */
interface Delivered {
  readonly deps: AppDeps;
  readonly who: Visiting;
  readonly messageId: string;
}

/** Reports what visitors' pages have taken, some at a time, behind what is still to be shown. */
export interface DeliveredReports {
  add(delivered: Delivered): void;
  /** What was not reported yet is reported when the pages ask again. */
  close(): void;
}

const EVERY_MS = 200;
const MOST_AT_ONCE = 200;

export function createDeliveredReports(): DeliveredReports {
  let timer: NodeJS.Timeout | undefined;
  let waiting: Delivered[] = [];

  function report(): void {
    timer = undefined;
    const taken = waiting;
    waiting = [];
    for (const ofChannel of Map.groupBy(taken, ({ who }) => who.connected.id).values()) void reportOf(ofChannel);
  }

  return {
    add(delivered) {
      waiting.push(delivered);
      timer ??= setTimeout(report, EVERY_MS);
    },
    close: () => clearTimeout(timer),
  };
}

async function reportOf(all: readonly Delivered[]): Promise<void> {
  const [first] = all;
  if (first === undefined) return;
  const { deps, who } = first;
  const ids = [...new Set(all.map((one) => one.messageId))];
  for (let from = 0; from < ids.length; from += MOST_AT_ONCE) {
    const some = ids.slice(from, from + MOST_AT_ONCE);
    const events = some.map((messageId): WireEvent => ({ type: 'status', messageId, state: 'delivered' }));
    await say(deps, who, who.visitor, events).catch((error: unknown) =>
      deps.log.error({ err: error }, 'what visitors were shown could not be kept'),
    );
  }
}
