import { type Gatherable, type Gathering, MOST_IN_BURST, gather, mostGathered } from '../../../../gateway/src/model/gathering.ts';

const NOW = 1_000_000;
interface Head extends Gatherable {
  readonly n: number;
}
const said = (n: number, ago: number, more: Partial<Head> = {}): Head => ({
  n,
  type: 'message.received',
  createdAt: NOW - ago,
  attempts: 0,
  batchId: null,
  ...more,
});
const status = (n: number, ago: number): Head => said(n, ago, { type: 'conversation.status_changed' });
const ONE: Gathering = { batch: null, burst: null };
const BATCH: Gathering = { batch: { maxEvents: 3, maxWaitMs: 1000 }, burst: null };
const BURST: Gathering = { batch: null, burst: { quietSeconds: 5, maxSeconds: 20 } };

test.each<[string, readonly Head[], Gathering, readonly number[] | number]>([
  ['one at a time', [said(1, 0), said(2, 0)], ONE, [1]],
  ['a batch waits to be full', [said(1, 400), said(2, 0)], BATCH, NOW + 600],
  ['a full batch goes', [said(1, 0), said(2, 0), said(3, 0), said(4, 0)], BATCH, [1, 2, 3]],
  ['a batch goes when its time is over', [said(1, 1000), said(2, 0)], BATCH, [1, 2]],
  ['what was written before the clock was set back an hour goes', [said(1, -3_600_000)], ONE, [1]],
  ['so does a batch of it', [said(1, -3_600_000)], BATCH, [1]],
  ['and a burst', [said(1, -3_600_000)], BURST, [1]],
  ['a burst waits for the customer to pause', [said(1, 9000), said(2, 4000)], BURST, NOW + 1000],
  ['a burst goes when they have paused', [said(1, 9000), said(2, 5000)], BURST, [1, 2]],
  ['a burst goes at last although they write on', [said(1, 20_000), said(2, 0)], BURST, [1, 2]],
  ['a burst takes along what happened meanwhile', [said(1, 9000), status(2, 9000), said(3, 5000)], BURST, [1, 2, 3]],
  ['what happened meanwhile prolongs no burst', [said(1, 5000), status(2, 0)], BURST, [1, 2]],
  ['what comes before a burst does not wait for it', [status(1, 0), said(2, 0)], BURST, [1]],
  ['without a message nothing waits for a burst', [status(1, 0)], BURST, [1]],
  ['before a burst a batch is as full as it gets', [status(1, 0), status(2, 0), said(3, 0)], { ...BATCH, burst: BURST.burst }, [1, 2]],
  ['a delivery that was tried keeps its members', [said(1, 0, { batchId: 'a', attempts: 1 }), said(2, 0, { batchId: 'a', attempts: 1 }), said(3, 0)], BURST, [1, 2]],
  ['also where its first try had no end', [said(1, 0, { batchId: 'a' }), said(2, 0)], BATCH, [1]],
  ['one that was tried alone stays alone', [said(1, 0, { attempts: 1 }), said(2, 0)], BATCH, [1]],
  ['a new one takes nothing of one that was tried', [said(1, 1000), said(2, 0, { batchId: 'a', attempts: 1 })], BATCH, [1]],
])('%s', (_name, heads, how, expected) => {
  const gathered = gather(heads, how, NOW);
  expect(gathered.is === 'early' ? gathered.until : gathered.events.map((event) => event.n)).toEqual(expected);
}); // prettier-ignore

test('a burst grows no larger than any receiver takes', () => {
  const many = Array.from({ length: MOST_IN_BURST + 5 }, (_, n) => said(n, 0));
  expect(gather(many, BURST, NOW)).toMatchObject({ is: 'ready', events: { length: MOST_IN_BURST }, isBurst: true });
  expect([mostGathered(BURST), mostGathered(BATCH), mostGathered(ONE)]).toEqual([MOST_IN_BURST, 3, 1]);
});

test('only what holds a customer’s message is a burst', () => {
  expect(gather([status(1, 0)], BURST, NOW)).toMatchObject({ isBurst: false });
  expect(gather([said(1, 1000)], BATCH, NOW)).toMatchObject({ isBurst: false });
});
