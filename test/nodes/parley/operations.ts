import nock from 'nock';

import { GATEWAY, itemsFrom, jsonFrom, runParley } from '../support/engine';
import {
  analyticsCases,
  announcementCases,
  answered,
  channelCases,
  contactCases,
  conversationCases,
  eventCases,
  everything,
  inConversation,
  locator,
  memberCases,
  messageCases,
  ofContact,
  sendCases,
  teamCases,
  templateCases,
} from '../../support/node-operations';

describe.each([
  ['conversation', conversationCases],
  ['contact', contactCases],
  ['message', messageCases],
  ['message: send', sendCases],
  ['template', templateCases],
  ['channel', channelCases],
  ['team', teamCases],
  ['member', memberCases],
  ['analytics', analyticsCases],
  ['announcement', announcementCases],
  ['event', eventCases],
])('%s', (_resource, cases) => {
  test.each(cases)('$does', async ({ parameters, method, path, body, query = {}, answer = answered, gives = [answered] }) => {
    nock(GATEWAY, { reqheaders: { authorization: 'Bearer key-1' } })
      .intercept(`/api/v1${path}`, method, body)
      .query(query)
      .reply(200, answer as nock.Body);
    const run = await runParley({ parameters });
    expect(itemsFrom(run)).toEqual(gives.map((json) => ({ json, pairedItem: { item: 0 } })));
  });
});

test('a time without an offset is meant in the time zone of the workflow', async () => {
  nock(GATEWAY).post('/api/v1/conversations/cnv_1/snooze', { until: '2026-12-01T01:00:00.000Z' }).reply(200, answered);
  const parameters = inConversation('snooze', { until: '2026-12-01T09:00:00' });
  expect((await runParley({ parameters, timezone: 'Asia/Manila' })).status).toBe('success');
});

test("n8n's own times are taken as they are", async () => {
  nock(GATEWAY).post('/api/v1/conversations/cnv_1/snooze', { until: '2026-12-01T09:00:00.000Z' }).reply(200, answered);
  const parameters = inConversation('snooze', { until: "={{ DateTime.fromISO('2026-12-01T09:00:00Z') }}" });
  expect((await runParley({ parameters })).status).toBe('success');
});

test.each([
  [
    'what is no time',
    inConversation('snooze', { until: 'tomorrow' }),
    '"tomorrow" in the field Until is no time. Write one like 2026-12-01T09:00:00Z.',
  ],
  ['no time at all', inConversation('snooze', { until: '={{ "" }}' }), 'Say until when the conversation is put away'],
  ['an erasure without consent', ofContact('erase'), 'Switch on "This Cannot Be Undone" to have a person forgotten for good'],
])('%s is refused before the gateway is asked', async (_name, parameters, message) => {
  const run = await runParley({ parameters });
  expect(run.data.resultData.error).toMatchObject({ name: 'NodeOperationError', message });
});

test('an export can be a file', async () => {
  nock(GATEWAY)
    .post('/api/v1/contacts/cnt_1/export', { notes: true })
    .reply(200, { contact: { id: 'cnt_1' } });
  const [item] = itemsFrom(await runParley({ parameters: ofContact('export', { output: 'file', binaryProperty: 'everything' }) }));
  expect(item?.json).toEqual({ contactId: 'cnt_1' });
  const file = item?.binary?.everything;
  expect(file).toMatchObject({ fileName: 'cnt_1.json', mimeType: 'application/json' });
  expect(JSON.parse(Buffer.from(file?.data ?? '', 'base64').toString())).toEqual({ contact: { id: 'cnt_1' } });
});

test('events are read until the log has no more, with the cursor of the page before', async () => {
  nock(GATEWAY)
    .get('/api/v1/events')
    .query({ limit: '200', after: '0.1', types: 'message.received,message.sent' })
    .reply(200, { data: [{ id: 'evt_1' }], nextCursor: '0.2' })
    .get('/api/v1/events')
    .query({ limit: '200', after: '0.2', types: 'message.received,message.sent' })
    .reply(200, { data: [], nextCursor: '0.2' });
  const parameters = { resource: 'event', operation: 'getAll', ...everything, after: '0.1', types: ['message.received', 'message.sent'] };
  expect(jsonFrom(await runParley({ parameters }))).toEqual([{ id: 'evt_1' }]);
});

test('an address that holds an id is as good as the id', async () => {
  nock(GATEWAY).get('/api/v1/contacts/cnt_01AB').reply(200, answered);
  const contactId = locator('https://parley.example.com/contacts/cnt_01AB?tab=notes', 'url');
  expect(jsonFrom(await runParley({ parameters: { resource: 'contact', operation: 'get', contactId } }))).toEqual([answered]);
});
