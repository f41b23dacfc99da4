import { randomBytes } from 'node:crypto';
import { get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { type Received, type Stored, storeEvents } from '../../gateway/src/ingest/store-events.ts';
import { ulidIds } from '../../gateway/src/model/ids.ts';
import { DEFAULT_SETTINGS, timingOf } from '../../gateway/src/model/settings.ts';
import type { ChannelFacts } from '../../gateway/src/store/records.ts';
import { openStore } from '../../gateway/src/store/store.ts';
import { cpuBetween } from '../support/cpu-time.ts';
import { callApi, connectWhatsapp } from '../support/gateway-api.ts';
import { type GatewayProcess, startGateway } from '../support/gateway-process.ts';
import { indexAll } from './search.ts';

/** What deadlines cost with many conversations open. */
export interface Deadlines {
  /** Share of one core while nothing is due, in per cent. */
  readonly idleCpuPercent: number;
  /** From a deadline until whoever listens has heard of it, the latest of all, in milliseconds. */
  readonly latestMs: number;
  readonly medianMs: number;
  readonly told: number;
}

export interface DeadlinesSize {
  readonly open: number;
  /** Of them, within one second. */
  readonly due: number;
  readonly idleMs: number;
}

const SOON_SECONDS = 900;
/** Until the gateway is up again and has been idle for long enough. */
const LEAD_MS = 20_000;
const AT_ONCE = 200;
/** So many commits share the second in which their customers' deadlines lie. */
const DUE_AT_ONCE = 10;

/**
 * A gateway on SQLite in which so many customers wait. It is measured while nothing is due, and then when a thousand deadlines come in
 * one second.
 */
export async function measureDeadlines(size: DeadlinesSize): Promise<Deadlines> {
  const gateway = await startGateway({ from: 'built' });
  const path = await connectWhatsapp(gateway);
  await callApi(gateway, 'PATCH', '/settings', { soonAfterSeconds: SOON_SECONDS, overdueAfterSeconds: 2 * SOON_SECONDS });
  await gateway.stop();
  const dueFrom = await fill(gateway, path.replace('/webhooks/', ''), size);
  await gateway.restart();
  const lags = listen(gateway, size.due);
  // What it does at its start is no idling.
  await pause(2000);
  const cpuBefore = gateway.cpuTime();
  const idleMs = Math.min(size.idleMs, dueFrom - Date.now() - 1000);
  if (idleMs < 1000) throw new Error('the gateway took too long to start for anything to be measured');
  await pause(idleMs);
  const { mainMs, othersMs } = cpuBetween(cpuBefore, gateway.cpuTime());
  const idleCpuPercent = ((mainMs + othersMs) / idleMs) * 100;
  const found = (await lags).toSorted((a, b) => a - b);
  await gateway.stop();
  await gateway.dispose();
  if (found.length !== size.due) throw new Error(`only ${found.length} of ${size.due} deadlines were told`);
  return {
    idleCpuPercent,
    latestMs: found.at(-1) ?? Number.NaN,
    medianMs: found[Math.floor(found.length / 2)] ?? Number.NaN,
    told: found.length,
  };
}

/** Writes the conversations as the gateway would have; when the first of the deadlines comes. */
async function fill(gateway: GatewayProcess, channelId: string, size: DeadlinesSize): Promise<number> {
  let now = Date.now();
  const store = await openStore({ dataDir: gateway.folder, databaseUrl: undefined, now: () => now });
  if (typeof store === 'string') throw new Error(store);
  const timing = timingOf({ ...DEFAULT_SETTINGS, soonAfterSeconds: SOON_SECONDS, overdueAfterSeconds: 2 * SOON_SECONDS });
  const factsOf = (id: string): ChannelFacts => ({
    ref: { id, type: 'whatsapp', provider: 'cloud_api', name: 'Front desk' },
    windowRule: { hours: 24, after: 'template' },
    timingOf: () => timing,
    startsWith: 'people',
    twoWay: true,
    oneWayReply: null,
    readsProfiles: false,
    mediaRules: DEFAULT_SETTINGS.attachments,
    team: null,
  });
  const ids = ulidIds(() => now, randomBytes);
  const work = storeEvents({ ids, factsOf, subscriptions: () => Promise.resolve([]), wake: () => undefined });
  const ingest = store.committer.register<Received, Stored>(work);
  const write = (first: number, count: number) =>
    ingest({ channelId, body: '{}', events: Array.from({ length: count }, (_, i) => messageOf(first + i)) });
  const quiet = size.open - size.due;
  for (let i = 0; i < quiet; i += AT_ONCE) {
    now = Date.now();
    await write(i, Math.min(AT_ONCE, quiet - i));
  }
  // Otherwise the gateway would do it as soon as it is up, and that is no idling. A person and a message each.
  await indexAll(store, 2 * quiet);
  const dueFrom = Date.now() + LEAD_MS;
  const commits = Math.ceil(size.due / DUE_AT_ONCE);
  for (let i = 0; i < commits; i++) {
    now = dueFrom + Math.floor((i * 1000) / commits) - SOON_SECONDS * 1000;
    await write(quiet + i * DUE_AT_ONCE, DUE_AT_ONCE);
  }
  await store.close();
  return dueFrom;
}

function messageOf(n: number): Received['events'][number] {
  return {
    is: 'message', key: `wamid.${n}`, sentAt: null, account: null, raw: null, externalId: `wamid.${n}`,
    from: { keys: [{ kind: 'phone', value: `1555${String(n).padStart(8, '0')}` }], name: `Customer ${n}` }, content: { type: 'text', text: 'hello' },
  }; // prettier-ignore
}

/** How late each deadline is heard of on the live stream, in milliseconds, as many as are awaited. */
function listen(gateway: GatewayProcess, awaited: number): Promise<readonly number[]> {
  const lags: number[] = [];
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${gateway.apiKey}` };
    const request = get(`${gateway.url}/api/v1/events/stream`, { headers }, (response) => {
      let rest = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        const heardAt = Date.now();
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          if (!line.startsWith('data: ') || !line.includes('"type":"conversation.soon_overdue"')) continue;
          const event = JSON.parse(line.slice('data: '.length)) as { data: { conversation: { waiting: { soonAt: string } } } };
          lags.push(heardAt - Date.parse(event.data.conversation.waiting.soonAt));
        }
        if (lags.length < awaited) return;
        request.destroy();
        resolve(lags);
      });
      response.on('error', () => resolve(lags));
    });
    request.on('error', (error) => (lags.length >= awaited ? resolve(lags) : reject(error)));
    setTimeout(() => {
      request.destroy();
      resolve(lags);
    }, 3 * LEAD_MS).unref();
  });
}
