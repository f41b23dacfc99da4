// `npm run test:faults [-- --seed=<n>] [--only=<part>] [--full] [--kills=<n>]`: Parley under kills, failing receivers and half-done work, on
// both stores. What each part is for and how large it is: `README.md`.
import { describeMachine } from '../bench/figures.ts';
import { programOf } from '../support/gateway-process.ts';
import { startPostgres } from '../support/postgres.mjs';
import { seedOf } from '../support/seeded.ts';
import { deliverAfterAnHour, startWithMuchStored } from './backlog.ts';
import { liveThroughJumps } from './clock-jumps.ts';
import { keepOverAKill, noticeSilence, outliveTheDatabase } from './database-gone.ts';
import { postgresStore, sqliteStore } from './database.ts';
import { surviveKillsAtDeadlines } from './deadline-kills.ts';
import { ignoreHalfOpen } from './half-open.ts';
import { surviveKillsWhileSending } from './interrupted-sends.ts';
import { killPlanOf, surviveKills } from './kills.ts';
import { noticeAnotherFile, refuseAReadOnlyDisk } from './foreign-files.ts';
import { outliveAFullDisk } from './full-disk.ts';
import { surviveMigrationKills } from './migration-kills.ts';
import { createReport } from './report.ts';
import { keepTheRate } from './several-senders.ts';
import { surviveKillsAndPauses, takeEachEventOnce } from './several-gateways.ts';
import { keepTheOrder } from './shuffled.ts';
import { stopUnderLoad } from './shutdown.ts';
import { goPastAHangingReceiver } from './slow-receiver.ts';
import { refuseSecondProcess } from './two-processes.ts';

const args = process.argv.slice(2);
const seed = seedOf(args);
const only = args.find((arg) => arg.startsWith('--only='))?.slice('--only='.length) ?? '';
const isFull = args.includes('--full');
const plan = killPlanOf(args);
const report = createReport();
const server = await startPostgres();
const machine = describeMachine();
console.error(`faults: ${programOf()}, Node ${machine.node}, seed ${seed}`);

async function part(name: string, run: () => Promise<void>): Promise<void> {
  if (name.includes(only)) await report.part(name, run);
}

try {
  const stores = [sqliteStore(), await postgresStore(server.url)];
  for (const store of stores) await part(`kills on ${store.name}`, () => surviveKills(store, seed, plan, report));
  for (const store of stores) await part(`shuffled on ${store.name}`, () => keepTheOrder(store, seed, isFull, report));
  for (const store of stores) await part(`interrupted sends on ${store.name}`, () => surviveKillsWhileSending(store, report));
  for (const store of stores) await part(`kills at deadlines on ${store.name}`, () => surviveKillsAtDeadlines(store, seed, report));
  for (const store of stores) await part(`SIGTERM on ${store.name}`, () => stopUnderLoad(store, seed, isFull, report));
  for (const store of stores) await part(`interrupted migrations on ${store.name}`, () => surviveMigrationKills(store.name, report));
  for (const store of stores) await part(`the clock jumps on ${store.name}`, () => liveThroughJumps(store, seed, report));
  for (const store of stores) await part(`start with much stored on ${store.name}`, () => startWithMuchStored(store, seed, isFull, report));
  for (const store of stores) await part(`a receiver comes back on ${store.name}`, () => deliverAfterAnHour(store, seed, isFull, report));
  for (const store of stores) await part(`a hanging receiver on ${store.name}`, () => goPastAHangingReceiver(store, seed, report));
  for (const store of stores.filter((one) => one.name === 'postgres')) {
    await part('the database is gone', () => outliveTheDatabase(store, seed, isFull, report));
    await part('the database is gone, and so is the gateway', () => keepOverAKill(store, seed, report));
    await part('the database is silent', () => noticeSilence(store, seed, report));
    await part('the same event at four gateways', () => takeEachEventOnce(store, seed, report));
    await part('four gateways', () => surviveKillsAndPauses(store, seed, report));
    await part('three gateways that send', () => keepTheRate(store, report));
  }
  for (const store of stores.filter((one) => one.name === 'sqlite')) {
    await part('the disk is full', () => outliveAFullDisk(store, seed, report));
    await part('another file in place of the database', () => noticeAnotherFile(report));
    await part('a read-only disk', () => refuseAReadOnlyDisk(report));
    await part('half-open sockets', () => ignoreHalfOpen(store, seed, report));
  }
  await part('two processes', () => refuseSecondProcess(report));
} finally {
  await server.stop();
}
process.exit(report.end() ? 0 : 1);
