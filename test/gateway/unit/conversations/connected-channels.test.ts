import { createConnectedChannels } from '../../../../gateway/src/conversations/connected-channels.ts';
import { DEFAULT_SETTINGS } from '../../../../gateway/src/model/settings.ts';
import type { ChannelRow } from '../../../../gateway/src/store/schema.ts';

const SEAL = { mark: '', seal: (text: string) => text, open: (text: string) => text };
const row = (id: string): ChannelRow => ({
  ...{
    id,
    type: 'line',
    provider: null,
    name: id,
    status: 'active',
    healthJson: '{"level":"ok"}',
    settingsJson: '{}',
    secrets: '{}',
    twoWay: 1,
  },
  ...{ attachmentsJson: null, overridesJson: null, oneWayReply: null, createdAt: 1, updatedAt: 1, deletedAt: null },
});

/** A store whose answers are given by hand. */
function setUp(maxAgeMs: number) {
  const asked: { answer(rows: readonly ChannelRow[]): void; fail(): void }[] = [];
  const clock = { now: 0 };
  const channels = createConnectedChannels({
    readRows: () =>
      new Promise((resolve, reject) => asked.push({ answer: resolve, fail: () => reject(new Error('the connection broke')) })),
    readSettings: () => Promise.resolve(DEFAULT_SETTINGS),
    readTeams: () => Promise.resolve(new Map()),
    readTeamOverrides: () => Promise.resolve([]),
    seal: SEAL,
    now: () => clock.now,
    maxAgeMs,
    patienceMs: 1,
  });
  const names = async () => [...(await channels.snapshot()).keys()];
  const nextAsked = async (n: number) => {
    for (let turn = 0; asked.length < n && turn < 1000; turn++) await new Promise((resolve) => setImmediate(resolve));
    const one = asked[n - 1];
    if (one === undefined) throw new Error('nobody asked');
    return one;
  };
  return { asked, clock, channels, names, nextAsked };
}

test('a store that has gone silent leaves what was known, is not asked again while it is, and is believed when it answers', async () => {
  const { asked, clock, names, nextAsked } = setUp(1000);
  const first = names();
  (await nextAsked(1)).answer([row('chn_1')]);
  expect(await first).toEqual(['chn_1']);
  for (const now of [2000, 4000, 6000]) {
    clock.now = now;
    expect(await names()).toEqual(['chn_1']);
  }
  expect(asked).toHaveLength(2);
  (await nextAsked(2)).answer([row('chn_1'), row('chn_2')]);
  clock.now = 8000;
  expect(await names()).toEqual(['chn_1', 'chn_2']);
});

test('a store that fails leaves what was known', async () => {
  const { clock, names, nextAsked } = setUp(1000);
  const first = names();
  (await nextAsked(1)).answer([row('chn_1')]);
  await first;
  clock.now = 2000;
  const second = names();
  (await nextAsked(2)).fail();
  expect(await second).toEqual(['chn_1']);
});

test('the first look waits for the store, and says when it fails', async () => {
  const { names, nextAsked } = setUp(1000);
  const first = names();
  (await nextAsked(1)).fail();
  await expect(first).rejects.toThrow('the connection broke');
});

test('where one process writes, a change is read before anything else is done', async () => {
  const { channels, names, nextAsked } = setUp(Infinity);
  const first = names();
  (await nextAsked(1)).answer([row('chn_1')]);
  await first;
  channels.forget();
  const second = names();
  (await nextAsked(2)).answer([]);
  expect(await second).toEqual([]);
});
