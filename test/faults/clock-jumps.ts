import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { describeMachine } from '../bench/figures.ts';
import { callApi, connectWhatsapp, subscribe } from '../support/gateway-api.ts';
import { type GatewayProcess, startGateway } from '../support/gateway-process.ts';
import { type Receiver, startReceiver } from '../support/receiver.ts';
import { startLoad } from '../support/webhook-load.ts';
import { type TestStore, eventually, queryOf } from './database.ts';
import { judge } from './findings.ts';
import { type MovedClock, createMovedClock } from './moved-clock.ts';
import { startQuickPlatform } from './quick-platform.ts';
import type { Report } from './report.ts';

const HOUR = 3_600_000;
/** Where the clock stands after each jump, beside the machine's: an hour on, an hour back from there, five years on. */
const JUMPS = [
  { name: '+1 h', to: HOUR },
  { name: '-1 h', to: 0 },
  { name: '+5 years', to: 5 * 365.25 * 24 * HOUR },
] as const;
const WEBHOOKS = 900;
const USERS = 150;
const SENDS = 60;
/** What waits for its next try at a receiver that refuses everything. */
const REFUSED = 300;
/** Long enough for them to rest for seconds: back-off doubles from half a second. */
const REFUSING_MS = 12_000;
const STUCK_MS = 60_000;
const EVENTS = ['message.received'];
const WECHAT_TOKEN = 'made-up-wechat-token';
const SOON_MS = 5 * 60_000;

/** F6: the clock is set while webhooks come in, deliveries rest after a failure and sends wait for their turn. */
export async function liveThroughJumps(store: TestStore, seed: number, report: Report): Promise<void> {
  const clock = createMovedClock();
  const databaseUrl = await store.newDatabaseUrl();
  const gateway = await startGateway({ ...clock.options, ...(databaseUrl === undefined ? {} : { databaseUrl }) });
  const platform = await startQuickPlatform();
  const receiver = await startReceiver({ failing: 0, seed, keeps: true });
  const path = await connectWhatsapp(gateway, platform.url);
  const wechat = await connectWechat(gateway);
  await subscribe(gateway, receiver, EVENTS);
  const query = queryOf(gateway, databaseUrl);
  const plan = { port: gateway.port, path, connections: 8, users: USERS, repeated: 0, seed, progressEvery: 10 };
  const load = (from: number, count: number) => startLoad({ ...plan, from, count, timestamp: Math.floor(clock.now() / 1000) });
  await load(0, REFUSED).result;
  const refusing = await startRefuser();
  await callApi(gateway, 'POST', '/subscriptions', { url: refusing.url, events: EVENTS });
  await load(REFUSED, REFUSED).result;
  const conversations = await conversationIds(gateway);
  await pause(REFUSING_MS);
  let from = 2 * REFUSED;
  const figures: Record<string, Jump> = {};
  for (const jump of JUMPS) {
    const running = load(from, WEBHOOKS);
    const sends = send(gateway, conversations.slice(0, SENDS), jump.name);
    while (running.acknowledged() < WEBHOOKS / 4) await pause(1);
    // What is under way at the jump has moments of both clocks.
    await Promise.all([clock.moveTo(jump.to), Promise.resolve(receiver.moveClock(jump.to))]);
    const beganAt = performance.now();
    const storm = refusing.mostWithin(1_000, beganAt);
    from += WEBHOOKS;
    const [result] = await Promise.all([running.result, sends]);
    figures[jump.name] = {
      answers: result.answers,
      isDelivered: await eventually(async () => (await receiver.counts()).events >= from, STUCK_MS),
      deliveredMs: Math.round(performance.now() - beganAt),
      isSent: await eventually(
        () => Promise.resolve(platform.sent.filter(({ text }) => text.endsWith(jump.name)).length >= SENDS),
        STUCK_MS,
      ),
      sentMs: Math.round(performance.now() - beganAt),
      mostRefused: await storm,
      window: await tryWindow(gateway, wechat, clock),
    };
  }
  await settle(report, {
    store,
    seed,
    gateway,
    receiver,
    query,
    figures,
    expected: from,
    customers: USERS,
    sent: platform.sent.map(({ text }) => text),
  });
  platform.close();
  refusing.close();
  receiver.stop();
  await gateway.dispose();
  clock.remove();
}

/** What one jump did. */
interface Jump {
  readonly answers: Readonly<Record<string, number>>;
  readonly isDelivered: boolean;
  readonly deliveredMs: number;
  readonly isSent: boolean;
  readonly sentMs: number;
  /** The most tries at the refusing receiver within a second of the five seconds that followed. */
  readonly mostRefused: number;
  /** What WeChat's webhook is answered, by how far its time lies from the gateway's clock. */
  readonly window: Readonly<Record<string, number>>;
}

interface Run {
  readonly store: TestStore;
  readonly seed: number;
  readonly gateway: GatewayProcess;
  readonly receiver: Receiver;
  readonly query: ReturnType<typeof queryOf>;
  readonly figures: Readonly<Record<string, Jump>>;
  readonly expected: number;
  readonly customers: number;
  readonly sent: readonly string[];
}

async function settle(report: Report, { store, seed, gateway, receiver, query, figures, expected, customers, sent }: Run): Promise<void> {
  const ofWechat = Object.values(figures)
    .flatMap(({ window }) => Object.values(window))
    .filter((status) => status === 200).length;
  await eventually(async () => (await receiver.counts()).events >= expected + ofWechat, STUCK_MS);
  const counts = await receiver.counts();
  const arrivals = await receiver.arrivals();
  const exit = await gateway.stop();
  const findings = await judge(query, arrivals, expected, EVENTS);
  console.log(JSON.stringify({ faults: 'the clock jumps', store: store.name, version: store.version, jumps: figures, ...counts, ...findings, ...describeMachine(), seed })); // prettier-ignore
  for (const [name, jump] of Object.entries(figures)) {
    report.check(`${name}: every webhook is answered 200`, Object.keys(jump.answers).join() === '200', jump.answers);
    report.check(`${name}: no delivery is stuck for more than ${STUCK_MS / 1000} s`, jump.isDelivered, jump.deliveredMs);
    report.check(`${name}: no send is stuck for more than ${STUCK_MS / 1000} s`, jump.isSent, jump.sentMs);
    report.check(`${name}: what rests is not tried all at once`, jump.mostRefused < customers / 2, jump.mostRefused);
    const { now, soon, old, early } = jump.window;
    report.check(`${name}: WeChat's window is that of the new clock`, now === 200 && soon === 200 && old === 401 && early === 401, jump.window); // prettier-ignore
  }
  report.check('deliveries carry the time of the new clock', counts.forged === 0, counts.forged);
  const wrong = findings.lost + findings.storedTwice + findings.undelivered + findings.gapsInEventSeq;
  report.check('nothing is lost, doubled or undelivered', wrong === 0, findings);
  report.check('events arrive in order within a conversation', findings.deliveredOutOfOrder === 0, findings.deliveredOutOfOrder);
  report.check('nothing is sent twice', new Set(sent).size === sent.length && sent.length === SENDS * JUMPS.length, sent.length);
  report.check('the gateway stops cleanly', exit.code === 0, exit);
}

async function conversationIds(gateway: GatewayProcess): Promise<readonly string[]> {
  const page = await callApi<{ data: { id: string }[] }>(gateway, 'GET', '/conversations?limit=100');
  return page.data.map(({ id }) => id);
}

async function send(gateway: GatewayProcess, conversations: readonly string[], name: string): Promise<void> {
  const one = (id: string) =>
    callApi(gateway, 'POST', `/conversations/${id}/messages`, { content: { type: 'text', text: `${id} ${name}` } });
  await Promise.all(conversations.map(one));
}

async function connectWechat(gateway: GatewayProcess): Promise<string> {
  const settings = {
    appId: 'wx5550000000000000',
    appSecret: 'made-up-wechat-secret',
    token: WECHAT_TOKEN,
    apiBaseUrl: 'http://127.0.0.1:9',
  };
  const { id } = await callApi<{ id: string }>(gateway, 'POST', '/channels', { type: 'wechat', name: 'Account', settings });
  return `${gateway.url}/webhooks/${id}`;
}

/** A message of WeChat's, signed as in its plain mode, with times on both sides of the window's ends. */
async function tryWindow(gateway: GatewayProcess, url: string, clock: MovedClock): Promise<Jump['window']> {
  const answers: Record<string, number> = {};
  const offsets = { now: 0, soon: SOON_MS - 30_000, early: SOON_MS + 30_000, old: -SOON_MS - 30_000 };
  for (const [name, offset] of Object.entries(offsets)) {
    const timestamp = String(Math.floor((clock.now() + offset) / 1000));
    const nonce = '5550123';
    const signature = createHash('sha1').update([WECHAT_TOKEN, timestamp, nonce].sort().join('')).digest('hex');
    const id = `${gateway.port}${timestamp}`;
    const body = `<xml><ToUserName><![CDATA[gh_555]]></ToUserName><FromUserName><![CDATA[o555]]></FromUserName><CreateTime>${timestamp}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[Hello]]></Content><MsgId>${id}</MsgId></xml>`;
    const search = new URLSearchParams({ signature, timestamp, nonce });
    const response = await fetch(`${url}?${search.toString()}`, { method: 'POST', headers: { 'content-type': 'text/xml' }, body });
    answers[name] = response.status;
  }
  return answers;
}

/** A receiver that refuses everything, and when it did. */
async function startRefuser(): Promise<{
  readonly url: string;
  mostWithin(lengthMs: number, from: number): Promise<number>;
  close(): void;
}> {
  const times: number[] = [];
  const server = createServer((request, response) => {
    times.push(performance.now());
    request.resume();
    response.writeHead(500).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/events`,
    async mostWithin(lengthMs, from) {
      await pause(5 * lengthMs);
      const since = times.filter((time) => time >= from - lengthMs);
      return Math.max(0, ...since.map((time) => since.filter((other) => other >= time && other < time + lengthMs).length));
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
