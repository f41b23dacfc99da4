// Plays a day of a five-person team through the API and prints its analytics:
//
//   node launch.mjs examples/day/play.ts [--hours=9] [--minutes-per-second=3] [--seed=1]
//
// A gateway and the platforms' stand-ins are started for it on free ports, with a data folder that is removed afterwards. Customers
// write on five platforms; five people in two teams join, grab, answer, transfer and close. Everything the team does goes through the
// public API. Exit code 1 when a customer's message was lost on the way, or a figure does not add up.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox } from '../../gateway/sandbox/server.ts';
import type { StandIn } from '../../gateway/sandbox/stand-in.ts';
import { connectChannels } from '../../gateway/sandbox/start-up/connect-channels.ts';
import { startGateway } from '../../gateway/sandbox/start-up/gateway-process.ts';
import { readSeed } from '../../gateway/sandbox/start-up/seed.ts';
import { createApi } from './api.ts';
import { createDayClock } from './clock.ts';
import { CUSTOMERS, OPENING_HOUR, type Visit, planDay } from './plan.ts';
import { type Summary, tableOf } from './report.ts';
import { openBusiness } from './team.ts';
import { workThrough } from './work.ts';

const GATEWAY_ENTRY = fileURLToPath(new URL('../../gateway/src/main.ts', import.meta.url));
/** After the shop closes, so long the team still answers who is there. */
const TIDY_MINUTES = 30;

function option(name: string, otherwise: number): number {
  const text = process.argv.find((arg) => arg.startsWith(`--${name}=`))?.split('=')[1];
  const value = text === undefined ? otherwise : Number(text);
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0, not “${text ?? ''}”`);
  return value;
}

/** A sequence of numbers from 0 up to 1 that a seed determines (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Invented people of every platform, told apart by their number. */
function customers() {
  const several = <One>(count: number, make: (number: string, name: string) => One) =>
    Array.from({ length: count }, (_, i) => make(String(i).padStart(2, '0'), `Customer ${i + 1}`));
  return {
    whatsapp: several(CUSTOMERS.whatsapp, (n, name) => ({ id: `155555502${n}`, name, userId: `US.5550002${n}` })),
    line: several(CUSTOMERS.line, (n, name) => ({ id: `U55500000000000000000000000000a${n}`, name, language: 'en' })),
    facebook: several(CUSTOMERS.facebook, (n, name) => ({ id: `55506000000003${n}`, name })),
    wechat: several(CUSTOMERS.wechat, (n, name) => ({ id: `oHB555000000000000000Day_00${n}`, name, language: 'zh_CN' })),
    twilio: several(CUSTOMERS.twilio, (n, name) => ({ id: `155555503${n}`, name })),
  };
}

/** Customers write when their minute has come; gives back how many messages the gateway took. */
async function customersWrite(
  visits: readonly Visit[],
  standIns: Record<Visit['platform'], StandIn>,
  clock: ReturnType<typeof createDayClock>,
): Promise<number> {
  let taken = 0;
  for (const visit of visits) {
    const ahead = visit.minute - clock.minute();
    if (ahead > 0) await clock.wait(ahead);
    const standIn = standIns[visit.platform];
    const customer = standIn.customers()[visit.customer];
    if (customer === undefined) throw new Error(`${visit.platform} has no customer ${visit.customer}`);
    const said = standIn.saysJson(customer.id, { type: 'text', text: visit.text });
    if (typeof said === 'string') throw new Error(said);
    if ((await said.webhook).is === 'delivered') taken++;
  }
  return taken;
}

async function play(): Promise<void> {
  const hours = option('hours', 9);
  const clockSpeed = option('minutes-per-second', 3);
  const visits = planDay(hours, seededRandom(option('seed', 1)));
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'parley-day-'));
  const seed = readSeed(dataDir);
  const port = await freePort();
  const access = { url: `http://127.0.0.1:${port}`, apiKey: seed.apiKey };
  const env = {
    PARLEY_PORT: String(port),
    PARLEY_DATA_DIR: dataDir,
    PARLEY_API_KEY: seed.apiKey,
    PARLEY_ALLOW_LOOPBACK: '1',
    PARLEY_LOG_LEVEL: 'warn',
  };
  const gateway = startGateway({ args: [GATEWAY_ENTRY], url: access.url, env: { ...process.env, ...env } });
  const people = customers();
  const sandbox = await startSandbox({
    port: 0,
    graph: { ...seed.whatsapp, customers: people.whatsapp },
    line: { ...seed.line, customers: people.line },
    messenger: { ...seed.messenger, customers: people.facebook },
    wechat: { ...seed.wechat, customers: people.wechat },
    twilio: { ...seed.twilio, customers: people.twilio },
  });
  try {
    const notReady = await gateway.ready();
    if (notReady !== undefined) throw new Error(notReady);
    await playThrough(access, sandbox, seed, { hours, clockSpeed, visits });
  } finally {
    await Promise.all([sandbox.stop(), gateway.stop()]);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function playThrough(
  access: { readonly url: string; readonly apiKey: string },
  sandbox: Awaited<ReturnType<typeof startSandbox>>,
  seed: ReturnType<typeof readSeed>,
  { hours, clockSpeed, visits }: { readonly hours: number; readonly clockSpeed: number; readonly visits: readonly Visit[] },
): Promise<void> {
  const api = createApi(access);
  const channels = await connectChannels(access, sandbox, seed);
  const openedAt = new Date();
  const clock = createDayClock(clockSpeed);
  const business = await openBusiness(api, channels, clock);
  console.log(
    `The shop opens at ${OPENING_HOUR}:00. ${visits.length} messages will come; of the day’s ${hours} h, each takes ${(60 / clockSpeed).toFixed(0)} s.`,
  );
  const closing = hours * 60 + TIDY_MINUTES;
  const isOver = () => clock.minute() > closing;
  const { graph, line, messenger, wechat, twilio } = sandbox;
  const [taken] = await Promise.all([
    customersWrite(visits, { whatsapp: graph, line, facebook: messenger, wechat, twilio }, clock),
    ...business.people.map((person) => workThrough(person, { api, clock, business, isOver })),
  ]);
  const range = `from=${openedAt.toISOString()}&to=${new Date().toISOString()}`;
  const summaryBy = (groupBy: string) => api.call<Summary>('GET', `/analytics/summary?${range}&groupBy=${groupBy}`);
  const { total } = await summaryBy('none');
  console.log(`\n${tableOf('The day', [['all', total]], clock)}`);
  for (const groupBy of ['team', 'member', 'channel']) {
    const { groups } = await summaryBy(groupBy);
    console.log(
      `\n${tableOf(
        `By ${groupBy}`,
        groups.map((one) => [one.name ?? 'nobody', one] as const),
        clock,
      )}`,
    );
  }
  console.log('\nAll times are minutes of the day played.\n');
  if (taken !== visits.length || total.messagesIn !== visits.length) {
    throw new Error(`customers wrote ${visits.length} messages, the gateway took ${taken} and counts ${total.messagesIn}`);
  }
}

await play();
