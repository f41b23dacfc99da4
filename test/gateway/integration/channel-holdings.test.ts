import { createLogger } from '../../../gateway/src/log/logger.ts';
import { type Holdings, createHoldings } from '../../../gateway/src/outbox/holdings.ts';
import { claimLanes } from '../../../gateway/src/store/lanes.ts';
import { type GatewayHint, createGatewayHints } from '../../../gateway/src/store/gateway-hints.ts';
import type { ChannelRow } from '../../../gateway/src/store/schema.ts';
import type { Worker } from '../../../gateway/src/work/worker.ts';
import { newDatabase } from '../support/postgres.ts';
import { type OpenedStore, open } from '../support/stores.ts';

let databaseUrl: string;
let drop: () => Promise<void>;
let one: OpenedStore;
let two: OpenedStore;
beforeAll(async () => {
  ({ url: databaseUrl, drop } = await newDatabase());
  one = await open({ dataDir: '', databaseUrl });
  two = await open({ dataDir: '', databaseUrl });
  await one.store.reader
    .insertInto('channels')
    .values([channel('chn_a'), channel('chn_b')])
    .execute();
});
afterAll(async () => {
  await one.store.close();
  await two.store.close();
  await drop();
});
beforeEach(() => one.store.reader.deleteFrom('channelHoldings').execute());

const channel = (id: string): ChannelRow => ({
  ...{
    id,
    type: 'whatsapp',
    provider: 'cloud_api',
    name: id,
    status: 'active',
    healthJson: '{}',
    settingsJson: '{}',
    secrets: '',
    twoWay: 1,
  },
  ...{ attachmentsJson: null, overridesJson: null, oneWayReply: null, createdAt: 1, updatedAt: 1, deletedAt: null },
});

interface Hand {
  readonly holdings: Holdings & Worker;
  readonly taken: string[];
  gains: number;
}

function handOf({ store }: OpenedStore, token: string): Hand {
  const hand: Hand = {
    taken: [],
    gains: 0,
    holdings: createHoldings({
      store,
      token,
      log: createLogger({ level: 'silent' }),
      onTaken: (ids) => hand.taken.push(...ids),
      onGain: () => (hand.gains += 1),
    }),
  };
  return hand;
}

const confirmed = async ({ store }: OpenedStore, { holdings }: Hand, name: string) => {
  const confirm = store.committer.register<readonly string[], readonly string[]>({
    name,
    run: (tx, items) => Promise.all(items.map(async (ids) => [...(await holdings.confirm(tx, ids))].toSorted())),
  });
  return confirm(['chn_a', 'chn_b']);
};

/** The database's clock, as far as leases know, has moved past every lease. */
const letLeasesRunOut = () => one.store.reader.updateTable('channelHoldings').set({ until: 1 }).execute();

test('of two gateways one has every channel, and the other none', async () => {
  const [first, second] = [handOf(one, 'one'), handOf(two, 'two')];
  await Promise.all([first.holdings.tick(), second.holdings.tick()]);
  const held = [first, second].flatMap(({ holdings }) => holdings.channels() ?? []);
  expect(held.toSorted()).toEqual(['chn_a', 'chn_b']);
  expect([...first.taken, ...second.taken]).toEqual([]);
  await Promise.all([first.holdings.tick(), second.holdings.tick()]);
  expect([first, second].flatMap(({ holdings }) => holdings.channels() ?? []).toSorted()).toEqual(['chn_a', 'chn_b']);
});

test('what a dead gateway held is taken over when its lease has run out, and its rates are counted anew', async () => {
  const [first, second] = [handOf(one, 'one'), handOf(two, 'two')];
  await first.holdings.tick();
  await second.holdings.tick();
  expect(second.holdings.channels()).toEqual([]);
  expect(second.gains).toBe(0);
  await letLeasesRunOut();
  await second.holdings.tick();
  expect(second.holdings.channels()?.toSorted()).toEqual(['chn_a', 'chn_b']);
  expect(second.taken.toSorted()).toEqual(['chn_a', 'chn_b']);
  expect(second.gains).toBe(1);
});

test('one that slept past its lease begins nothing any more, and knows at its next look that it has lost', async () => {
  const [first, second] = [handOf(one, 'one'), handOf(two, 'two')];
  await first.holdings.tick();
  expect(await confirmed(one, first, 'awake')).toEqual(['chn_a', 'chn_b']);
  await letLeasesRunOut();
  expect(await confirmed(one, first, 'nobody took over yet')).toEqual([]);
  await second.holdings.tick();
  expect(first.holdings.channels()).toHaveLength(2);
  expect(await confirmed(one, first, 'somebody took over')).toEqual([]);
  await first.holdings.tick();
  expect(first.holdings.channels()).toEqual([]);
  expect(await confirmed(two, second, 'the new hand')).toEqual(['chn_a', 'chn_b']);
});

test('one whose lease ran out and that takes its channels back may not go on with what it began before', async () => {
  const first = handOf(one, 'one');
  await first.holdings.tick();
  await letLeasesRunOut();
  const again = handOf(two, 'one');
  await again.holdings.tick();
  expect(await confirmed(one, first, 'the old epoch')).toEqual([]);
  expect(await confirmed(two, again, 'the new epoch')).toEqual(['chn_a', 'chn_b']);
});

test('a gateway that stops gives its channels back at once', async () => {
  const [first, second] = [handOf(one, 'one'), handOf(two, 'two')];
  await first.holdings.tick();
  await first.holdings.stop();
  await second.holdings.tick();
  expect(second.holdings.channels()?.toSorted()).toEqual(['chn_a', 'chn_b']);
});

test('lanes to send are claimed only for channels that are held', async () => {
  const lane = (id: string, destinationId: string) => ({
    id,
    kind: 'send',
    destinationId,
    conversationId: null,
    dueAt: 1,
    version: 1,
    attempts: 0,
  });
  await one.store.reader.insertInto('lanes').values([lane('s:1', 'chn_a'), lane('s:2', 'chn_b')].map((row) => ({ ...row, leaseToken: null, leaseUntil: null }))).execute(); // prettier-ignore
  const claim = (destinations: readonly string[]) => claimLanes(one.store, { kind: 'send', held: new Set(), destinations, limit: 10, token: 'one', now: 2 }); // prettier-ignore
  expect(await claim([])).toEqual([]);
  expect((await claim(['chn_b'])).map(({ id }) => id)).toEqual(['s:2']);
  expect((await claim(['chn_a', 'chn_b'])).map(({ id }) => id)).toEqual(['s:1']);
});

test('a gateway hears at once what another has committed, and not what it said itself', async () => {
  const heard: { by: string; hint: GatewayHint }[] = [];
  let arrived: () => void = () => undefined;
  const first = new Promise<void>((resolve) => (arrived = resolve));
  const hintsOf = (token: string) =>
    createGatewayHints({
      databaseUrl,
      token,
      told(hint) {
        heard.push({ by: token, hint });
        arrived();
      },
    });
  const [speaker, listener] = [hintsOf('one'), hintsOf('two')];
  speaker.start();
  listener.start();
  const lane = { id: 's:1', destinationId: 'chn_a', conversationId: 'cnv_1' };
  const flushed = { deliveryLanes: [], sendLanes: [lane], hasMedia: false, changesChannels: true, notified: ['mem_1'] };
  // Until both have found the database, what is told is lost.
  const telling = setInterval(() => speaker.tell(flushed), 50);
  await first;
  clearInterval(telling);
  await Promise.all([speaker.stop(), listener.stop()]);
  expect(new Set(heard.map(({ by }) => by))).toEqual(new Set(['two']));
  expect(heard[0]?.hint).toMatchObject({ notified: ['mem_1'], changesChannels: true });
  expect(heard[0]?.hint.sends[0]).toEqual(lane);
});

test('a hint that nobody of us wrote is passed over', async () => {
  const heard: GatewayHint[] = [];
  let arrived: () => void = () => undefined;
  const one = new Promise<void>((resolve) => (arrived = resolve));
  const hints = createGatewayHints({ databaseUrl, token: 'two', told: (hint) => (heard.push(hint), arrived()) });
  hints.start();
  const say = (payload: string) => two.store.reader.selectNoFrom((query) => query.fn('pg_notify', [query.val('parley'), query.val(payload)]).as('said')).execute(); // prettier-ignore
  const payloads = ['not json', '"text"', '{"from":"x","sends":"all"}', '{"from":"x","sends":[1,["s:1"],["s:2","chn_b"]],"notified":7}'];
  // Until it has found the database, what is said is lost.
  while (heard.length === 0) for (const payload of payloads) await say(payload);
  await one;
  await hints.stop();
  expect(new Set(heard.map((hint) => JSON.stringify(hint)))).toEqual(
    new Set([
      JSON.stringify({
        sends: [{ id: 's:2', destinationId: 'chn_b', conversationId: null }],
        notified: null,
        changesChannels: false,
        announces: false,
      }),
    ]),
  );
});
