import { createClock } from '../../../gateway/src/conversations/clock.ts';
import { conversationToChange, setHandler } from '../../../gateway/src/conversations/acting.ts';
import { snooze } from '../../../gateway/src/conversations/snooze.ts';
import type { ConversationRecord } from '../../../gateway/src/store/records.ts';
import type { Unit } from '../../../gateway/src/store/unit.ts';
import { endWaiting } from '../../../gateway/src/conversations/waiting.ts';
import { createLogger } from '../../../gateway/src/log/logger.ts';
import { readEvents } from '../../../gateway/src/store/event-log.ts';
import type { Worker } from '../../../gateway/src/work/worker.ts';
import { textMessage } from '../support/inbound.ts';
import { newDatabase } from '../support/postgres.ts';
import { type OpenedStore, open, temporaryFolder } from '../support/stores.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe.each(['sqlite', 'postgres'] as const)('the clock on %s', (dialect) => {
  let opened: OpenedStore;
  let clock: Worker;
  let folder: ReturnType<typeof temporaryFolder>;
  let database: Awaited<ReturnType<typeof newDatabase>> | undefined;
  let start: number;

  const openHere = async (now?: number): Promise<void> => {
    opened = await open({ dataDir: folder.folder, ...(database ? { databaseUrl: database.url } : {}), ...(now ? { clock: { now } } : {}) });
    clock = createClock({ store: opened.store, run: opened.run, now: () => opened.clock.now, log: createLogger({ level: 'silent' }) });
    start = opened.clock.now;
  };
  beforeEach(async () => {
    folder = temporaryFolder();
    database = dialect === 'postgres' ? await newDatabase() : undefined;
    await openHere();
  });
  afterEach(async () => {
    await opened.store.close();
    await database?.drop();
    folder.remove();
  });

  const says = (phone: string, externalId: string) =>
    opened.ingest({ channelId: 'chn_1', body: '{}', events: [textMessage(phone, externalId, 'hello')] });
  const at = async (afterMs: number): Promise<void> => {
    opened.clock.now = start + afterMs;
    await clock.tick();
  };
  /** What only time has told so far, as type and number of its conversation's event. */
  async function told(): Promise<readonly string[]> {
    const page = await readEvents(opened.store, { after: { tx: 0, position: 0 }, limit: 5000 });
    const types = page.json.map((json): string => JSON.parse(json).type);
    return types.filter((type) => /overdue|window/.test(type));
  }

  test('tells of a wait and of a window once each, in order', async () => {
    await says('15550001', 'wamid.1');
    await at(3 * MINUTE);
    expect(await told()).toEqual([]);
    await at(3 * MINUTE + 1);
    await at(3 * MINUTE + 2);
    expect(await told()).toEqual(['conversation.soon_overdue']);
    await at(6 * MINUTE);
    await at(23 * HOUR);
    await at(25 * HOUR);
    await at(26 * HOUR);
    expect(await told()).toEqual([
      'conversation.soon_overdue',
      'conversation.overdue',
      'conversation.window_closing',
      'conversation.window_closed',
    ]);
    expect(await opened.store.reader.selectFrom('conversations').select('clockDueAt').execute()).toEqual([{ clockDueAt: null }]);
  });

  test('says nothing of a customer who was answered in time', async () => {
    await says('15550001', 'wamid.1');
    const { id } = await opened.store.reader.selectFrom('conversations').select('id').executeTakeFirstOrThrow();
    await opened.run({
      locks: [id],
      async run(unit) {
        const conversation = await conversationToChange(unit, id);
        if (!('is' in conversation)) endWaiting(unit, conversation);
      },
    });
    await at(10 * MINUTE);
    expect(await told()).toEqual([]);
    await at(23 * HOUR);
    expect(await told()).toEqual(['conversation.window_closing']);
  });

  test('catches up after the gateway was down, and tells nothing twice after another start', async () => {
    await says('15550001', 'wamid.1');
    await at(4 * MINUTE);
    await opened.store.close();
    await openHere(start + 10 * MINUTE);
    await clock.tick();
    expect(await told()).toEqual(['conversation.soon_overdue', 'conversation.overdue']);
    await opened.store.close();
    await openHere(start + 10 * MINUTE);
    await clock.tick();
    expect(await told()).toEqual(['conversation.soon_overdue', 'conversation.overdue']);
  });

  test('a jump of the clock back and forth tells nothing twice', async () => {
    await says('15550001', 'wamid.1');
    await at(6 * MINUTE);
    await at(-HOUR);
    await at(6 * MINUTE);
    expect(await told()).toEqual(['conversation.soon_overdue', 'conversation.overdue']);
  });

  const conversation = () => opened.store.reader.selectFrom('conversations').selectAll().executeTakeFirstOrThrow();
  async function change(what: (conversation: ConversationRecord, unit: Unit) => void): Promise<void> {
    const { id } = await conversation();
    await opened.run({
      locks: [id],
      async run(unit) {
        const found = await conversationToChange(unit, id);
        if (!('is' in found)) what(found, unit);
      },
    });
  }
  const SYSTEM = { type: 'system', id: null, name: null } as const;

  test('a customer nobody answered is missed after a day; one who was is let go', async () => {
    await says('15550001', 'wamid.1');
    await at(24 * HOUR);
    expect((await conversation()).closedAt).toBeNull();
    await at(24 * HOUR + 1);
    expect(await conversation()).toMatchObject({ status: 'closed', closeReason: 'unanswered', closedBy: null, clockDueAt: null });
    await says('15550001', 'wamid.2');
    expect(await conversation()).toMatchObject({ closedAt: null, sessionNumber: 2 });
    await change((found, unit) => endWaiting(unit, found));
    await at(49 * HOUR);
    expect(await conversation()).toMatchObject({ status: 'closed', closeReason: 'inactive' });
  });

  test('a bot that is too slow loses the conversation to people', async () => {
    await says('15550001', 'wamid.1');
    await change((found, unit) => setHandler(unit, found, 'bot', SYSTEM));
    await at(5 * MINUTE + 1);
    expect(await conversation()).toMatchObject({ handler: 'people', status: 'rep_needed' });
  });

  test('what was put away comes back at its time, or when the customer writes', async () => {
    await says('15550001', 'wamid.1');
    const acting = { actor: SYSTEM, member: null };
    await change((found, unit) => snooze(unit, found, unit.now + HOUR, acting));
    await at(HOUR - 1);
    expect((await conversation()).snoozedUntil).toBe(start + HOUR);
    await at(HOUR);
    expect((await conversation()).snoozedUntil).toBeNull();
    await change((found, unit) => snooze(unit, found, unit.now + HOUR, acting));
    await says('15550001', 'wamid.2');
    expect((await conversation()).snoozedUntil).toBeNull();
    const page = await readEvents(opened.store, { after: { tx: 0, position: 0 }, limit: 5000 });
    const events = page.json.map((json) => JSON.parse(json)).filter((event) => event.type === 'conversation.snoozed');
    expect(events.map((event) => [event.data.from === null, event.data.to === null])).toEqual([
      [true, false],
      [false, true],
      [true, false],
      [false, true],
    ]);
  });

  test('a thousand that are due at once are all told, each once', async () => {
    await Promise.all(Array.from({ length: 1000 }, (_, i) => says(`1555${String(i).padStart(6, '0')}`, `wamid.${i}`)));
    await at(3 * MINUTE + 1);
    await at(3 * MINUTE + 1);
    const heard = await told();
    expect(heard.length).toBe(1000);
    expect(new Set(heard)).toEqual(new Set(['conversation.soon_overdue']));
  });

  test('two gateways that look at the same moment tell it once', async () => {
    await says('15550001', 'wamid.1');
    opened.clock.now = start + 4 * MINUTE;
    await Promise.all([clock.tick(), clock.tick(), clock.tick()]);
    expect(await told()).toEqual(['conversation.soon_overdue']);
  });
});
