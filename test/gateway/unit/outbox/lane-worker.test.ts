import { laneBench, laneOf, settle } from '../../support/lanes.ts';

const [A, B, C] = ['delivery:cnv_1:sub_1', 'delivery:cnv_2:sub_1', 'delivery:cnv_3:sub_2'];
const RESTS = { dueAt: null };
/** So many lanes of one destination. */
const lanesTo = (destination: string, count: number) => Array.from({ length: count }, (_, i) => `delivery:cnv_${i}:${destination}`);

describe('a lane worker that is woken', () => {
  it('works each lane once, however often it is woken for it', async () => {
    const { wake, tried, begun } = laneBench();
    await wake(A, A, B);
    await wake(B);
    expect(tried()).toEqual([A, B]);
    expect(begun).toEqual([[A, B]]);
  });

  it('asks for what it was told while it asked the store after that, in one go', async () => {
    const bench = laneBench();
    let answer = () => {};
    bench.store = () => new Promise((resolve) => (answer = resolve));
    await bench.wake(A);
    await bench.wake(B);
    await bench.wake(C);
    expect(bench.asked.map(({ only }) => only)).toEqual([[A]]);
    bench.store = () => Promise.resolve();
    answer();
    await settle();
    expect(bench.asked.map(({ only }) => only)).toEqual([[A], [B, C]]);
    expect(bench.tried()).toEqual([A, B, C]);
  });

  it('takes 256 lanes at a time, and goes on until it has them all', async () => {
    const bench = laneBench({ most: 400 });
    await bench.wake(...lanesTo('sub_1', 300));
    expect(bench.begun.map((lanes) => lanes.length)).toEqual([256, 44]);
    expect(bench.asked.map(({ limit }) => limit)).toEqual([256, 256]);
  });

  it('works a lane again that got work while it was worked on, and no other', async () => {
    const bench = laneBench();
    await bench.wake(A, B);
    await bench.wake(A);
    expect(bench.tried()).toEqual([A, B]);
    await bench.tryOf(A).end(RESTS);
    await bench.tryOf(B).end(RESTS);
    expect(bench.tried()).toEqual([A]);
    await bench.tryOf(A).end(RESTS);
    expect(bench.tried()).toEqual([]);
  });

  it('does not begin a lane again that a look had asked for before it was worked on', async () => {
    const bench = laneBench();
    bench.addDue(A);
    let answer = () => {};
    bench.store = () => new Promise((resolve) => (answer = resolve));
    bench.worker.look();
    bench.store = () => Promise.resolve();
    await bench.wake(A);
    answer();
    await settle();
    expect(bench.tried()).toEqual([A]);
  });

  it('works a lane on that is due as its try ends, one that is due later not yet', async () => {
    const bench = laneBench({ inMemory: false });
    bench.addDue(A, B);
    await bench.wake(A, B);
    await bench.tryOf(A).end({ dueAt: bench.time.now });
    await bench.tryOf(B).end({ dueAt: bench.time.now + 1 });
    expect(bench.tried()).toEqual([A]);
  });

  it('asks only for lanes of destinations that are its own, and that have room', async () => {
    const bench = laneBench({ inMemory: false, most: 1, destinations: () => ['sub_1', 'sub_2'] });
    bench.addDue(A, B, C);
    await bench.wake(A);
    await bench.wake(C, B);
    expect(bench.asked).toMatchObject([
      { only: [A], destinations: ['sub_1', 'sub_2'], exceptDestinations: [] },
      { only: [C], destinations: ['sub_1', 'sub_2'], exceptDestinations: ['sub_1'] },
    ]);
    await bench.tryOf(A).end(RESTS);
    expect(bench.tried()).toEqual([C, B]);
  });

  it('logs that lanes could not be claimed, and goes on with what comes next', async () => {
    const bench = laneBench();
    bench.store = () => Promise.reject(new Error('no database'));
    await bench.wake(A);
    expect(bench.logged).toMatchObject([
      { kind: 'delivery', err: { message: 'no database' }, msg: 'lanes could not be claimed; the next look at the store tries again' },
    ]);
    bench.store = () => Promise.resolve();
    await bench.wake(B);
    expect(bench.tried()).toEqual([B]);
  });
});

describe('what comes with a hint', () => {
  /** A lane whose work is done. */
  async function restingLane(inMemory = true) {
    const bench = laneBench({ inMemory });
    bench.addDue(A);
    await bench.wake(A);
    await bench.tryOf(A).end(RESTS);
    bench.asked.splice(0);
    return bench;
  }

  it('is worked on without asking the store, where the lane was known to rest', async () => {
    const bench = await restingLane();
    await bench.wake([A, 'first']);
    expect(bench.tryOf(A).lane).toEqual({ ...laneOf(A), cargo: ['first'], version: 0, attempts: 0, token: 'this process' });
    expect(bench.asked).toEqual([]);
  });

  it('is read all the same where lanes have rows: another gateway may have added older work', async () => {
    const bench = await restingLane(false);
    await bench.wake([A, 'first']);
    expect(bench.tryOf(A).lane.cargo).toBeUndefined();
  });

  it('is read together with what else is there, where nobody knows that the lane rested', async () => {
    const bench = laneBench();
    await bench.wake([A, 'first']);
    expect(bench.tryOf(A).lane.cargo).toBeUndefined();
  });

  it('is worked on to its end without reading what is left of it', async () => {
    const bench = await restingLane();
    await bench.wake([A, 'first', 'second']);
    await bench.tryOf(A).end({ dueAt: null, count: 1 });
    expect(bench.tryOf(A).lane.cargo).toEqual(['second']);
    await bench.tryOf(A).end({ dueAt: null, count: 1 });
    expect([bench.tried(), bench.asked]).toEqual([[], []]);
  });

  it('comes after what is left of the work before it, and the lane is known to rest when all is done', async () => {
    const bench = await restingLane();
    await bench.wake([A, 'first', 'second']);
    await bench.wake([A, 'third']);
    await bench.tryOf(A).end({ dueAt: null, count: 1 });
    expect(bench.tryOf(A).lane.cargo).toEqual(['second', 'third']);
    await bench.tryOf(A).end({ dueAt: null, count: 2 });
    expect(bench.tried()).toEqual([]);
    await bench.wake([A, 'fourth']);
    expect(bench.tryOf(A).lane.cargo).toEqual(['fourth']);
    expect(bench.asked).toEqual([]);
  });

  it.each([
    ['its try failed', (now: number) => ({ dueAt: now, waits: 'retry' as const, count: 1 })],
    ['nobody knows how its try ended', () => ({ dueAt: undefined, count: 1 })],
    ['nobody knows how much of it is done', () => ({ dueAt: null })],
  ])('is read when the lane is worked on again, where %s', async (_why, end) => {
    const bench = await restingLane();
    await bench.wake([A, 'first', 'second']);
    await bench.wake([A, 'third']);
    await bench.tryOf(A).end(end(bench.time.now));
    expect(bench.tryOf(A).lane.cargo).toBeUndefined();
    expect(bench.asked).toMatchObject([{ only: [A] }]);
  });

  it('is read when a hint without work came after it', async () => {
    const bench = await restingLane();
    await bench.wake([A, 'first', 'second']);
    await bench.wake(A);
    await bench.tryOf(A).end({ dueAt: null, count: 1 });
    expect(bench.tryOf(A).lane.cargo).toBeUndefined();
  });

  it.each([
    ['nobody knows how its last try ended', { dueAt: undefined }],
    ['its last try is to be repeated', { dueAt: 0, waits: 'retry' as const }],
  ])('is read with the work before it, where %s', async (_why, end) => {
    const bench = laneBench();
    await bench.wake(A);
    await bench.tryOf(A).end(end);
    for (const one of bench.tries) await one.end({ dueAt: undefined });
    await bench.wake([A, 'first']);
    expect(bench.tryOf(A).lane.cargo).toBeUndefined();
  });

  it('is read when it comes while work is done that a look at the store found, without a hint', async () => {
    const bench = await restingLane();
    bench.worker.look();
    await settle();
    await bench.wake([A, 'first']);
    await bench.tryOf(A).end({ dueAt: null, count: 1 });
    expect(bench.tryOf(A).lane.cargo).toBeUndefined();
  });

  it('is worked on beside what must be read, at the same time', async () => {
    const bench = await restingLane();
    await bench.wake(B, [A, 'first']);
    expect(bench.begun.slice(1)).toEqual([[A], [B]]);
    expect(bench.asked).toMatchObject([{ only: [B] }]);
  });

  it('is not read by a look at the store, which has other lanes to find', async () => {
    const bench = await restingLane();
    bench.addDue(A);
    bench.worker.wake([{ ...laneOf(A), cargo: ['first'] }]);
    bench.worker.look();
    expect([...(bench.asked[0]?.held ?? [])]).toEqual([A]);
    await settle();
    expect(bench.tryOf(A).lane.cargo).toEqual(['first']);
  });

  it('is worked on once, although a look at the store found the lane meanwhile', async () => {
    const bench = await restingLane();
    let answer = () => {};
    bench.store = () => new Promise((resolve) => (answer = resolve));
    bench.addDue(A);
    bench.worker.look();
    bench.store = () => Promise.resolve();
    bench.worker.wake([{ ...laneOf(A), cargo: ['first'] }]);
    answer();
    await settle();
    expect(bench.tryOf(A).lane.cargo).toBeUndefined();
    await bench.tryOf(A).end({ dueAt: null, count: 1 });
    expect(bench.tried()).toEqual([]);
  });
});

describe('a destination', () => {
  it('has a try more for each that was answered, until four times as many are to be written down', async () => {
    const bench = laneBench({ most: 1 });
    const lanes = lanesTo('sub_1', 7);
    await bench.wake(...lanes);
    expect(bench.tried()).toEqual(lanes.slice(0, 1));
    for (const { answered } of bench.tries) {
      answered();
      await settle();
    }
    expect(bench.tried()).toEqual(lanes.slice(0, 4));
    await bench.tryOf(lanes[0] ?? '').end(RESTS);
    expect(bench.tried()).toEqual(lanes.slice(1, 5));
  });

  it('that is full does not hide others from a look, and what is too much for it is given back', async () => {
    const bench = laneBench({ inMemory: false, most: 10 });
    const behind = lanesTo('sub_1', 300);
    bench.addDue(...behind, C);
    bench.worker.look();
    await settle();
    expect(bench.tried()).toEqual([...behind.slice(0, 10), C]);
    expect(bench.asked.map(({ exceptDestinations }) => exceptDestinations)).toEqual([[], ['sub_1']]);
    expect(bench.released).toEqual(behind.slice(10, 256));
  });

  it('has room again as soon as a try of it is over', async () => {
    const bench = laneBench({ most: 1 });
    await bench.wake(A, B);
    await bench.tryOf(A).end(RESTS);
    expect(bench.tried()).toEqual([B]);
  });
});

describe('work that fails', () => {
  it('of one lane leaves the others alone, which nobody may begin again meanwhile', async () => {
    const bench = laneBench();
    bench.addDue(A, B);
    await bench.wake(A, B);
    await bench.tryOf(A).fail(new Error('no such file'));
    expect(bench.logged).toMatchObject([
      { kind: 'delivery', laneId: A, err: { message: 'no such file' }, msg: 'work on a lane failed inside Parley; it is tried again' },
    ]);
    bench.worker.look();
    await settle();
    expect(bench.begun).toEqual([[A, B], [A]]);
    expect(bench.tried()).toEqual([B, A]);
  });

  it('before it began is begun again with the next look', async () => {
    const bench = laneBench({ most: 2 });
    bench.addDue(A, B);
    await bench.start();
    await bench.tryOf(A).end({ dueAt: undefined });
    await bench.tryOf(B).end({ dueAt: undefined });
    let calls = 0;
    bench.store = () => (++calls === 2 ? Promise.reject(new Error('no database')) : Promise.resolve());
    bench.worker.look();
    await settle();
    expect(bench.tried()).toEqual([]);
    expect(bench.logged).toMatchObject([
      { kind: 'delivery', err: { message: 'no database' }, msg: 'what lanes need could not be read; they are tried again' },
    ]);
    bench.worker.look();
    await settle();
    expect(bench.tried()).toEqual([A, B]);
  });
});
