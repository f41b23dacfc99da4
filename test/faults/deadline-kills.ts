import { setTimeout as pause } from 'node:timers/promises';
import { describeMachine } from '../bench/figures.ts';
import { callApi, connectWhatsapp, subscribe } from '../support/gateway-api.ts';
import { startGateway } from '../support/gateway-process.ts';
import { startReceiver } from '../support/receiver.ts';
import { seededRandom } from '../support/seeded.ts';
import { runLoad } from '../support/webhook-load.ts';
import { type Query, type TestStore, eventually, queryOf } from './database.ts';
import type { Report } from './report.ts';

const CUSTOMERS = 500;
const SOON_SECONDS = 4;
const OVERDUE_SECONDS = 7;
const EVENTS = ['conversation.soon_overdue', 'conversation.overdue'];
/** After so many of the events there shall be a kill, in the middle of each of the two waves. */
const KILLS_AFTER = [1, 150, 400, CUSTOMERS + 1, CUSTOMERS + 250];
const TOLD_MS = 60_000;

/** Five hundred customers wait, and the gateway is killed again and again while their deadlines are told: each is told once. */
export async function surviveKillsAtDeadlines(store: TestStore, seed: number, report: Report): Promise<void> {
  const random = seededRandom(seed);
  const databaseUrl = await store.newDatabaseUrl();
  const gateway = await startGateway(databaseUrl === undefined ? {} : { databaseUrl });
  const receiver = await startReceiver({ failing: 0, seed, keeps: true });
  const path = await connectWhatsapp(gateway);
  await callApi(gateway, 'PATCH', '/settings', { soonAfterSeconds: SOON_SECONDS, overdueAfterSeconds: OVERDUE_SECONDS });
  await subscribe(gateway, receiver, EVENTS);
  await runLoad({
    port: gateway.port, path, connections: 32, from: 0, count: CUSTOMERS, users: CUSTOMERS, repeated: 0, seed,
    timestamp: Math.floor(Date.now() / 1000), progressEvery: 0,
  }); // prettier-ignore
  const query = queryOf(gateway, databaseUrl);
  const [conversations] = await query('select count(*) as n from "conversations"');
  const customers = Number(conversations?.['n']);

  const killedAfter: number[] = [];
  for (const wanted of KILLS_AFTER) {
    await eventually(async () => (await countTold(query)) >= wanted, TOLD_MS, 2);
    await pause(random() * 10);
    await gateway.kill();
    killedAfter.push(await countTold(query));
    await gateway.restart();
  }
  const all = customers * EVENTS.length;
  const isAllTold = await eventually(async () => (await countTold(query)) >= all, TOLD_MS);
  await eventually(async () => (await receiver.counts()).events >= all, TOLD_MS);
  // Another look of the clock, so that what would be told twice is.
  await pause(2000);
  const told = await query(
    `select "conversationId", "type", count(*) as n from "events" where "type" in ${inList()} group by "conversationId", "type"`,
  );
  const repeated = told.filter((row) => Number(row['n']) !== 1);
  const [gaps] = await query(
    'select count(*) as n from (select "conversationId", max("conversationSeq") as last, count(*) as all_of_them from "events" where "conversationId" is not null group by "conversationId") as numbered where last <> all_of_them',
  );
  const arrived = new Set((await receiver.arrivals()).map((arrival) => arrival.eventId)).size;
  const exit = await gateway.stop();
  const figures = { customers, killedAfter, told: told.length, repeated: repeated.length, arrived };
  console.log(JSON.stringify({ faults: 'deadlines', store: store.name, version: store.version, ...figures, ...describeMachine(), seed }));
  const isAmid =
    killedAfter.some((count) => count > 0 && count < customers) && killedAfter.some((count) => count > customers && count < all);
  report.check('it was killed in the middle of both waves', isAmid, killedAfter);
  report.check(`all ${all} deadlines are told`, isAllTold && told.length === all, told.length);
  report.check('none is told twice', repeated.length === 0, repeated.slice(0, 3));
  report.check('events are numbered 1..n in every conversation', Number(gaps?.['n']) === 0, gaps);
  report.check('every one is delivered', arrived === all, arrived);
  report.check('the gateway stops cleanly', exit.code === 0, exit);
  receiver.stop();
  await gateway.dispose();
}

const inList = () => `(${EVENTS.map((type) => `'${type}'`).join(', ')})`;

async function countTold(query: Query): Promise<number> {
  const [row] = await query(`select count(*) as n from "events" where "type" in ${inList()}`);
  return Number(row?.['n']);
}
