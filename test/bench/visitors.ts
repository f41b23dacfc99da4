import { Agent, request } from 'node:http';
import { callApi } from '../support/gateway-api.ts';
import { type GatewayProcess, startGateway } from '../support/gateway-process.ts';
import { percentile } from './figures.ts';

/** What visitors with an open, idle widget cost, and how soon each sees a message. */
export interface VisitorFigures {
  readonly idleRssMb: number;
  readonly peakRssMb: number;
  /** One announcement to everybody, with all pages open: from the sending of its POST to its being on each of the pages. */
  readonly announced: Spread;
  /** One message at a time, with all pages open: from the sending of its POST to its being on the visitor's page. */
  readonly alone: Spread;
  /** The same for each of the messages to everybody, so many at once as `AT_ONCE`. */
  readonly visible: Spread;
  /** From the answer to a message's POST to its being on the visitor's page, with one on its way to everybody. */
  readonly afterAnswer: Spread;
  /** From the first POST to the first, and to the last page that has its message. */
  readonly firstMs: number;
  readonly allMs: number;
  /** How long the POSTs themselves took. */
  readonly postsMs: number;
  /** CPU time of the gateway for one message, from its POST to the report that it was delivered: the same however busy the machine is. */
  readonly cpuMicros: number;
}

/** How long messages took. */
export interface Spread {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly slowestMs: number;
}

const ORIGIN = 'https://shop.example';
const AT_ONCE = 64;
const SETTLE_MS = 3_000;
/** How many are written to alone. */
const ALONE = 50;

interface Visitor {
  readonly address: string;
  readonly conversationId: string;
  /** What it looks for, and when that was there; 0: not yet. */
  awaits: string;
  writtenAt: number;
  answeredAt: number;
  seenAt: number;
}

/** Every visitor has an address of their own, a conversation, and an open page. */
export async function measureVisitors(count: number, nodeArguments: readonly string[] = []): Promise<VisitorFigures> {
  const gateway = await startGateway({ from: 'built', environment: { PARLEY_TRUST_PROXY: '1' }, nodeArguments });
  const settings = { allowedOrigins: [ORIGIN] };
  const { id: channelId } = await callApi<{ id: string }>(gateway, 'POST', '/channels', { type: 'widget', name: 'Shop', settings });
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const pages = new Agent({ keepAlive: false });
  const visitors: Visitor[] = [];
  await inTurns(count, async (n) => void visitors.push(await arrive(gateway, { channelId, n, agent, pages })));
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const { rssMb: idleRssMb } = gateway.memory();
  const write = async (visitor: Visitor, text: string) => {
    Object.assign(visitor, { awaits: text, seenAt: 0, writtenAt: performance.now() });
    const path = `/api/v1/conversations/${visitor.conversationId}/messages`;
    await call(gateway, { method: 'POST', path, agent, key: gateway.apiKey, body: { content: { type: 'text', text } } });
    visitor.answeredAt = performance.now();
  };
  const alone: number[] = [];
  for (const visitor of visitors.slice(0, ALONE)) {
    await write(visitor, 'hello to you alone');
    while (visitor.seenAt === 0) await new Promise((resolve) => setImmediate(resolve));
    alone.push(visitor.seenAt - visitor.writtenAt);
  }
  for (const visitor of visitors) visitor.seenAt = 0;
  const cpuBefore = gateway.cpuTime();
  const startedAt = performance.now();
  await inTurns(count, async (n) => {
    const visitor = visitors[n];
    if (visitor !== undefined) await write(visitor, 'hello to everybody');
  });
  const postsMs = performance.now() - startedAt;
  while (visitors.some((visitor) => visitor.seenAt === 0)) await new Promise((resolve) => setTimeout(resolve, 10));
  const cpu = gateway.cpuTime();
  const announced = await announce(gateway, { channelId, visitors, agent });
  const { peakMb: peakRssMb } = gateway.memory();
  agent.destroy();
  pages.destroy();
  // A profile is written when the process ends by itself.
  if (nodeArguments.length > 0) await gateway.stop();
  await gateway.dispose();
  const seen = visitors.map((visitor) => visitor.seenAt - startedAt).sort((a, b) => a - b);
  return {
    idleRssMb,
    peakRssMb,
    announced: spreadOf(announced),
    alone: spreadOf(alone),
    visible: spreadOf(visitors.map(({ writtenAt, seenAt }) => seenAt - writtenAt)),
    afterAnswer: spreadOf(visitors.map(({ answeredAt, seenAt }) => Math.max(0, seenAt - answeredAt))),
    firstMs: seen[0] ?? NaN,
    allMs: seen.at(-1) ?? NaN,
    postsMs,
    cpuMicros: ((cpu.mainMs + cpu.othersMs - cpuBefore.mainMs - cpuBefore.othersMs) * 1000) / count,
  };
}

/** Says one thing to everybody. @returns how long it took to each page */
async function announce(
  gateway: GatewayProcess,
  { channelId, visitors, agent }: { readonly channelId: string; readonly visitors: readonly Visitor[]; readonly agent: Agent },
): Promise<readonly number[]> {
  const text = 'this is for all of you';
  for (const visitor of visitors) Object.assign(visitor, { awaits: text, seenAt: 0 });
  const startedAt = performance.now();
  const body = { channelId, content: { type: 'text', text } };
  await call(gateway, { method: 'POST', path: '/api/v1/announcements', agent, key: gateway.apiKey, body });
  while (visitors.some((visitor) => visitor.seenAt === 0)) await new Promise((resolve) => setTimeout(resolve, 10));
  return visitors.map(({ seenAt }) => seenAt - startedAt);
}

function spreadOf(took: readonly number[]): Spread {
  return { p50Ms: percentile(took, 0.5), p99Ms: percentile(took, 0.99), slowestMs: Math.max(...took) };
}

interface Arriving {
  readonly channelId: string;
  readonly n: number;
  readonly agent: Agent;
  readonly pages: Agent;
}

async function arrive(gateway: GatewayProcess, { channelId, n, agent, pages }: Arriving): Promise<Visitor> {
  const address = `10.${(n >> 16) & 255}.${(n >> 8) & 255}.${n & 255}`;
  const base = `/widget/v1/${channelId}`;
  const common = { method: 'POST', agent, address };
  const page = { url: `${ORIGIN}/lamps`, title: 'Lamps' };
  const { token } = await call<{ token: string }>(gateway, { ...common, path: `${base}/sessions`, body: { page } });
  const content = { type: 'text', text: 'Is anybody there?' };
  await call(gateway, { ...common, path: `${base}/messages`, key: token, body: { clientId: `visitor-${n}`, content } });
  const { conversation } = await call<{ conversation: { id: string } }>(gateway, {
    ...common,
    path: `${base}/sessions`,
    body: { token, page },
  });
  const visitor: Visitor = { address, conversationId: conversation.id, awaits: '', writtenAt: 0, answeredAt: 0, seenAt: 0 };
  await listen(gateway, { path: `${base}/live`, token, address, pages }, (text) => {
    if (visitor.awaits !== '' && visitor.seenAt === 0 && text.includes(visitor.awaits)) visitor.seenAt = performance.now();
  });
  return visitor;
}

function listen(
  gateway: GatewayProcess,
  { path, token, address, pages }: { readonly path: string; readonly token: string; readonly address: string; readonly pages: Agent },
  heard: (text: string) => void,
): Promise<void> {
  const headers = { origin: ORIGIN, authorization: `Bearer ${token}`, 'x-forwarded-for': address };
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: gateway.port, path, headers, agent: pages }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`a stream answered ${response.statusCode}`));
      response
        .setEncoding('utf8')
        .on('data', heard)
        .on('error', () => undefined);
      resolve();
    });
    asked.on('error', reject).end();
  });
}

interface Call {
  readonly method: string;
  readonly path: string;
  readonly agent: Agent;
  readonly key?: string;
  readonly address?: string;
  readonly body: unknown;
}

function call<T>(gateway: GatewayProcess, { method, path, agent, key, address, body }: Call): Promise<T> {
  const headers = {
    'content-type': 'application/json',
    origin: ORIGIN,
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    ...(address === undefined ? {} : { 'x-forwarded-for': address }),
  };
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: gateway.port, method, path, headers, agent }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece: string) => (text += piece));
      response.on('end', () => {
        const isFine = (response.statusCode ?? 500) < 300;
        if (isFine) resolve(JSON.parse(text) as T);
        else reject(new Error(`${method} ${path} answered ${response.statusCode}: ${text.slice(0, 300)}`));
      });
    });
    asked.on('error', reject).end(JSON.stringify(body));
  });
}

/** Does it `count` times, so many at once. */
async function inTurns(count: number, work: (n: number) => Promise<void>): Promise<void> {
  let next = 0;
  const one = async () => {
    for (let n = next++; n < count; n = next++) await work(n);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}
