import { type Server, createServer } from 'node:http';
import path from 'node:path';
import type { AnyChannel, Profile } from '../../../gateway/src/channels/channel.ts';
import { line } from '../../../gateway/src/channels/line/index.ts';
import { createCallIo } from '../../../gateway/src/conversations/call-io.ts';
import type { ConnectedChannel } from '../../../gateway/src/conversations/connected-channels.ts';
import { createChannelMemories } from '../../../gateway/src/conversations/memory.ts';
import { createProfiles } from '../../../gateway/src/ingest/read-profiles.ts';
import { createLogger } from '../../../gateway/src/log/logger.ts';
import { createFolderStorage } from '../../../gateway/src/media/folder-storage.ts';
import { DEFAULT_MEDIA_RULES } from '../../../gateway/src/model/settings.ts';
import { type Net, createNet } from '../../../gateway/src/net/client.ts';
import { readEvents } from '../../../gateway/src/store/event-log.ts';
import type { Worker } from '../../../gateway/src/work/worker.ts';
import { factsOf, textMessage } from '../support/inbound.ts';
import { type OpenedStore, open, temporaryFolder } from '../support/stores.ts';

/** The smallest PNG there is: one transparent pixel. */
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');

type Answer =
  { readonly is: 'profile'; readonly profile: Profile } | { readonly is: 'none' } | { readonly is: 'later'; readonly why: string };

let opened: OpenedStore;
let folder: ReturnType<typeof temporaryFolder>;
let net: Net;
let pictures: Server;
let pictureUrl: string;
let profiles: Worker;
let answers: Answer[];
let asked: string[];

beforeEach(async () => {
  folder = temporaryFolder();
  opened = await open({ dataDir: folder.folder, factsOf: (id) => ({ ...factsOf(id), readsProfiles: true }) });
  answers = [];
  asked = [];
  pictures = createServer((_request, response) => response.writeHead(200, { 'content-type': 'image/png' }).end(PIXEL));
  await new Promise<void>((resolve) => pictures.listen(0, '127.0.0.1', resolve));
  const address = pictures.address();
  pictureUrl = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/me.png`;
  net = createNet({ policy: { allowedNetworks: [], allowLoopback: true } });
  const now = () => opened.clock.now;
  const channel: AnyChannel = {
    ...line,
    readProfile: ({ keys }) => {
      asked.push(keys.map((key) => key.value).join(' '));
      return Promise.resolve(answers.shift() ?? { is: 'none' });
    },
  };
  const facts = factsOf('chn_1');
  const connected: ConnectedChannel = {
    id: 'chn_1',
    ref: facts.ref,
    channel,
    settings: {},
    facts,
    health: { level: 'ok' },
    isDeleted: false,
  };
  profiles = createProfiles({
    store: opened.store,
    run: opened.run,
    channelOf: () => Promise.resolve(connected),
    callIo: createCallIo({ fetch: net.fetch, now, memories: createChannelMemories(now), publicUrl: 'https://parley.example' }),
    now,
    log: createLogger({ level: 'silent' }),
    net,
    storage: createFolderStorage(path.join(folder.folder, 'media')),
    rules: DEFAULT_MEDIA_RULES,
  });
});
afterEach(async () => {
  await net.close();
  await opened.store.close();
  pictures.closeAllConnections();
  await new Promise((resolve) => pictures.close(resolve));
  folder.remove();
});

const writes = (externalId: string, name?: string) => {
  const from = { keys: [{ kind: 'user_id' as const, value: 'U1' }], ...(name === undefined ? {} : { name }) };
  return opened.ingest({ channelId: 'chn_1', body: '{}', events: [textMessage('unused', externalId, 'hello', { from })] });
};
const contact = () => opened.store.reader.selectFrom('contacts').selectAll().executeTakeFirstOrThrow();
const updates = async () => {
  const page = await readEvents(opened.store, { after: { tx: 0, position: 0 }, limit: 100 });
  return page.json.map((json) => JSON.parse(json)).filter((event) => event.type === 'contact.updated');
};

test('somebody who is known by a key only is looked up once: name, language, picture, and people hear of it', async () => {
  await writes('m1');
  answers.push({ is: 'profile', profile: { name: 'Yuki', locale: 'ja', pictureUrl, keys: [{ kind: 'unionid', value: 'union-1' }] } });
  await profiles.tick();
  await profiles.tick();
  expect(asked).toEqual(['U1']);
  expect(await contact()).toMatchObject({ name: 'Yuki', locale: 'ja', avatarUrl: expect.stringMatching(/^parley-media:att_/) });
  expect((await updates()).map((event) => event.data.contact.name)).toEqual(['Yuki']);
  const file = await opened.store.reader.selectFrom('attachments').selectAll().executeTakeFirstOrThrow();
  expect(file).toMatchObject({ state: 'stored', mimeType: 'image/png', bytes: PIXEL.length });
  const keys = await opened.store.reader.selectFrom('identityKeys').select(['kind', 'value']).orderBy('kind').execute();
  expect(keys).toEqual([{ kind: 'unionid', value: 'union-1' }, { kind: 'user_id', value: 'U1' }]); // prettier-ignore
});

test('somebody whose event names them is not looked up', async () => {
  await writes('m1', 'Ann');
  await profiles.tick();
  expect(asked).toEqual([]);
});

test('a platform that cannot say now is asked again later, with longer and longer waits', async () => {
  await writes('m1');
  answers.push({ is: 'later', why: 'down' }, { is: 'later', why: 'down' }, { is: 'profile', profile: { name: 'Yuki' } });
  await profiles.tick();
  await profiles.tick();
  expect(asked).toHaveLength(1);
  opened.clock.now += 5_000;
  await profiles.tick();
  opened.clock.now += 5_000;
  await profiles.tick();
  expect(asked).toHaveLength(2);
  opened.clock.now += 5_000;
  await profiles.tick();
  expect((await contact()).name).toBe('Yuki');
});

test('a person that the platform knows nothing of stays without a name and is not asked for again', async () => {
  await writes('m1');
  await profiles.tick();
  opened.clock.now += 24 * 3_600_000;
  await profiles.tick();
  expect(asked).toHaveLength(1);
  expect(await updates()).toEqual([]);
});

test('a name that people have given stays', async () => {
  await writes('m1');
  const { id } = await contact();
  await opened.run({
    locks: [],
    run: async (unit) => void (await unit.tx.db.updateTable('contacts').set({ name: 'Mrs Tanaka' }).where('id', '=', id).execute()),
  });
  answers.push({ is: 'profile', profile: { name: 'yuki☆', locale: 'ja' } });
  await profiles.tick();
  expect(await contact()).toMatchObject({ name: 'Mrs Tanaka', locale: 'ja' });
});

test('a picture that is none is left out, and nothing of it is kept', async () => {
  pictures.removeAllListeners('request');
  pictures.on('request', (_request, response) => response.writeHead(200, { 'content-type': 'image/png' }).end('<html>'));
  await writes('m1');
  answers.push({ is: 'profile', profile: { name: 'Yuki', pictureUrl } });
  await profiles.tick();
  expect(await contact()).toMatchObject({ name: 'Yuki', avatarUrl: null });
  expect(await opened.store.reader.selectFrom('attachments').selectAll().execute()).toEqual([]);
});
