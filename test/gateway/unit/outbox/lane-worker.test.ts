import { createLogger } from '../../../../gateway/src/log/logger.ts';
import { createLaneWorker } from '../../../../gateway/src/outbox/lane-worker.ts';
import { type OpenedStore, open, temporaryFolder } from '../../support/stores.ts';

/** A turn of the event loop, in which whatever was scheduled with `setImmediate` runs. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Turns until it is so; an error when it never is. */
async function until(isSo: () => boolean): Promise<void> {
  for (let turns = 0; turns < 2_000 && !isSo(); turns++) await turn();
  expect(isSo()).toBe(true);
}

describe('a lane worker', () => {
  const { folder, remove } = temporaryFolder();
  let opened: OpenedStore;

  beforeAll(async () => {
    opened = await open({ dataDir: folder });
  });

  afterAll(async () => {
    await opened.store.close();
    remove();
  });

  /**
   * A worker on a lane that rests with nothing to do, so that its next work comes with its hint.
   *
   * @param atOnce how much of a lane's work is done in one go, which takes a few turns then; default: all of it, at once
   */
  async function workerOnRestingLane(atOnce?: number) {
    const lane = { id: 'delivery:cnv_1:sub_1', destinationId: 'sub_1', conversationId: 'cnv_1' };
    const worked: (readonly string[])[] = [];
    const worker = createLaneWorker<string>({
      kind: 'delivery',
      store: opened.store,
      now: () => opened.clock.now,
      log: createLogger({ level: 'silent' }),
      token: 'this-process',
      mostPerDestination: 4,
      async work(lanes, done) {
        for (const { cargo = [] } of lanes) worked.push(cargo);
        const isLong = atOnce !== undefined && lanes.some((one) => one.cargo !== undefined);
        for (let turns = 0; isLong && turns < 4; turns++) await turn();
        for (const one of lanes) done(one, null, false, one.cargo === undefined ? undefined : (atOnce ?? one.cargo.length));
      },
    });
    worker.wake([lane]);
    await until(() => worked.length > 0);
    return { worker, lane, worked };
  }

  it('works what it is woken for', async () => {
    const { worker, lane, worked } = await workerOnRestingLane();
    worker.wake([{ ...lane, cargo: ['first'] }]);
    await turn();
    await turn();
    expect(worked).toEqual([[], ['first']]);
    await worker.stop();
  });

  it('goes on with what is left and what came meanwhile, in order, without reading it', async () => {
    const { worker, lane, worked } = await workerOnRestingLane(1);
    worker.wake([{ ...lane, cargo: ['first', 'second'] }]);
    await turn();
    worker.wake([{ ...lane, cargo: ['third'] }]);
    await until(() => worked.length >= 4);
    expect(worked).toEqual([[], ['first', 'second'], ['second', 'third'], ['third']]);
    await worker.stop();
  });

  it('reads the work of a lane that was woken without it while it was worked on', async () => {
    const { worker, lane, worked } = await workerOnRestingLane(1);
    worker.wake([{ ...lane, cargo: ['first', 'second'] }]);
    await turn();
    worker.wake([lane]);
    await until(() => worked.length >= 3);
    expect(worked).toEqual([[], ['first', 'second'], []]);
    await worker.stop();
  });

  it('starts nothing after it was stopped, though it was woken a moment before', async () => {
    const { worker, lane, worked } = await workerOnRestingLane();
    worker.wake([{ ...lane, cargo: ['first'] }]);
    await worker.stop();
    await turn();
    await turn();
    expect(worked).toEqual([[]]);
  });

  it('tries the next lane when one was answered and is only to be written down, up to four times as many', async () => {
    const written: (() => void)[] = [];
    const tried: string[] = [];
    let answers = false;
    const worker = createLaneWorker<string>({
      kind: 'delivery',
      store: opened.store,
      now: () => opened.clock.now,
      log: createLogger({ level: 'silent' }),
      token: 'this-process',
      mostPerDestination: 1,
      async work([lane], done, answered) {
        if (lane === undefined) return;
        tried.push(lane.id);
        if (answers) answered(lane);
        await new Promise<void>((resolve) => written.push(resolve));
        done(lane, null);
      },
    });
    const lanes = Array.from({ length: 7 }, (_, i) => ({ id: `d:cnv_${i}:sub_1`, destinationId: 'sub_1', conversationId: `cnv_${i}` }));
    const settle = async () => {
      for (let turns = 0; turns < 20; turns++) await turn();
    };
    worker.wake(lanes);
    await settle();
    expect(tried).toEqual(['d:cnv_0:sub_1']);
    answers = true;
    written[0]?.();
    await settle();
    expect(tried).toHaveLength(5);
    written[1]?.();
    await settle();
    expect(tried).toEqual(lanes.slice(0, 6).map((lane) => lane.id));
    const stopped = worker.stop();
    for (const write of written) write();
    await stopped;
  });
});
