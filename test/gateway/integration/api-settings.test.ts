import { createClock } from '../../../gateway/src/conversations/clock.ts';
import { createLogger } from '../../../gateway/src/log/logger.ts';
import { DEFAULT_SETTINGS } from '../../../gateway/src/model/settings.ts';
import { type TestApi, startApi } from '../support/api.ts';
import { connect } from '../support/channels.ts';
import { keyWith } from '../support/people.ts';
import { textMessage } from '../support/inbound.ts';

let api: TestApi;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==', 'base64');
const upload = () => api.request('POST', '/media?name=dot.png', undefined, { raw: PNG, headers: { 'content-type': 'image/png' } });

test('an organisation begins with the defaults, and a change leaves the rest as it is', async () => {
  const { origins, ...settings } = (await api.get('/settings')).body;
  expect(settings).toEqual(DEFAULT_SETTINGS);
  expect(new Set(Object.values(origins))).toEqual(new Set(['default']));
  const { origins: one } = (await api.request('PATCH', '/settings', { windowClosingSeconds: 3600 })).body;
  expect([one.windowClosingSeconds, one.attachments]).toEqual(['organisation', 'default']);
  const changed = await api.request('PATCH', '/settings', { soonAfterSeconds: 60, attachments: { maxBytes: 1000 } });
  expect(changed.status).toBe(200);
  expect(changed.body).toMatchObject({
    ...DEFAULT_SETTINGS,
    soonAfterSeconds: 60,
    attachments: { ...DEFAULT_SETTINGS.attachments, maxBytes: 1000 },
  });
  expect((await api.get('/settings')).body).toEqual(changed.body);
  const { origins: of } = (await api.request('PATCH', '/settings', { overdueAgainSeconds: 60, businessHours: null })).body;
  expect(Object.entries(of).filter(([, who]) => who !== 'default')).toEqual([
    ['soonAfterSeconds', 'organisation'],
    ['windowClosingSeconds', 'organisation'],
    ['overdueAgainSeconds', 'organisation'],
    ['attachments', 'organisation'],
  ]);
});

test.each([
  [{ soonAfterSeconds: 0 }, 'soonAfterSeconds'],
  [{ soonAfterSeconds: 1.5 }, 'soonAfterSeconds'],
  [{ soonAfterSeconds: 600 }, 'overdueAfterSeconds'],
  [{ windowClosingSeconds: 'an hour' }, 'windowClosingSeconds'],
  [{ attachments: { mimeTypes: ['png'] } }, 'attachments.mimeTypes.0'],
  [{ attachments: { most: 1 } }, 'attachments.most'],
  [{ colour: 'red' }, 'colour'],
])('%j is refused by the name of the field', async (body, path) => {
  const answer = await api.request('PATCH', '/settings', body);
  expect(answer.status).toBe(400);
  expect(answer.body.errors.map((error: { path: string }) => error.path)).toEqual([path]);
  expect((await api.get('/settings')).body).toMatchObject(DEFAULT_SETTINGS);
});

test('reading takes one permission, changing another', async () => {
  const reader = await keyWith(api, 'read');
  expect((await api.get('/settings', { key: reader })).status).toBe(200);
  expect((await api.request('PATCH', '/settings', { soonAfterSeconds: 5 }, { key: reader })).status).toBe(403);
});

test('a new threshold holds for a wait that runs already', async () => {
  const channelId = await connect(api);
  await api.ingest(channelId, textMessage('15550001', 'wamid.1', 'hello'));
  await api.request('PATCH', '/settings', { soonAfterSeconds: 10, overdueAfterSeconds: 20 });
  api.clock.now += 11_000;
  const clock = createClock({ store: api.store, run: api.deps.commands, now: api.deps.now, log: createLogger({ level: 'silent' }) });
  await clock.tick();
  const events = await api.get('/events?limit=200');
  const types: string[] = events.body.data.map((event: { type: string }) => event.type);
  expect(types.filter((type) => type.includes('overdue'))).toEqual(['conversation.soon_overdue']);
  const [conversation] = (await api.get('/conversations')).body.data;
  expect(conversation.waiting.level).toBe('soon');
});

test('files are taken by the organisation’s rules, and sent by the channel’s own', async () => {
  const file = await upload();
  expect(file.status).toBe(201);
  const channelId = await connect(api);
  const changed = await api.request('PATCH', `/channels/${channelId}`, { attachments: { mimeTypes: ['application/pdf'] } });
  expect(changed.body.attachments).toEqual({ mimeTypes: ['application/pdf'] });
  await api.ingest(channelId, textMessage('15550001', 'wamid.1', 'hello'));
  const [conversation] = (await api.get('/conversations')).body.data;
  const content = { type: 'image', attachment: { mediaId: file.body.id } };
  const refused = await api.post(`/conversations/${conversation.id}/messages`, { content });
  expect(refused.status).toBe(400);
  expect(refused.body.errors).toEqual([{ path: 'content.attachment.mediaId', message: 'Files of type image/png are not taken here.' }]);
  await api.request('PATCH', `/channels/${channelId}`, { attachments: null });
  expect((await api.post(`/conversations/${conversation.id}/messages`, { content })).status).toBe(202);
  await api.request('PATCH', '/settings', { attachments: { mimeTypes: [] } });
  expect((await upload()).body.code).toBe('media_refused');
});
