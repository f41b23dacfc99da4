import { setTimeout as pause } from 'node:timers/promises';
import { describeMachine } from '../bench/figures.ts';
import { connectWhatsapp, subscribe } from '../support/gateway-api.ts';
import { startGateway } from '../support/gateway-process.ts';
import { startReceiver } from '../support/receiver.ts';
import { runLoad, startLoad } from '../support/webhook-load.ts';
import { startCuttable } from './cuttable.ts';
import { type TestStore, eventually, queryOf } from './database.ts';
import { judge } from './findings.ts';
import type { Report } from './report.ts';

const SIZES = { usual: { webhooks: 8_000, goneMs: 10_000 }, full: { webhooks: 40_000, goneMs: 30_000 } };
const EVENTS = ['message.received'];
/** So soon after the database is back it is written to again. How long all that was kept takes is printed: it depends on how much that is. */
const RECOVERED_MS = 5_000;

/** PostgreSQL goes away in the middle of a load, and the gateway is killed meanwhile: every webhook is still taken, none is lost. */
export async function outliveTheDatabase(store: TestStore, seed: number, isFull: boolean, report: Report): Promise<void> {
  const { webhooks, goneMs } = isFull ? SIZES.full : SIZES.usual;
  const databaseUrl = await store.newDatabaseUrl();
  if (databaseUrl === undefined) throw new Error('only PostgreSQL can be gone');
  const between = await startCuttable(databaseUrl);
  const gateway = await startGateway({ databaseUrl: between.url });
  const receiver = await startReceiver({ failing: 0, seed, keeps: true });
  const path = await connectWhatsapp(gateway);
  await subscribe(gateway, receiver, EVENTS);
  const query = queryOf(gateway, databaseUrl);
  const stored = async () => Number((await query(`select count(*) as n from "messages" where "direction" = 'inbound'`))[0]?.['n']);
  const load = startLoad({
    port: gateway.port, path, connections: 16, from: 0, count: webhooks, users: 200, repeated: 0, seed,
    timestamp: Math.floor(Date.now() / 1000), progressEvery: 10,
  }); // prettier-ignore
  while (load.acknowledged() < webhooks / 8) await pause(1);
  between.cut();
  const before = await stored();
  await pause(goneMs);
  const acknowledged = load.acknowledged();
  const kept = acknowledged - (await stored());
  between.mend();
  const mendedAt = performance.now();
  await eventually(async () => (await stored()) > before, RECOVERED_MS, 50);
  const recoveredMs = Math.round(performance.now() - mendedAt);
  const isCaughtUp = await eventually(async () => (await stored()) >= acknowledged, 60_000, 100);
  const caughtUpMs = Math.round(performance.now() - mendedAt);
  const result = await load.result;
  await eventually(async () => (await receiver.counts()).events >= webhooks, 60_000);
  const exit = await gateway.stop();
  const findings = await judge(query, await receiver.arrivals(), webhooks, EVENTS);
  const figures = { answers: result.answers, before, acknowledged, kept, recoveredMs, caughtUpMs, maxAckMs: Math.round(result.maxMs) };
  console.log(
    JSON.stringify({ faults: 'database gone', store: store.name, version: store.version, ...figures, ...describeMachine(), seed }),
  );
  report.check('webhooks are acknowledged while the database is gone', kept > 500, kept);
  report.check('every answer was 200', Object.keys(result.answers).join() === '200', result.answers);
  report.check('what was kept is stored', isCaughtUp, findings.messages);
  report.check(`storing begins again within ${RECOVERED_MS / 1000} s`, recoveredMs < RECOVERED_MS, recoveredMs);
  report.check('no platform waits for 5 s', result.maxMs < 5000, result.maxMs);
  report.check(`all ${webhooks} messages are there, once`, findings.messages === webhooks && findings.storedTwice === 0, findings);
  report.check('nothing is lost or undelivered', findings.lost + findings.undelivered + findings.unfinishedDeliveries === 0, findings);
  report.check('numbers have no gaps, and nobody is there twice', findings.gapsInSeq + findings.gapsInEventSeq + findings.customersWithTwoConversations === 0, findings); // prettier-ignore
  report.check('events arrive in order within a conversation', findings.deliveredOutOfOrder === 0, findings.deliveredOutOfOrder);
  report.check('the gateway stops cleanly', exit.code === 0, exit);
  receiver.stop();
  between.stop();
  await gateway.dispose();
}

/** A gateway that is killed while it keeps webhooks finds them again. */
export async function keepOverAKill(store: TestStore, seed: number, report: Report): Promise<void> {
  const databaseUrl = await store.newDatabaseUrl();
  if (databaseUrl === undefined) throw new Error('only PostgreSQL can be gone');
  const between = await startCuttable(databaseUrl);
  const gateway = await startGateway({ databaseUrl: between.url });
  const path = await connectWhatsapp(gateway);
  const query = queryOf(gateway, databaseUrl);
  const plan = (from: number, count: number) => ({
    port: gateway.port, path, connections: 8, from, count, users: 50, repeated: 0, seed,
    timestamp: Math.floor(Date.now() / 1000), progressEvery: 0,
  }); // prettier-ignore
  await runLoad(plan(0, 50));
  between.cut();
  const { answers } = await runLoad(plan(50, 250));
  await gateway.kill();
  between.mend();
  await gateway.restart();
  const isThere = await eventually(async () => Number((await query('select count(*) as n from "messages"'))[0]?.['n']) === 300, 20_000);
  report.check('what a killed gateway had acknowledged is stored by the next', isThere, answers);
  await gateway.stop();
  between.stop();
  await gateway.dispose();
}

/** F4: a connection that neither answers nor breaks. */
const NOTICED_MS = 15_000;
const WHILE_SILENT = 4_000;

/** Every connection to the database goes silent in the middle of a load, as when a firewall has forgotten them. */
export async function noticeSilence(store: TestStore, seed: number, report: Report): Promise<void> {
  const databaseUrl = await store.newDatabaseUrl();
  if (databaseUrl === undefined) throw new Error('only PostgreSQL can be gone');
  const between = await startCuttable(databaseUrl);
  const gateway = await startGateway({ databaseUrl: between.url });
  const path = await connectWhatsapp(gateway);
  const query = queryOf(gateway, databaseUrl);
  const stored = async () => Number((await query('select count(*) as n from "messages"'))[0]?.['n']);
  const load = startLoad({
    port: gateway.port, path, connections: 8, from: 0, count: WHILE_SILENT, users: 200, repeated: 0, seed,
    timestamp: Math.floor(Date.now() / 1000), progressEvery: 10,
  }); // prettier-ignore
  while (load.acknowledged() < WHILE_SILENT / 4) await pause(1);
  between.silence();
  const silencedAt = performance.now();
  await pause(500);
  const before = await stored();
  const isNoticed = await eventually(async () => (await stored()) > before, 4 * NOTICED_MS, 50);
  const noticedMs = Math.round(performance.now() - silencedAt);
  const result = await load.result;
  const isCaughtUp = await eventually(async () => (await stored()) >= WHILE_SILENT, 60_000, 100);
  const findings = await judge(query, [], WHILE_SILENT, []);
  const figures = { answers: result.answers, before, noticedMs, maxAckMs: Math.round(result.maxMs) };
  console.log(
    JSON.stringify({ faults: 'database silent', store: store.name, version: store.version, ...figures, ...describeMachine(), seed }),
  );
  report.check(`a silent database is noticed within ${NOTICED_MS / 1000} s`, isNoticed && noticedMs < NOTICED_MS, noticedMs);
  report.check('every answer was 200', Object.keys(result.answers).join() === '200', result.answers);
  report.check('no platform waits for 5 s', result.maxMs < 5000, result.maxMs);
  report.check('everything is there, once', isCaughtUp && findings.lost === 0 && findings.storedTwice === 0, findings);
  report.check('numbers have no gaps', findings.gapsInSeq + findings.gapsInEventSeq === 0, findings);
  await gateway.stop();
  between.stop();
  await gateway.dispose();
}
