import { type Figure, atLeast, below, median } from './figures.ts';
import { type Entry, entryOf, measureInTurns, perWebhook, printLoad, printParley } from './load-figures.ts';
import type { Run } from './part.ts';
import { type LoadSize, type ParleyRound, measureColdStarts, openFloor, openParley } from './phases.ts';

/** Many short rounds: on shared machines the disk and the cores are faster in one ten seconds than in the next. */
const FULL: LoadSize = { webhooks: 20_000, warmUp: 5_000, rounds: 7, idleMs: 5_000 };
const QUICK: LoadSize = { webhooks: 10_000, warmUp: 3_000, rounds: 2, idleMs: 2_000 };

const LIMITS = { ratio: 0.5, ackP99Ms: 50, rssMb: 350, idleRssMb: 130, coldStartMs: 1500 };

/** How fast webhooks become stored, delivered messages on SQLite, beside the floor; memory, and how long a start takes. */
export async function measureIngest({ isQuick, seed, print, nodeArguments }: Run): Promise<readonly Figure[]> {
  const size = isQuick ? QUICK : FULL;
  const coldStarts = await measureColdStarts(isQuick ? 3 : 5);
  print('parley.cold_start', median(coldStarts), 'ms', { starts: coldStarts.map(Math.round) });
  const parley = await openParley(size, seed, nodeArguments);
  print('parley.rss_idle', parley.idleRssMb, 'MB');
  const rss: number[] = [];
  const printed = (name: string, round: number, found: ParleyRound): void => {
    printParley(print, name, round, found);
    rss.push(found.rssMb);
  };
  const entries: readonly Entry[] = [
    entryOf({ name: 'floor', contender: await openFloor(size, seed), print: (...round) => printLoad(print, ...round) }),
    entryOf({ name: 'parley', contender: parley, print: printed }),
  ];
  const middles = await measureInTurns(entries, size.rounds, print);
  const [floor, found] = [middles.get('floor'), middles.get('parley')];
  if (floor === undefined || found === undefined) throw new Error('nothing was measured');
  const ratio = found.perSecond / floor.perSecond;
  print('ratio', ratio, 'parley/floor');
  const [floorMicros = Number.NaN, parleyMicros = Number.NaN] = entries.map(({ rounds }) =>
    median(rounds.map((round) => perWebhook(round.serverCpu, round.posts))),
  );
  print('cpu_ratio', floorMicros / parleyMicros, 'floor/parley', { floorMicros, parleyMicros });
  return [
    atLeast('ratio', ratio, LIMITS.ratio),
    below('ack_p99_ms', found.p99Ms, LIMITS.ackP99Ms),
    below('rss_under_load_mb', Math.max(...rss), LIMITS.rssMb),
    below('rss_idle_mb', parley.idleRssMb, LIMITS.idleRssMb),
    below('cold_start_ms', median(coldStarts), LIMITS.coldStartMs),
  ];
}
