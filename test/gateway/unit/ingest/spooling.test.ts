import { createLogger } from '../../../../gateway/src/log/logger.ts';
import { createSpooling } from '../../../../gateway/src/ingest/spooling.ts';
import type { Received } from '../../../../gateway/src/ingest/store-events.ts';
import { openSpool } from '../../../../gateway/src/store/spool.ts';
import { isServerGone } from '../../../../gateway/src/store/postgres.ts';
import { temporaryFolder } from '../../support/stores.ts';

class Gone extends Error {}

/** A database that can be taken away, a spool before it, and what was stored in order. */
function bench(options: { refuses?: string | undefined; readonly mostBytes?: number } = {}) {
  const { folder, remove } = temporaryFolder();
  const database = { isGone: false, hangs: false, stored: [] as string[] };
  const clock = { now: 1_000_000 };
  const open = () =>
    createSpooling({
      spool: openSpool(folder, options.mostBytes),
      storeAll: (several) => {
        if (database.hangs) return new Promise(() => undefined);
        if (database.isGone) return Promise.reject(new Gone('gone'));
        const bodies = several.map(({ body }) => body);
        if (options.refuses !== undefined && bodies.includes(options.refuses)) return Promise.reject(new Error('a bug'));
        database.stored.push(...bodies);
        return Promise.resolve();
      },
      isGone: (error) => error instanceof Gone,
      log: createLogger({ level: 'fatal' }),
      now: () => clock.now,
      patienceMs: 20,
    });
  let spooling = open();
  return {
    database,
    store: (body: string) => spooling.store(webhook(body)),
    drain: () => spooling.drain(),
    length: () => spooling.length(),
    clock,
    options,
    aside: () => spooling.setAside,
    /** As after a SIGKILL, but for the open file. */
    async restart() {
      await spooling.stop();
      spooling = open();
    },
    async end() {
      await spooling.stop();
      remove();
    },
  };
}

const webhook = (body: string): Received => ({ channelId: 'chn_1', events: [], body });

let under: ReturnType<typeof bench>;
describe('the spool', () => {
  afterEach(() => under.end());

  test('webhooks go straight to the database while it is there', async () => {
    under = bench();
    await under.store('a');
    expect([under.database.stored, under.length()]).toEqual([['a'], 0]);
  });

  test('what comes while the database is gone is kept, and what comes behind it waits its turn', async () => {
    under = bench();
    under.database.isGone = true;
    await under.store('a');
    under.database.isGone = false;
    await under.store('b');
    expect([under.database.stored, under.length()]).toEqual([[], 2]);
    await under.drain();
    await under.store('c');
    expect([under.database.stored, under.length()]).toEqual([['a', 'b', 'c'], 0]);
  });

  test('what was kept survives the end of the process', async () => {
    under = bench();
    under.database.isGone = true;
    for (const body of ['a', 'b', 'c']) await under.store(body);
    await under.restart();
    under.database.isGone = false;
    await under.drain();
    expect(under.database.stored).toEqual(['a', 'b', 'c']);
  });

  test('a database that does not answer counts as gone', async () => {
    under = bench();
    under.database.hangs = true;
    await under.store('a');
    expect(under.length()).toBe(1);
    under.database.hangs = false;
    await under.drain();
    expect(under.database.stored).toEqual(['a']);
  });

  test('a webhook that the database refuses is refused at once', async () => {
    under = bench({ refuses: 'bad' });
    await expect(under.store('bad')).rejects.toThrow('a bug');
    expect(under.length()).toBe(0);
  });

  test('one that turns out to be refused later is set aside, and holds up nobody', async () => {
    under = bench({ refuses: 'bad' });
    under.database.isGone = true;
    for (const body of ['a', 'bad', 'b']) await under.store(body);
    under.database.isGone = false;
    await under.drain();
    expect([under.database.stored, under.length()]).toEqual([['a', 'b'], 0]);
    expect(under.aside().list(0, 10)).toEqual([{ position: 2, channelId: 'chn_1', at: 1_000_000, why: 'a bug' }]);
    expect(under.aside().list(2, 10)).toEqual([]);
  });

  test('what was set aside is stored once it can be, also after a restart, and is forgotten after 30 days', async () => {
    under = bench({ refuses: 'bad' });
    under.database.isGone = true;
    await under.store('bad');
    under.database.isGone = false;
    await under.drain();
    await under.restart();
    expect(under.aside().replay(1)).toBe(true);
    await under.drain();
    const [again] = under.aside().list(0, 10);
    expect([under.database.stored, again?.why]).toEqual([[], 'a bug']);
    under.options.refuses = undefined;
    expect([under.aside().replay(again?.position ?? 0), under.aside().replay(99)]).toEqual([true, false]);
    await under.drain();
    expect([under.database.stored, under.length(), under.aside().list(0, 10)]).toEqual([['bad'], 0, []]);
    under.options.refuses = 'worse';
    under.database.isGone = true;
    await under.store('worse');
    under.database.isGone = false;
    await under.drain();
    expect(under.aside().list(0, 10)).toHaveLength(1);
    under.clock.now += 31 * 24 * 3_600_000;
    await under.drain();
    expect(under.aside().list(0, 10)).toEqual([]);
  });

  test('without room nothing is acknowledged', async () => {
    under = bench({ mostBytes: 64 * 1024 });
    under.database.isGone = true;
    const large = 'x'.repeat(20_000);
    let kept = 0;
    const fill = async () => {
      for (; kept < 50; kept++) await under.store(large);
    };
    await expect(fill()).rejects.toThrow(/full/);
    expect([kept > 0, under.length()]).toEqual([true, kept]);
  });
});

const coded = (message: string, code: string) => Object.assign(new Error(message), { code });

test.each([
  [coded('connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED'), true],
  [coded('terminating connection due to administrator command', '57P01'), true],
  [coded('cannot execute INSERT in a read-only transaction', '25006'), true],
  [coded('could not extend file: No space left on device', '53100'), true],
  [new Error('Connection terminated unexpectedly'), true],
  [new Error('timeout exceeded when trying to connect'), true],
  [coded('deadlock detected', '40P01'), false],
  [coded('null value in column', '23502'), false],
  [new Error('a bug'), false],
  [new Error(''), false],
] as const)('%p means that the server is gone: %s', (error, isGone) => {
  expect(isServerGone(error)).toBe(isGone);
});
