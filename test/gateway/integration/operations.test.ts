import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readConfig } from '../../../gateway/src/config.ts';
import { runCommandLine } from '../../../gateway/src/operations/command-line.ts';
import { readHeads } from '../../../gateway/src/store/delivery-log.ts';
import { cursorText, readEvents } from '../../../gateway/src/store/event-log.ts';
import { claimLanes } from '../../../gateway/src/store/lanes.ts';
import { moveToPostgres } from '../../../gateway/src/store/move.ts';
import { textMessage } from '../support/inbound.ts';
import { newDatabase } from '../support/postgres.ts';
import { type OpenedStore, open, temporaryFolder } from '../support/stores.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');
const NOW = Date.parse('2026-11-20T10:00:00Z');
const SUBSCRIPTION = { id: 'sub_1', events: ['message.received'], filter: {} };

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

function newFolder(): string {
  const { folder, remove } = temporaryFolder();
  ends.push(remove);
  return folder;
}

async function newPostgres(): Promise<string> {
  const { url, drop } = await newDatabase();
  ends.push(drop);
  return url;
}

/** An installation in which three customers have written, and a subscriber waits for all of it. */
async function installation(): Promise<{ readonly dataDir: string; readonly opened: OpenedStore }> {
  const dataDir = path.join(newFolder(), 'data');
  const opened = await open({ dataDir });
  opened.subscriptions.push(SUBSCRIPTION);
  for (let i = 0; i < 9; i++) await write(opened, `1555010${i % 3}`, i);
  return { dataDir, opened };
}

const write = (opened: OpenedStore, phone: string, i: number) =>
  opened.ingest({ channelId: 'chn_1', body: '{}', events: [textMessage(phone, `wamid.${i}`, `text ${i}`)] });

const commandLine = (args: readonly string[], env: Readonly<Record<string, string>>) => {
  const config = readConfig({ PARLEY_SECRET_KEY: KEY, ...env });
  if ('length' in config) throw new Error(config.join('\n'));
  return runCommandLine(args, config, () => NOW);
};

const messagesOf = async ({ store }: OpenedStore) =>
  (await store.reader.selectFrom('messages').select(['id', 'conversationId', 'seq', 'contentJson']).orderBy('id').execute()).map((row) => ({
    ...row,
  }));

describe('moving an installation to PostgreSQL', () => {
  it('brings everything over, counted, and goes on where it was', async () => {
    const { dataDir, opened } = await installation();
    const before = {
      messages: await messagesOf(opened),
      log: await readEvents(opened.store, { after: { tx: 0, position: 0 }, limit: 1000 }),
    };
    await opened.store.close();
    const databaseUrl = await newPostgres();
    const { code, lines } = await commandLine(['migrate', '--to', 'postgres'], { PARLEY_DATA_DIR: dataDir, DATABASE_URL: databaseUrl });
    expect([code, lines.find((line) => line.includes('messages'))?.trim()]).toEqual([0, '9  messages']);

    const moved = await open({ dataDir: newFolder(), databaseUrl });
    ends.push(() => moved.store.close());
    moved.subscriptions.push(SUBSCRIPTION);
    expect(await messagesOf(moved)).toEqual(before.messages);
    const whole = await readEvents(moved.store, { after: { tx: 0, position: 0 }, limit: 1000 });
    expect(whole.json).toEqual(before.log.json);

    await write(moved, '15550100', 100);
    const next = await readEvents(moved.store, { after: before.log.next, limit: 1000 });
    expect(next.json.map((json) => JSON.parse(json).type)).toContain('message.received');
    expect(next.json.some((json) => before.log.json.includes(json))).toBe(false);
    expect(cursorText(next.next)).not.toBe(cursorText(before.log.next));
  });

  it('still delivers what was waiting, in order', async () => {
    const { dataDir, opened } = await installation();
    await opened.store.close();
    const databaseUrl = await newPostgres();
    await moveToPostgres({ dataDir, databaseUrl, now: () => NOW });
    const moved = await open({ dataDir: newFolder(), databaseUrl });
    ends.push(() => moved.store.close());
    const lanes = await claimLanes(moved.store, { kind: 'delivery', held: new Set(), limit: 10, token: 't', now: NOW });
    expect(lanes).toHaveLength(3);
    const heads = await readHeads(moved.store, lanes.map((lane) => lane.id), 10); // prettier-ignore
    const texts = [...heads.values()].map((lane) => lane.map((one) => JSON.parse(one.envelopeJson).data.message.content.text));
    expect(texts.toSorted()).toEqual([0, 1, 2].map((i) => [`text ${i}`, `text ${i + 3}`, `text ${i + 6}`]));
  });

  it('takes a database that holds something for no empty one, and changes nothing', async () => {
    const { dataDir, opened } = await installation();
    await opened.store.close();
    const databaseUrl = await newPostgres();
    const other = await open({ dataDir: newFolder(), databaseUrl });
    await write(other, '15550199', 1);
    await other.store.close();
    expect(await moveToPostgres({ dataDir, databaseUrl, now: () => NOW })).toMatch(/already holds a Parley: its table \w+ is not empty/);
    const again = await open({ dataDir: newFolder(), databaseUrl });
    ends.push(() => again.store.close());
    expect(await messagesOf(again)).toHaveLength(1);
  });

  it('does not touch a data folder on which a gateway runs, and says what is missing', async () => {
    const { dataDir, opened } = await installation();
    ends.push(() => opened.store.close());
    expect(await moveToPostgres({ dataDir, databaseUrl: 'postgres://127.0.0.1:9/nobody', now: () => NOW })).toMatch(
      /Another Parley already runs/,
    );
    expect(await moveToPostgres({ dataDir: newFolder(), databaseUrl: 'postgres://127.0.0.1:9/nobody', now: () => NOW })).toMatch(
      /There is no SQLite database/,
    );
    expect(await commandLine(['migrate', '--to', 'postgres'], { PARLEY_DATA_DIR: dataDir })).toMatchObject({
      code: 1,
      lines: [expect.stringContaining('DATABASE_URL')],
    });
  });

  it('stores a text that PostgreSQL cannot, with its NUL shown, and tells of it', async () => {
    const { dataDir, opened } = await installation();
    await opened.run({ locks: [], run: async (unit) => void (await unit.tx.db.updateTable('contacts').set({ name: 'A\0na' }).execute()) });
    await opened.store.close();
    const databaseUrl = await newPostgres();
    expect(await moveToPostgres({ dataDir, databaseUrl, now: () => NOW })).toMatchObject({ mendedTexts: 3 });
    const moved = await open({ dataDir: newFolder(), databaseUrl });
    ends.push(() => moved.store.close());
    expect(await moved.store.reader.selectFrom('contacts').select('name').distinct().execute()).toEqual([{ name: 'A\uFFFDna' }]);
  });
});

describe('a backup', () => {
  it('is taken while the gateway writes, and is all that was acknowledged before it', async () => {
    const { dataDir, opened } = await installation();
    mkdirSync(path.join(dataDir, 'media/ab/cd'), { recursive: true });
    writeFileSync(path.join(dataDir, 'media/ab/cd/abcd'), 'a picture');
    writeFileSync(path.join(dataDir, 'secret.key'), KEY, { mode: 0o600 });
    const into = path.join(newFolder(), 'backup');
    const writing = Promise.all(Array.from({ length: 50 }, (_, i) => write(opened, '15550100', 1000 + i)));
    expect(await commandLine(['backup', '--to', into], { PARLEY_DATA_DIR: dataDir })).toMatchObject({ code: 0 });
    await writing;
    await opened.store.close();
    expect(readdirSync(into).toSorted()).toEqual(['media', 'parley.db', 'secret.key']);
    expect(statSync(path.join(into, 'secret.key')).mode & 0o077).toBe(0);

    const restored = path.join(newFolder(), 'data');
    expect(await commandLine(['restore', '--from', into], { PARLEY_DATA_DIR: restored })).toMatchObject({ code: 0 });
    expect(readFileSync(path.join(restored, 'media/ab/cd/abcd'), 'utf8')).toBe('a picture');
    const again = await open({ dataDir: restored });
    ends.push(() => again.store.close());
    const found = await messagesOf(again);
    expect(found.length).toBeGreaterThanOrEqual(9);
    expect(found.filter((row) => row.contentJson.includes('text 8'))).toHaveLength(1);
  });

  it('replaces what is there, which is kept', async () => {
    const { dataDir, opened } = await installation();
    const into = path.join(newFolder(), 'backup');
    await commandLine(['backup', '--to', into], { PARLEY_DATA_DIR: dataDir });
    await write(opened, '15550177', 500);
    await opened.store.close();
    const { code, lines } = await commandLine(['restore', '--from', into], { PARLEY_DATA_DIR: dataDir });
    expect([code, lines[0]]).toEqual([0, expect.stringContaining(`before-restore-${NOW}`)]);
    expect(existsSync(path.join(dataDir, `before-restore-${NOW}`, 'parley.db'))).toBe(true);
    const again = await open({ dataDir });
    ends.push(() => again.store.close());
    expect(await messagesOf(again)).toHaveLength(9);
  });

  it('is refused where it would overwrite, where there is none, where it is damaged, and under a running gateway', async () => {
    const { dataDir, opened } = await installation();
    ends.push(() => opened.store.close());
    const into = path.join(newFolder(), 'backup');
    const env = { PARLEY_DATA_DIR: dataDir };
    await commandLine(['backup', '--to', into], env);
    expect(await commandLine(['backup', '--to', into], env)).toMatchObject({ code: 1, lines: [expect.stringContaining('is not empty')] });
    expect(await commandLine(['restore', '--from', into], env)).toMatchObject({
      code: 1,
      lines: [expect.stringContaining('Another Parley already runs')],
    });
    expect(await commandLine(['restore', '--from', newFolder()], env)).toMatchObject({
      code: 1,
      lines: [expect.stringContaining('There is no backup')],
    });
    const damaged = newFolder();
    writeFileSync(path.join(damaged, 'parley.db'), 'not a database at all, whatever its name says');
    const fresh = path.join(newFolder(), 'data');
    expect(await commandLine(['restore', '--from', damaged], { PARLEY_DATA_DIR: fresh })).toMatchObject({
      code: 1,
      lines: [expect.stringContaining('is no database')],
    });
    expect(existsSync(fresh)).toBe(false);
    expect(await commandLine(['backup', '--to', into], { PARLEY_DATA_DIR: newFolder() })).toMatchObject({
      code: 1,
      lines: [expect.stringContaining('pg_dump')],
    });
  });
});

describe('the command line', () => {
  it('says what there is, and refuses what there is not', async () => {
    const env = { PARLEY_DATA_DIR: newFolder() };
    expect(await commandLine(['help'], env)).toMatchObject({ code: 0, lines: [expect.stringContaining('backup --to <folder>')] });
    for (const args of [['fly'], ['migrate', '--to', 'mysql'], ['backup'], ['restore'], ['backup', '--at', 'x'], ['help', 'me']]) {
      expect([args, (await commandLine(args, env)).code]).toEqual([args, 1]);
    }
  });
});
