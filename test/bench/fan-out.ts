import { startGateway } from '../support/gateway-process.ts';
import { type Figure, median } from './figures.ts';
import { entryOf, measureInTurns, printParley } from './load-figures.ts';
import type { Run } from './part.ts';
import { type LoadSize, openGateways } from './phases.ts';

const FULL: LoadSize = { webhooks: 1_000, warmUp: 500, rounds: 3, idleMs: 3_000 };
const QUICK: LoadSize = { webhooks: 300, warmUp: 200, rounds: 1, idleMs: 2_000 };
const SUBSCRIPTIONS = 50;

/** Fifty subscriptions that each want every message: how fast they get them, and what that does to those who write. */
export async function measureFanOut({ isQuick, seed, print, nodeArguments }: Run): Promise<readonly Figure[]> {
  const size = isQuick ? QUICK : FULL;
  const gateway = await startGateway({ from: 'built', nodeArguments });
  const entry = entryOf({
    name: 'fan_out',
    contender: await openGateways([gateway], size, seed, SUBSCRIPTIONS),
    print: (name, round, found) => {
      printParley(print, name, round, found);
      print(`${name}.delivered_per_second`, (found.posts * SUBSCRIPTIONS) / (found.seconds + found.drainSeconds), 'deliveries/s', {
        round,
      });
    },
  });
  const middles = await measureInTurns([entry], size.rounds, print);
  const sustained = median([...middles.values()].map((middle) => middle.sustained));
  print('fan_out.delivered_per_second_median', sustained * SUBSCRIPTIONS, 'deliveries/s', { subscriptions: SUBSCRIPTIONS });
  return [];
}
