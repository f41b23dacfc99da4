import { type ClaimedLane, claimLanes } from '../../../gateway/src/store/lanes.ts';
import { readHeads, recordTries } from '../../../gateway/src/store/delivery-log.ts';
import { parseCursor, readEvents } from '../../../gateway/src/store/event-log.ts';
import { describeStore } from './store.contract.ts';
import { textMessage } from '../support/inbound.ts';
import { newDatabase } from '../support/postgres.ts';
import { type OpenedStore, open } from '../support/stores.ts';

const ends: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function shared(processes: number): Promise<readonly OpenedStore[]> {
  const { url, drop } = await newDatabase();
  ends.push(drop);
  const clock = { now: Date.parse('2026-11-20T10:00:00Z') };
  const opened: OpenedStore[] = [];
  for (let i = 0; i < processes; i++) {
    const one = await open({ dataDir: '', databaseUrl: url, clock });
    ends.push(() => one.store.close());
    opened.push(one);
  }
  return opened;
}

describeStore('PostgreSQL', async () => {
  const { url, drop } = await newDatabase();
  ends.push(drop);
  return {
    mostProcesses: 4,
    async openAnother() {
      const opened = await open({ dataDir: '', databaseUrl: url });
      ends.push(() => opened.store.close());
      return opened;
    },
  };
});

test('four gateways that get the same events at once store each of them once', async () => {
  const gateways = await shared(4);
  const events = Array.from({ length: 100 }, (_, i) => textMessage(`1555010${i % 7}`, `wamid.${i}`, `text ${i}`));
  const results = await Promise.all(
    gateways.flatMap((one) => events.map((event) => one.ingest({ channelId: 'chn_1', body: '{}', events: [event] }))),
  );
  expect(results.reduce((sum, result) => sum + result.fresh, 0)).toBe(100);
  const rows = await gateways[0]?.store.reader.selectFrom('messages').select(['conversationId', 'seq']).orderBy('seq').execute();
  expect(rows).toHaveLength(100);
  for (const group of Map.groupBy(rows ?? [], (row) => row.conversationId).values()) {
    expect(group.map((row) => row.seq)).toEqual(group.map((_, i) => i + 1));
  }
  expect(await gateways[0]?.store.reader.selectFrom('conversations').select('id').execute()).toHaveLength(7);
}, 60_000);

test('a reader that follows the log while four gateways write sees every event once, in order of each conversation', async () => {
  const gateways = await shared(4);
  const [reader] = gateways;
  if (reader === undefined) throw new Error('no gateway');
  const writing = Promise.all(
    gateways.flatMap((one, g) =>
      Array.from({ length: 60 }, (_, i) =>
        one.ingest({ channelId: 'chn_1', body: '{}', events: [textMessage(`1555010${i % 5}`, `wamid.${g}.${i}`, 'x')] }),
      ),
    ),
  ).then(() => true);
  const seen: { id: string; seq: number | null; conversation: string | undefined }[] = [];
  let after = { tx: 0, position: 0 };
  for (let finished = false, empty = 0; !finished || empty < 2;) {
    finished = (await Promise.race([writing, Promise.resolve(false)])) || finished;
    const page = await readEvents(reader.store, { after, limit: 17 });
    after = page.next;
    empty = page.json.length === 0 ? empty + 1 : 0;
    for (const json of page.json) {
      const event = JSON.parse(json);
      seen.push({ id: event.id, seq: event.conversationSeq, conversation: event.data.conversation?.id });
    }
  }
  const stored = await reader.store.reader.selectFrom('events').select('id').execute();
  expect(new Set(seen.map((event) => event.id)).size).toBe(seen.length);
  expect(seen).toHaveLength(stored.length);
  for (const group of Map.groupBy(
    seen.filter((event) => event.seq !== null),
    (event) => event.conversation,
  ).values()) {
    expect(group.map((event) => event.seq)).toEqual(group.map((_, i) => i + 1));
  }
}, 60_000);

test('a reader stops before a transaction that is still open, although a later one has committed', async () => {
  const [one, two] = await shared(2);
  if (one === undefined || two === undefined) throw new Error('no gateway');
  let release: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (release = resolve));
  const isOpen = new Promise<void>((resolve) => {
    void one.run({
      locks: [],
      run: async (unit) => {
        await unit.tx.db.insertInto('meta').values({ key: 'open', value: 'yes' }).execute();
        resolve();
        await opened;
      },
    });
  });
  await isOpen;
  await two.ingest({ channelId: 'chn_1', body: '{}', events: [textMessage('15550100', 'wamid.1', 'x')] });
  expect((await readEvents(two.store, { after: { tx: 0, position: 0 }, limit: 10 })).json).toEqual([]);
  release();
  await one.run({ locks: [], run: () => Promise.resolve() });
  const page = await readEvents(two.store, { after: { tx: 0, position: 0 }, limit: 10 });
  expect(page.json.length).toBeGreaterThan(0);
  expect(parseCursor(JSON.parse(page.json[0] ?? '').cursor)).toBeDefined();
});

async function claimOne(gateway: OpenedStore, token: string): Promise<ClaimedLane | undefined> {
  const [lane] = await claimLanes(gateway.store, { kind: 'delivery', held: new Set(), limit: 1, token, now: gateway.clock.now });
  return lane;
}

test('two gateways never hold the same lane, and a late writer whose lease passed on changes nothing', async () => {
  const [one, two] = await shared(2);
  if (one === undefined || two === undefined) throw new Error('no gateway');
  one.subscriptions.push({ id: 'sub_1', events: ['message.received'], filter: {} });
  await one.ingest({ channelId: 'chn_1', body: '{}', events: [textMessage('15550100', 'wamid.1', 'x')] });
  const slow = await claimOne(one, 'one');
  expect(slow).toBeDefined();
  expect(await claimOne(two, 'two')).toBeUndefined();
  // Leases end by the database's clock.
  await one.store.reader.updateTable('lanes').set({ leaseUntil: 0 }).execute();
  const takenOver = await claimOne(two, 'two');
  expect(takenOver?.id).toBe(slow?.id);
  const [head] = (await readHeads(one.store, [slow?.id ?? ''], 1)).get(slow?.id ?? '') ?? [];
  const result = {
    deliveryIds: [head?.deliveryId ?? 0],
    batchId: null,
    status: 200,
    error: null,
    ending: 'delivered' as const,
    retryAt: null,
    restIsKnown: false,
  };
  const recordLate = one.store.committer.register({ name: 'tries', run: recordTries });
  if (slow === undefined || takenOver === undefined) throw new Error('nothing was claimed');
  expect(await recordLate({ ...result, lane: slow })).toBeUndefined();
  expect(await one.store.reader.selectFrom('deliveries').select('state').execute()).toEqual([{ state: 'pending' }]);
  const recordNow = two.store.committer.register({ name: 'tries', run: recordTries });
  expect(await recordNow({ ...result, lane: takenOver })).toBeNull();
});

test('work that arrives while a lane is being put to rest keeps it due (the lost wake-up of READ COMMITTED)', async () => {
  const [one, two] = await shared(2);
  if (one === undefined || two === undefined) throw new Error('no gateway');
  for (const gateway of [one, two]) gateway.subscriptions.push({ id: 'sub_1', events: ['message.received'], filter: {} });
  await one.ingest({ channelId: 'chn_1', body: '{}', events: [textMessage('15550100', 'wamid.1', 'x')] });
  const lane = await claimOne(one, 'one');
  if (lane === undefined) throw new Error('nothing was claimed');
  const [head] = (await readHeads(one.store, [lane.id], 1)).get(lane.id) ?? [];
  await two.ingest({ channelId: 'chn_1', body: '{}', events: [textMessage('15550100', 'wamid.2', 'y')] });
  const record = one.store.committer.register({ name: 'tries', run: recordTries });
  const due = await record({
    lane,
    deliveryIds: [head?.deliveryId ?? 0],
    batchId: null,
    status: 200,
    error: null,
    ending: 'delivered',
    retryAt: null,
    restIsKnown: false,
  });
  expect(due).toBe(one.clock.now);
});
