import { describeMachine } from '../bench/figures.ts';
import { LIMITS } from '../../gateway/src/channels/whatsapp/limits.ts';
import { callApi, connectWhatsapp } from '../support/gateway-api.ts';
import type { GatewayProcess } from '../support/gateway-process.ts';
import { ACCOUNT, signatureOf, textWebhook } from '../support/whatsapp-webhooks.ts';
import { type TestStore, eventually } from './database.ts';
import { startFleet, untilAllKnow } from './fleet.ts';
import { type Sent, startQuickPlatform } from './quick-platform.ts';
import type { Report } from './report.ts';

const CUSTOMERS = 120;
const MESSAGES_EACH = 10;
const WINDOW_MS = 1_000;
/** What issue and docs promise of a dead gateway's work. */
const TAKEN_OVER_MS = 15_000;
const DONE_MS = 90_000;

/** Three gateways write for one number at once; the one that sends is killed in the middle. */
export async function keepTheRate(store: TestStore, report: Report): Promise<void> {
  const { gateways, query, dispose } = await startFleet(store, 3);
  const platform = await startQuickPlatform();
  const [first] = gateways;
  if (first === undefined) throw new Error('no gateway');
  const path = await connectWhatsapp(first, platform.url);
  await untilAllKnow(gateways, path);
  const conversationIds = await openConversations(first, path);
  await write(gateways, conversationIds);
  const sent = () => platform.sent.length;
  await eventually(() => Promise.resolve(sent() >= 300), DONE_MS);
  const sender = await senderAmong(gateways);
  await sender?.kill();
  const killedAt = performance.now();
  const before = sent();
  const isTakenOver = await eventually(() => Promise.resolve(sent() > before), DONE_MS);
  const silenceMs = Math.round(performance.now() - killedAt);
  const isSettled = () => query(`select 1 from "messages" where "deliveryState" in ('queued', 'sending') limit 1`).then((rows) => rows.length === 0); // prettier-ignore
  const isDone = await eventually(isSettled, DONE_MS, 250);
  const states = await query(`select "deliveryState" as "state", count(*) as n from "messages" where "direction" = 'outbound' group by 1`);
  const figures = {
    ...{ sent: sent(), states, silenceMs, mostInASecond: mostWithin(platform.sent, WINDOW_MS) },
    descents: descentsOf(platform.sent),
    twice: sent() - new Set(platform.sent.map((one) => one.text)).size,
  };
  console.log(
    JSON.stringify({ faults: 'three gateways that send', store: store.name, version: store.version, ...figures, ...describeMachine() }),
  );
  // A full bucket, and what flows into it: in steps of a quarter of a second, of which a second can hold five.
  const most = LIMITS.channel.burst + LIMITS.channel.perInterval * 1.25;
  report.check('one gateway sends', sender !== undefined);
  report.check(`never more than ${most} calls in a second, whoever sends`, figures.mostInASecond <= most, figures.mostInASecond);
  report.check(`another takes over within ${TAKEN_OVER_MS / 1000} s of a kill`, isTakenOver && silenceMs < TAKEN_OVER_MS, silenceMs);
  report.check('everything is sent, or known as unknown', isDone, states);
  const failed = states.filter((row) => row['state'] !== 'sent' && row['state'] !== 'unknown');
  report.check('nothing fails', failed.length === 0, states);
  report.check('nothing is sent twice', figures.twice === 0, figures.twice);
  report.check('each customer gets their messages in order', figures.descents === 0, figures.descents);
  platform.close();
  await dispose();
}

async function openConversations(gateway: GatewayProcess, path: string): Promise<readonly string[]> {
  const timestamp = Math.floor(Date.now() / 1000);
  for (let index = 0; index < CUSTOMERS; index++) {
    const body = textWebhook(ACCOUNT, { index, users: CUSTOMERS, timestamp });
    const headers = { 'content-type': 'application/json', 'x-hub-signature-256': signatureOf(ACCOUNT, body) };
    const response = await fetch(`${gateway.url}${path}`, { method: 'POST', headers, body: new Uint8Array(body) });
    if (response.status !== 200) throw new Error(`a webhook was answered ${response.status}`);
  }
  const ids: string[] = [];
  for (let after = ''; ;) {
    const page = await callApi<{ data: { id: string }[]; nextCursor: string | null }>(gateway, 'GET', `/conversations?limit=100${after}`);
    ids.push(...page.data.map(({ id }) => id));
    if (page.nextCursor === null) return ids;
    after = `&cursor=${page.nextCursor}`;
  }
}

/** The messages of one conversation one after the other, each through another gateway; conversations side by side. */
async function write(gateways: readonly GatewayProcess[], conversationIds: readonly string[]): Promise<void> {
  const one = async (conversationId: string, who: number) => {
    for (let i = 0; i < MESSAGES_EACH; i++) {
      const gateway = gateways[(who + i) % gateways.length];
      const content = { type: 'text', text: `${conversationId} ${i}` };
      if (gateway !== undefined) await callApi(gateway, 'POST', `/conversations/${conversationId}/messages`, { content });
    }
  };
  await Promise.all(conversationIds.map(one));
}

/** The gateway that has called the platform. */
async function senderAmong(gateways: readonly GatewayProcess[]): Promise<GatewayProcess | undefined> {
  const calls = await Promise.all(
    gateways.map(async (gateway) => {
      const text = await (await fetch(`${gateway.url}/metrics`)).text();
      return Number(/parley_sends_total\{[^}]*ending="accepted"[^}]*\} (\d+)/.exec(text)?.[1] ?? 0);
    }),
  );
  return gateways[calls.findIndex((n) => n > 0)];
}

/** The most calls that lie within a time of this length. */
function mostWithin(sent: readonly Sent[], lengthMs: number): number {
  let from = 0;
  let most = 0;
  for (const [i, { at }] of sent.entries()) {
    while (at - (sent[from]?.at ?? at) >= lengthMs) from += 1;
    most = Math.max(most, i - from + 1);
  }
  return most;
}

/** How often a message came behind a later one of its conversation. */
function descentsOf(sent: readonly Sent[]): number {
  const last = new Map<string, number>();
  let found = 0;
  for (const { text } of sent) {
    const [conversation = '', n = ''] = text.split(' ');
    if (Number(n) < (last.get(conversation) ?? -1)) found += 1;
    last.set(conversation, Number(n));
  }
  return found;
}
