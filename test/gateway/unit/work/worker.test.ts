import { jest } from '@jest/globals';
import { createLogger } from '../../../../gateway/src/log/logger.ts';
import { type Worker, createWorker } from '../../../../gateway/src/work/worker.ts';

const REST_MS = 1_000;

/** A worker whose looks each last until they are ended, on timers that only the test moves. */
function bench(begins?: 'after_rest') {
  const logged: string[] = [];
  const looks: { readonly isStopping: () => boolean; end(): void; fail(error: Error): void }[] = [];
  const worker: Worker = createWorker({
    what: 'counting',
    everyMs: REST_MS,
    log: createLogger({ level: 'error', stream: { write: (line) => void logged.push(line) } }),
    ...(begins === undefined ? {} : { begins }),
    tick: (isStopping) => new Promise<void>((end, fail) => void looks.push({ isStopping, end, fail })),
  });
  return {
    worker,
    looks,
    logged,
    /** Ends the look that began last. */
    async end() {
      looks.at(-1)?.end();
      await jest.advanceTimersByTimeAsync(0);
    },
    pass: (ms: number) => jest.advanceTimersByTimeAsync(ms),
  };
}

describe('a worker', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => {
    // Nothing is left that would keep a stopped process, or this one, from ending.
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('looks at its start, and again each time it has rested since the last look ended', async () => {
    const { worker, looks, end, pass } = bench();
    worker.start();
    expect(looks).toHaveLength(1);
    await pass(REST_MS * 5);
    expect(looks).toHaveLength(1);
    await end();
    await pass(REST_MS - 1);
    expect(looks).toHaveLength(1);
    await pass(1);
    expect(looks).toHaveLength(2);
    await end();
    await worker.stop();
  });

  it('that begins after a rest looks first when that is over', async () => {
    const { worker, looks, end, pass } = bench('after_rest');
    worker.start();
    await pass(REST_MS - 1);
    expect(looks).toHaveLength(0);
    await pass(1);
    expect(looks).toHaveLength(1);
    await end();
    await worker.stop();
  });

  it('looks at once when it is woken, and rests from then', async () => {
    const { worker, looks, end, pass } = bench();
    worker.start();
    await end();
    await pass(REST_MS / 2);
    worker.wake();
    expect(looks).toHaveLength(2);
    await end();
    await pass(REST_MS - 1);
    expect(looks).toHaveLength(2);
    await pass(1);
    expect(looks).toHaveLength(3);
    await end();
    await worker.stop();
  });

  it('woken while it looks, looks once more, however often that was, and never twice at a time', async () => {
    const { worker, looks, end } = bench();
    worker.start();
    worker.wake();
    worker.wake();
    expect(looks).toHaveLength(1);
    await end();
    expect(looks).toHaveLength(2);
    await end();
    expect(looks).toHaveLength(2);
    await worker.stop();
  });

  it.each([0, 1, 2, 3, 4, 5])('hears a wake-up %i steps after its look has ended', async (steps) => {
    const { worker, looks, end, pass } = bench();
    worker.start();
    looks[0]?.end();
    for (let step = 0; step < steps; step++) await Promise.resolve();
    worker.wake();
    await pass(0);
    expect(looks).toHaveLength(2);
    await end();
    await worker.stop();
  });

  it('says that a look failed, and looks again after the rest', async () => {
    const { worker, looks, logged, end, pass } = bench();
    worker.start();
    looks[0]?.fail(new Error('no database'));
    await pass(REST_MS - 1);
    expect([looks.length, logged.length]).toEqual([1, 1]);
    expect(logged[0]).toContain('counting failed; it is tried again');
    expect(logged[0]).toContain('no database');
    await pass(1);
    expect(looks).toHaveLength(2);
    await end();
    await worker.stop();
  });

  it('is told that it stops, waits for the look that is under way, and looks no more, not even woken', async () => {
    const { worker, looks, pass } = bench();
    worker.start();
    worker.wake();
    expect(looks[0]?.isStopping()).toBe(false);
    let isStopped = false;
    const stopping = worker.stop().then(() => (isStopped = true));
    await pass(REST_MS * 2);
    expect([looks[0]?.isStopping(), isStopped]).toEqual([true, false]);
    looks[0]?.end();
    await stopping;
    worker.wake();
    await pass(REST_MS * 2);
    expect(looks).toHaveLength(1);
  });

  it('does nothing when it is woken before its start, and stops without one', async () => {
    const { worker, looks } = bench();
    worker.wake();
    await worker.stop();
    expect(looks).toHaveLength(0);
  });

  it('does what is due when it is asked to, also without a start', async () => {
    const { worker, looks } = bench();
    const done = worker.tick();
    looks[0]?.end();
    await done;
    expect(looks).toHaveLength(1);
  });
});
