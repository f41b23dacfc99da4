import { DatabaseSync } from 'node:sqlite';
import { describeMachine } from '../bench/figures.ts';
import { connectWhatsapp, subscribe } from '../support/gateway-api.ts';
import { startGateway } from '../support/gateway-process.ts';
import { startReceiver } from '../support/receiver.ts';
import { runLoad } from '../support/webhook-load.ts';
import { type Query, type TestStore, eventually, postgresQuery, queryOf } from './database.ts';
import { judge } from './findings.ts';
import { createMovedClock } from './moved-clock.ts';
import type { Report } from './report.ts';

const EVENTS = ['message.received'];
const HOUR = 3_600_000;

/** How much there is to deliver after an hour. */
const DUE = { usual: 3_000, full: 100_000 };
const CUSTOMERS = 1_000;
/** `MOST_PER_RECEIVER` in `events/deliver.ts`: the rate of a receiver is how many it is sent at once. */
const MOST_AT_ONCE = 64;
const MOST_RSS_MB = 512;
const DRAIN_MS = 15 * 60_000;

/** F8: a receiver is down for an hour, while everything for it waits, and comes back. */
export async function deliverAfterAnHour(store: TestStore, seed: number, isFull: boolean, report: Report): Promise<void> {
  const due = isFull ? DUE.full : DUE.usual;
  const clock = createMovedClock();
  const databaseUrl = await store.newDatabaseUrl();
  const gateway = await startGateway({ ...clock.options, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
  const receiver = await startReceiver({ failing: 0, seed, keeps: true });
  const path = await connectWhatsapp(gateway);
  await subscribe(gateway, receiver, EVENTS);
  receiver.refuseAll(true);
  const plan = { port: gateway.port, path, connections: 16, from: 0, count: due, users: CUSTOMERS, repeated: 0, seed, progressEvery: 0 };
  await runLoad({ ...plan, timestamp: Math.floor(Date.now() / 1000) });
  await clock.moveTo(HOUR);
  receiver.moveClock(HOUR);
  const query = queryOf(gateway, databaseUrl);
  await eventually(async () => Number((await query('select count(*) as n from "messages"'))[0]?.['n']) === due, 5 * 60_000);
  const waiting = Number((await query(`select count(*) as n from "deliveries" where "state" = 'pending'`))[0]?.['n']);
  const before = await receiver.counts();
  receiver.refuseAll(false);
  const backAt = performance.now();
  const isDrained = await eventually(async () => (await receiver.counts()).events >= due, DRAIN_MS, 250);
  const drainedMs = Math.round(performance.now() - backAt);
  await eventually(async () => (await query(`select 1 from "deliveries" where "state" = 'pending' limit 1`)).length === 0, 30_000);
  const { peakMb } = gateway.memory();
  const counts = await receiver.counts();
  const exit = await gateway.stop();
  const findings = await judge(query, await receiver.arrivals(), due, EVENTS);
  const figures = { due, waiting, refusedMeanwhile: before.refused, drainedMs, perSecond: Math.round(due / (drainedMs / 1000)), peakMb: Math.round(peakMb), mostAtOnce: counts.mostOpen }; // prettier-ignore
  console.log(JSON.stringify({ faults: 'a receiver comes back', store: store.name, version: store.version, ...figures, ...findings, ...describeMachine(), seed })); // prettier-ignore
  report.check(`all ${due} waited when it came back`, waiting === due, waiting);
  report.check('everything is delivered', isDrained && findings.undelivered + findings.unfinishedDeliveries === 0, findings);
  report.check('in order within a conversation', findings.deliveredOutOfOrder + findings.repeatedBehindLater === 0, findings);
  report.check(`never to more than ${MOST_AT_ONCE} connections at once`, counts.mostOpen <= MOST_AT_ONCE, counts.mostOpen);
  report.check(`within ${MOST_RSS_MB} MiB of memory`, peakMb < MOST_RSS_MB, peakMb);
  report.check('the gateway stops cleanly', exit.code === 0, exit);
  receiver.stop();
  await gateway.dispose();
  clock.remove();
}

const STORED = { usual: { messages: 100_000, lanes: 1_000 }, full: { messages: 1_000_000, lanes: 10_000 } };
const READY_MS = 3_000;

/** R6: a gateway starts on a large database in which much is due. */
export async function startWithMuchStored(store: TestStore, seed: number, isFull: boolean, report: Report): Promise<void> {
  const { messages, lanes } = isFull ? STORED.full : STORED.usual;
  const databaseUrl = await store.newDatabaseUrl();
  const gateway = await startGateway(databaseUrl === undefined ? {} : { databaseUrl });
  const receiver = await startReceiver({ failing: 0, seed, keeps: false });
  const path = await connectWhatsapp(gateway);
  await subscribe(gateway, receiver, EVENTS);
  receiver.refuseAll(true);
  await runLoad({ port: gateway.port, path, connections: 16, from: 0, count: lanes, users: lanes, repeated: 0, seed, timestamp: Math.floor(Date.now() / 1000), progressEvery: 0 }); // prettier-ignore
  const ask: Query = queryOf(gateway, databaseUrl);
  // On PostgreSQL what comes faster than it is stored waits in the spool.
  await eventually(async () => Number((await ask('select count(*) as n from "messages"'))[0]?.['n']) === lanes, 5 * 60_000);
  // Killed, so that it starts as after an accident.
  await gateway.kill();
  await gateway.restart();
  const withFewMs = Math.round(gateway.coldStartMs());
  await gateway.kill();
  await addMessages(databaseUrl, gateway.databaseFile, messages / lanes);
  const stored = Number((await ask('select count(*) as n from "messages"'))[0]?.['n']);
  const due = Number((await ask(`select count(distinct "laneId") as n from "deliveries" where "state" = 'pending'`))[0]?.['n']);
  await gateway.restart();
  const readyMs = Math.round(gateway.coldStartMs());
  receiver.refuseAll(false);
  const isDrained = await eventually(async () => (await receiver.counts()).events >= lanes, 5 * 60_000, 250);
  const figures = { messages: stored, dueLanes: due, readyMs, withFewMs, peakMb: Math.round(gateway.memory().peakMb) };
  console.log(JSON.stringify({ faults: 'start with much stored', store: store.name, version: store.version, ...figures, ...describeMachine(), seed })); // prettier-ignore
  report.check(`${messages} messages and ${lanes} due lanes are there`, stored === messages && due === lanes, figures);
  // Where the machine has other work, a start with little stored says what it could do.
  const isReady = readyMs < Math.max(READY_MS, 1.5 * withFewMs);
  report.check(`it is ready within ${READY_MS / 1000} s, or as soon as with little stored`, isReady, figures);
  report.check('what was due is delivered', isDrained, await receiver.counts());
  const exit = await gateway.stop();
  report.check('the gateway stops cleanly', exit.code === 0, exit);
  receiver.stop();
  await gateway.dispose();
}

/** Has every conversation's one message again, with places of their own, until there are so many in each. */
async function addMessages(databaseUrl: string | undefined, file: string, each: number): Promise<void> {
  const columns = databaseUrl === undefined ? sqliteColumns(file) : await postgresColumns(databaseUrl);
  const other: Readonly<Record<string, string>> = { id: `"id" || '-' || "n"`, externalId: `"externalId" || '-' || "n"`, seq: '"n"' };
  const names = columns.map((name) => `"${name}"`).join(', ');
  const values = columns.map((name) => other[name] ?? `"${name}"`).join(', ');
  const numbers =
    databaseUrl === undefined
      ? `with recursive "numbers"("n") as (select 2 union all select "n" + 1 from "numbers" where "n" < ${each})`
      : `with "numbers" as (select "n" from generate_series(2, ${each}) as "s"("n"))`;
  const insert = `${numbers} insert into "messages" (${names}) select ${values} from "messages", "numbers" where "seq" = 1`;
  const statements = [databaseUrl === undefined ? `insert into "messages" (${names}) ${numbers} select ${values} from "messages", "numbers" where "seq" = 1` : insert, `update "conversations" set "lastSeq" = ${each}, "inboundCount" = ${each}`]; // prettier-ignore
  if (databaseUrl === undefined) {
    const database = new DatabaseSync(file);
    for (const statement of statements) database.exec(statement);
    database.close();
    return;
  }
  for (const statement of [...statements, 'analyze']) await postgresQuery(databaseUrl)(statement);
}

function sqliteColumns(file: string): readonly string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  const rows = database.prepare(`select "name" from pragma_table_info('messages')`).all();
  database.close();
  return rows.map((row) => String(row['name']));
}

async function postgresColumns(databaseUrl: string): Promise<readonly string[]> {
  const rows = await postgresQuery(databaseUrl)(
    `select "column_name" as "name" from "information_schema"."columns" where "table_schema" = 'public' and "table_name" = 'messages'`,
  );
  return rows.map((row) => String(row['name']));
}
