import { startFleet } from '../faults/fleet.ts';
import { postgresStore } from '../faults/database.ts';
import { startPostgres } from '../support/postgres.mjs';
import type { Figure, PrintFigure } from './figures.ts';
import { type Entry, entryOf, measureInTurns, printLoad, printParley } from './load-figures.ts';
import type { Run } from './part.ts';
import { type LoadSize, openFloor, openGateways } from './phases.ts';

const FULL: LoadSize = { webhooks: 5_000, warmUp: 2_500, rounds: 3, idleMs: 3_000 };
const QUICK: LoadSize = { webhooks: 2_000, warmUp: 2_000, rounds: 1, idleMs: 2_000 };
const GATEWAYS = [1, 2, 4] as const;

/**
 * What `ingest` measures, on PostgreSQL: one gateway, two and four on one database behind a generator that gives each the next webhook,
 * beside the floor. One such fleet after the other, because gateways that rest go on asking their database. Nothing is wanted of it but
 * to be known: on one machine, gateways beside each other share its cores with their database.
 */
export async function measurePostgres({ isQuick, seed, print }: Run): Promise<readonly Figure[]> {
  const size = isQuick ? QUICK : FULL;
  const server = await startPostgres();
  const store = await postgresStore(server.url);
  try {
    for (const count of GATEWAYS) {
      const name = `postgres_${count}`;
      const fleet = await startFleet(store, count, { from: 'built' });
      const parley = await openGateways(fleet.gateways, size, seed);
      const more = { gateways: count, postgres: store.version };
      const told: PrintFigure = (figure, value, unit, others) => print(figure, value, unit, { ...more, ...others });
      told(`${name}.rss_idle`, parley.idleRssMb, 'MB');
      const entries: Entry[] = [
        entryOf({
          name: `${name}.floor`,
          contender: await openFloor(size, seed),
          print: (floor, round, found) => printLoad(told, floor, round, found),
        }),
        entryOf({ name, contender: parley, print: (who, round, found) => printParley(told, who, round, found) }),
      ];
      const middles = await measureInTurns(entries, size.rounds, told);
      const [floor, found] = entries.map((entry) => middles.get(entry.name));
      if (floor === undefined || found === undefined) throw new Error('nothing was measured');
      told(`${name}.ratio`, found.perSecond / floor.perSecond, 'parley/floor');
    }
  } finally {
    await server.stop();
  }
  return [];
}
