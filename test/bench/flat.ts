import { openStore } from '../../gateway/src/store/store.ts';
import { type GatewayProcess, startGateway } from '../support/gateway-process.ts';
import { type Figure, below, median } from './figures.ts';
import { type Entry, entryOf, measureInTurns, perWebhook, printParley } from './load-figures.ts';
import type { Run } from './part.ts';
import { type LoadSize, openGateways } from './phases.ts';
import { indexAll } from './search.ts';
import { storeMessages } from './stored-messages.ts';

/** The warm-up makes the customers' conversations; the first round is warm-up again, since the gateway was started anew, and is not counted. */
const FULL: LoadSize = { webhooks: 4_000, warmUp: 4_000, rounds: 6, idleMs: 3_000 };
const QUICK: LoadSize = { webhooks: 2_000, warmUp: 4_000, rounds: 2, idleMs: 2_000 };
/** No more than a fifth dearer. */
const MOST_GROWTH = 1.2;

/** What a message costs with ten thousand stored, with a hundred thousand and with a million: time of the cores and of the clock. */
export async function measureFlat({ isQuick, seed, print, nodeArguments }: Run): Promise<readonly Figure[]> {
  const size = isQuick ? QUICK : FULL;
  const sizes = isQuick ? [10_000, 100_000] : [10_000, 100_000, 1_000_000];
  const entries: Entry[] = [];
  for (const messages of sizes) {
    const gateway = await startGateway({ from: 'built', nodeArguments });
    const parley = await openGateways([gateway], size, seed);
    await gateway.stop();
    const stored = storeMessages(gateway.databaseFile, messages);
    await indexWhatIsDue(gateway, stored);
    await gateway.restart();
    print('stored', stored, 'messages', { coldStartMs: Math.round(gateway.coldStartMs()), rssMb: Math.round(gateway.memory().rssMb) });
    entries.push(entryOf({ name: `stored_${messages}`, contender: parley, print: (...round) => printParley(print, ...round) }));
  }
  await measureInTurns(entries, size.rounds, print);
  const costs = entries.map(({ name, rounds }) => {
    const counted = rounds.slice(1);
    const cpuMicros = median(counted.map((round) => perWebhook(round.serverCpu, round.posts)));
    const wallMicros = median(counted.map((round) => (round.seconds * 1e6) / round.posts));
    print(`${name}.cpu_median`, cpuMicros, 'µs');
    print(`${name}.wall_median`, wallMicros, 'µs');
    return { cpuMicros, wallMicros };
  });
  const growthOf = (cost: (of: (typeof costs)[number]) => number) => Math.max(...costs.map(cost)) / median(costs.slice(0, 1).map(cost));
  const [cpu, wall] = [growthOf(({ cpuMicros }) => cpuMicros), growthOf(({ wallMicros }) => wallMicros)];
  print('cpu_growth', cpu, 'times');
  print('wall_growth', wall, 'times');
  return [below('cpu_growth', cpu, MOST_GROWTH), below('wall_growth', wall, MOST_GROWTH)];
}

/** As if the gateway had written the documents itself, beside the messages. */
async function indexWhatIsDue(gateway: GatewayProcess, messages: number): Promise<void> {
  const store = await openStore({ dataDir: gateway.folder, databaseUrl: undefined, now: Date.now });
  if (typeof store === 'string') throw new Error(store);
  await indexAll(store, messages);
  await store.close();
}
