import { laneBench, laneOf, settle } from '../../support/lanes.ts';

const [A, B] = ['delivery:cnv_1:sub_1', 'delivery:cnv_2:sub_1'];
const RESTS = { dueAt: null };
const HALF_A_SECOND = 500;

describe('a lane worker that has started', () => {
  it('looks at the store at once and half a second after each look has ended', async () => {
    const bench = laneBench();
    await bench.start();
    expect(bench.asked).toHaveLength(1);
    let answer = () => {};
    bench.store = () => new Promise((resolve) => (answer = resolve));
    await bench.time.pass(HALF_A_SECOND - 1);
    expect(bench.asked).toHaveLength(1);
    bench.addDue(A);
    await bench.time.pass(1);
    expect(bench.asked).toHaveLength(2);
    await bench.time.pass(2 * HALF_A_SECOND);
    expect(bench.asked).toHaveLength(2);
    bench.store = () => Promise.resolve();
    answer();
    await settle();
    expect(bench.tried()).toEqual([A]);
    await bench.time.pass(HALF_A_SECOND);
    expect(bench.asked).toHaveLength(3);
  });

  it('goes on looking while the store has 256 lanes at a time, 50 times in a row at most', async () => {
    const bench = laneBench({ inMemory: false, most: 1 });
    const page = Array.from({ length: 257 }, (_, i) => ({
      ...laneOf(`delivery:cnv_${i}:sub_1`),
      version: 1,
      attempts: 0,
      token: 'this process',
    }));
    bench.dueFor = () => page;
    await bench.start();
    await settle();
    expect(bench.asked).toHaveLength(50);
    await bench.time.pass(HALF_A_SECOND);
    await settle();
    expect(bench.asked).toHaveLength(100);
    bench.dueFor = () => page.slice(0, 256);
    await bench.time.pass(HALF_A_SECOND);
    expect(bench.asked).toHaveLength(101);
  });

  it('looks again although a look failed', async () => {
    const bench = laneBench();
    bench.store = () => Promise.reject(new Error('no database'));
    await bench.start();
    expect(bench.logged).toHaveLength(1);
    bench.store = () => Promise.resolve();
    bench.addDue(A);
    await bench.time.pass(HALF_A_SECOND);
    expect(bench.tried()).toEqual([A]);
  });

  it('keeps the leases of what it works on, asking three times in the ten seconds that they last', async () => {
    const bench = laneBench({ inMemory: false });
    bench.addDue(A, B);
    await bench.start();
    await bench.time.pass(3_333);
    expect(bench.renewed).toEqual([]);
    await bench.time.pass(1);
    expect(bench.renewed).toEqual([[A, B]]);
    await bench.tryOf(A).end(RESTS);
    bench.store = () => Promise.reject(new Error('no database'));
    await bench.time.pass(3_334);
    expect(bench.renewed).toEqual([[A, B], [B]]);
    expect(bench.logged).toContainEqual(expect.objectContaining({ kind: 'delivery', msg: 'leases could not be renewed' }));
    await bench.time.pass(3_334);
    expect(bench.renewed).toHaveLength(3);
  });
});

describe('a lane in memory', () => {
  it('that failed is left alone until its time, whatever comes for it, and knows how often it was tried', async () => {
    const bench = laneBench();
    bench.addDue(A);
    await bench.start();
    for (const attempts of [0, 1, 2]) {
      expect(bench.tryOf(A).lane.attempts).toBe(attempts);
      await bench.tryOf(A).end({ dueAt: bench.time.now + 2_000, waits: 'retry' });
      await bench.time.pass(1_999);
      await bench.wake(A);
      expect(bench.tried()).toEqual([]);
      await bench.time.pass(HALF_A_SECOND);
      expect(bench.tried()).toEqual([A]);
    }
    await bench.tryOf(A).end(RESTS);
    await bench.wake(A);
    expect(bench.tryOf(A).lane.attempts).toBe(0);
    expect(bench.logged).toEqual([]);
  });

  it('that failed costs no timer: a receiver that is down may leave a great many', async () => {
    const bench = laneBench();
    bench.addDue(A, B);
    await bench.start();
    const before = bench.time.timers;
    for (const id of [A, B]) await bench.tryOf(id).end({ dueAt: bench.time.now + 2_000, waits: 'retry' });
    expect(bench.time.timers).toBe(before);
  });

  it.each([
    ['went well and has more work', (now: number) => ({ dueAt: now })],
    ['ended as nobody knows', () => ({ dueAt: undefined, waits: 'retry' as const })],
  ])('whose try %s has no failed try behind it', async (_how, end) => {
    const bench = laneBench();
    await bench.wake(A);
    await bench.wake(A);
    await bench.tryOf(A).end(end(bench.time.now));
    expect(bench.tryOf(A).lane.attempts).toBe(0);
  });

  it('that is held is left alone by a look that had asked for it before', async () => {
    const bench = laneBench();
    bench.addDue(A);
    let answer = () => {};
    bench.store = () => new Promise((resolve) => (answer = resolve));
    bench.worker.look();
    bench.store = () => Promise.resolve();
    await bench.wake(A);
    await bench.tryOf(A).end({ dueAt: bench.time.now + 300, waits: 'held' });
    answer();
    await settle();
    expect([bench.tried(), bench.logged]).toEqual([[], []]);
  });

  it('counts a try also when the wait after it was over before it was written down', async () => {
    const bench = laneBench();
    await bench.wake(A);
    await bench.tryOf(A).end({ dueAt: bench.time.now, waits: 'retry' });
    expect(bench.tryOf(A).lane.attempts).toBe(1);
  });

  it('that is held is looked at when its time has come, to the millisecond, as if it had not been tried', async () => {
    const bench = laneBench();
    bench.addDue(A);
    await bench.start();
    await bench.tryOf(A).end({ dueAt: bench.time.now + 1_234, waits: 'held' });
    await bench.time.pass(1_233);
    expect(bench.tried()).toEqual([]);
    await bench.time.pass(1);
    expect(bench.tryOf(A).lane.attempts).toBe(0);
  });

  it('that is held is looked at when more work comes, and then no more at the time it was held until', async () => {
    const bench = laneBench();
    await bench.wake(A);
    await bench.tryOf(A).end({ dueAt: bench.time.now + 300, waits: 'held' });
    await bench.wake(A);
    expect(bench.tried()).toEqual([A]);
    await bench.tryOf(A).end(RESTS);
    await bench.time.pass(300);
    expect(bench.begun).toEqual([[A], [A]]);
  });

  it('that is held again waits for its new time only', async () => {
    const bench = laneBench();
    await bench.wake(A);
    await bench.tryOf(A).end({ dueAt: bench.time.now + 300, waits: 'held' });
    await bench.time.pass(200);
    await bench.wake(A);
    await bench.tryOf(A).end({ dueAt: bench.time.now + 300, waits: 'held' });
    await bench.time.pass(299);
    expect(bench.begun).toHaveLength(2);
    await bench.time.pass(1);
    expect(bench.begun).toHaveLength(3);
  });
});

describe('a lane with a row', () => {
  it('says itself when it is due and how often it was tried', async () => {
    const bench = laneBench({ inMemory: false });
    bench.addDue(A);
    await bench.wake(A);
    await bench.tryOf(A).end({ dueAt: bench.time.now + 2_000, waits: 'retry' });
    await bench.wake(A);
    expect(bench.tryOf(A).lane).toMatchObject({ attempts: 0, version: 1 });
  });

  it('that is held is asked for when its time has come', async () => {
    const bench = laneBench({ inMemory: false });
    bench.addDue(A);
    await bench.wake(A);
    await bench.tryOf(A).end({ dueAt: bench.time.now + 300, waits: 'held' });
    await bench.time.pass(299);
    expect(bench.tried()).toEqual([]);
    await bench.time.pass(1);
    expect(bench.tried()).toEqual([A]);
  });
});

describe('a lane worker that is stopped', () => {
  it('waits for what is under way, begins nothing, and leaves no timer', async () => {
    const bench = laneBench();
    bench.addDue(A);
    await bench.start();
    let isOver = false;
    const stopped = bench.worker.stop().then(() => (isOver = true));
    await bench.wake(A, B);
    bench.worker.look();
    await settle();
    expect([isOver, bench.tried()]).toEqual([false, [A]]);
    await bench.tryOf(A).end({ dueAt: bench.time.now + 300, waits: 'held' });
    await stopped;
    expect([bench.tried(), bench.asked.length, bench.time.timers]).toEqual([[], 1, 0]);
  });

  it('starts nothing that it was woken for a moment before', async () => {
    const bench = laneBench();
    bench.worker.wake([{ id: A, destinationId: 'sub_1', conversationId: null }]);
    await bench.worker.stop();
    expect(bench.asked).toEqual([]);
  });

  it('gives back what the store was just asked for, before anybody may close it', async () => {
    const bench = laneBench({ inMemory: false });
    bench.addDue(A);
    let answer = () => {};
    bench.store = () => new Promise((resolve) => (answer = resolve));
    bench.worker.look();
    let isOver = false;
    const stopped = bench.worker.stop().then(() => (isOver = true));
    await settle();
    expect(isOver).toBe(false);
    answer();
    await stopped;
    expect([bench.released, bench.tried()]).toEqual([[A], []]);
  });
});
