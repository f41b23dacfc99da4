import type { IDataObject } from 'n8n-workflow';
import nock from 'nock';

import { GATEWAY, itemsFrom, jsonFrom, locator, runParley } from './support/engine';

/** What one operation asks of the gateway, and what it makes of the answer. */
interface Case {
  readonly does: string;
  readonly parameters: IDataObject;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  readonly path: string;
  /** The exact body; undefined for none. */
  readonly body?: nock.DataMatcherMap;
  readonly query?: Record<string, string>;
  readonly answer?: unknown;
  readonly gives?: IDataObject[];
}

const answered = { id: 'one' };
const inConversation = (operation: string, more: IDataObject = {}): IDataObject => ({
  resource: 'conversation',
  operation,
  conversationId: locator('cnv_1'),
  ...more,
});
const ofContact = (operation: string, more: IDataObject = {}): IDataObject => ({
  resource: 'contact',
  operation,
  contactId: locator('cnt_1'),
  ...more,
});
const forMember = { options: { memberId: locator('mbr_9') } };
const everything = { returnAll: true };
const page = { data: [{ id: 'a' }, { id: 'b' }], nextCursor: null };
const both = [{ id: 'a' }, { id: 'b' }];

const conversationCases: Case[] = [
  {
    does: 'join',
    parameters: inConversation('join', { memberId: locator('mbr_1') }),
    method: 'POST',
    path: '/conversations/cnv_1/join',
    body: { memberId: 'mbr_1' },
  },
  {
    does: 'leave',
    parameters: inConversation('leave', { memberId: locator('mbr_1') }),
    method: 'POST',
    path: '/conversations/cnv_1/leave',
    body: { memberId: 'mbr_1' },
  },
  {
    does: 'assign to a team',
    parameters: inConversation('assign', { assignTo: 'team', teamId: locator('tea_1') }),
    method: 'POST',
    path: '/conversations/cnv_1/assign',
    body: { teamId: 'tea_1' },
  },
  {
    does: 'assign to nobody',
    parameters: inConversation('assign', { assignTo: 'nobody' }),
    method: 'POST',
    path: '/conversations/cnv_1/assign',
    body: { assigneeId: null },
  },
  {
    does: 'open to all teams',
    parameters: inConversation('assign', { assignTo: 'everybody' }),
    method: 'POST',
    path: '/conversations/cnv_1/assign',
    body: { teamId: null },
  },
  {
    does: 'transfer to a team with a note',
    parameters: inConversation('transfer', { transferTo: 'team', teamId: locator('tea_1'), note: 'An invoice' }),
    method: 'POST',
    path: '/conversations/cnv_1/transfer',
    body: { teamId: 'tea_1', note: 'An invoice' },
  },
  {
    does: 'transfer to a member from whoever has it, on behalf of another',
    parameters: inConversation('transfer', {
      transferTo: 'member',
      assigneeId: locator('mbr_1'),
      options: { force: true, memberId: locator('mbr_9') },
    }),
    method: 'POST',
    path: '/conversations/cnv_1/transfer',
    body: { memberId: 'mbr_9', assigneeId: 'mbr_1', force: true },
  },
  {
    does: 'close on behalf of a member',
    parameters: inConversation('close', { reason: '', ...forMember }),
    method: 'POST',
    path: '/conversations/cnv_1/close',
    body: { memberId: 'mbr_9' },
  },
  { does: 'reopen', parameters: inConversation('reopen'), method: 'POST', path: '/conversations/cnv_1/reopen', body: {} },
  {
    does: 'snooze until a time',
    parameters: inConversation('snooze', { until: '2026-12-01T09:00:00+01:00' }),
    method: 'POST',
    path: '/conversations/cnv_1/snooze',
    body: { until: '2026-12-01T08:00:00.000Z' },
  },
  {
    does: 'wake a snoozed one',
    parameters: inConversation('snooze', { wake: true }),
    method: 'POST',
    path: '/conversations/cnv_1/snooze',
    body: { until: null },
  },
  {
    does: 'hand over to people',
    parameters: inConversation('handOver', { note: 'Asked for a person' }),
    method: 'POST',
    path: '/conversations/cnv_1/hand-over',
    body: { to: 'people', note: 'Asked for a person' },
  },
  {
    does: 'hand over to the bot',
    parameters: inConversation('handOver', { to: 'bot' }),
    method: 'POST',
    path: '/conversations/cnv_1/hand-over',
    body: { to: 'bot' },
  },
  {
    does: 'add a note',
    parameters: inConversation('addNote', { text: 'Called back' }),
    method: 'POST',
    path: '/conversations/cnv_1/notes',
    body: { text: 'Called back' },
  },
  {
    does: 'tag',
    parameters: inConversation('tag', { addTags: 'vip, new', removeTags: 'old' }),
    method: 'POST',
    path: '/conversations/cnv_1/tags',
    body: { add: ['vip', 'new'], remove: ['old'] },
  },
  {
    does: 'tag without taking any away',
    parameters: inConversation('tag', { addTags: 'vip' }),
    method: 'POST',
    path: '/conversations/cnv_1/tags',
    body: { add: ['vip'] },
  },
  {
    does: 'set attributes, and take one away',
    parameters: inConversation('setAttributes', {
      attributes: {
        values: [
          { name: 'order', value: '20451' },
          { name: 'old', value: '={{ null }}' },
        ],
      },
    }),
    method: 'PATCH',
    path: '/conversations/cnv_1',
    body: { attributes: { order: '20451', old: null } },
  },
  {
    does: 'get the transcript',
    parameters: inConversation('transcript', { format: 'text', lastMessages: 20 }),
    method: 'GET',
    path: '/conversations/cnv_1/transcript',
    query: { limit: '20', format: 'text' },
  },
  {
    does: 'get the transcript with notes',
    parameters: inConversation('transcript', { includeNotes: true }),
    method: 'GET',
    path: '/conversations/cnv_1/transcript',
    query: { limit: '50', format: 'messages', notes: 'true' },
  },
  {
    does: 'get many with every filter',
    parameters: {
      resource: 'conversation',
      operation: 'getAll',
      ...everything,
      sort: 'waiting',
      filters: {
        status: ['overdue', 'soon_overdue'],
        waiting: 'any',
        teamId: locator('tea_1'),
        assigneeId: locator('mbr_1'),
        memberId: locator('mbr_2'),
        view: 'joined',
      },
    },
    method: 'GET',
    path: '/conversations',
    query: {
      limit: '200',
      status: 'overdue,soon_overdue',
      waiting: 'any',
      teamId: 'tea_1',
      assigneeId: 'mbr_1',
      memberId: 'mbr_2',
      view: 'joined',
      sort: 'waiting',
    },
    answer: page,
    gives: both,
  },
  {
    does: 'get many that nobody owns',
    parameters: { resource: 'conversation', operation: 'getAll', ...everything, filters: { unowned: true } },
    method: 'GET',
    path: '/conversations',
    query: { limit: '200', assigneeId: 'none' },
    answer: page,
    gives: both,
  },
];

const contactCases: Case[] = [
  {
    does: 'get many by what is known of them',
    parameters: { resource: 'contact', operation: 'getAll', ...everything, q: 'ann' },
    method: 'GET',
    path: '/contacts',
    query: { limit: '200', q: 'ann' },
    answer: page,
    gives: both,
  },
  {
    does: 'merge',
    parameters: ofContact('merge', { into: locator('cnt_2') }),
    method: 'POST',
    path: '/contacts/cnt_1/merge',
    body: { into: 'cnt_2' },
  },
  {
    does: 'find duplicates',
    parameters: ofContact('findDuplicates', { limit: 5 }),
    method: 'GET',
    path: '/contacts/cnt_1/duplicates',
    query: { limit: '5' },
    answer: page,
    gives: both,
  },
  { does: 'block', parameters: ofContact('block'), method: 'POST', path: '/contacts/cnt_1/block', body: { blocked: true } },
  {
    does: 'lift a block',
    parameters: ofContact('block', { blocking: 'unblock' }),
    method: 'POST',
    path: '/contacts/cnt_1/block',
    body: { blocked: false },
  },
  {
    does: 'export',
    parameters: ofContact('export', { notes: false }),
    method: 'POST',
    path: '/contacts/cnt_1/export',
    body: { notes: false },
  },
  {
    does: 'erase',
    parameters: ofContact('erase', { confirmed: true }),
    method: 'POST',
    path: '/contacts/cnt_1/erase',
    body: { confirm: 'cnt_1' },
  },
  {
    does: 'bind an external id to somebody who wrote first',
    parameters: {
      resource: 'contact',
      operation: 'upsert',
      system: 'crm',
      externalId: '7',
      fields: { contactId: locator('cnt_1'), locale: 'en-US' },
    },
    method: 'PUT',
    path: '/contacts/external/crm/7',
    body: { contactId: 'cnt_1', locale: 'en-US' },
  },
];

const messageCases: Case[] = [
  {
    does: 'get',
    parameters: { resource: 'message', operation: 'get', messageId: locator('msg_1') },
    method: 'GET',
    path: '/messages/msg_1',
  },
  {
    does: 'mark as read',
    parameters: { resource: 'message', operation: 'markRead', conversationId: locator('cnv_1') },
    method: 'POST',
    path: '/conversations/cnv_1/read',
    body: {},
  },
  {
    does: 'show typing',
    parameters: { resource: 'message', operation: 'typing', conversationId: locator('cnv_1'), ...forMember },
    method: 'POST',
    path: '/conversations/cnv_1/typing',
    body: { memberId: 'mbr_9' },
  },
  {
    does: 'react',
    parameters: { resource: 'message', operation: 'react', messageId: locator('msg_1'), emoji: '🎉' },
    method: 'POST',
    path: '/messages/msg_1/reactions',
    body: { emoji: '🎉' },
  },
  {
    does: 'take a reaction back',
    parameters: { resource: 'message', operation: 'react', messageId: locator('msg_1'), takeBack: true },
    method: 'POST',
    path: '/messages/msg_1/reactions',
    body: { emoji: null },
  },
];

const otherCases: Case[] = [
  {
    does: 'get many templates',
    parameters: {
      resource: 'template',
      operation: 'getAll',
      ...everything,
      filters: { channelId: locator('chn_1'), kind: 'whatsapp', status: 'approved', q: 'order', language: 'en' },
    },
    method: 'GET',
    path: '/templates',
    query: { limit: '200', channelId: 'chn_1', kind: 'whatsapp', status: 'approved', q: 'order', language: 'en' },
    answer: page,
    gives: both,
  },
  {
    does: 'sync the templates of all channels',
    parameters: { resource: 'template', operation: 'sync' },
    method: 'POST',
    path: '/templates/sync',
    body: {},
    answer: page,
    gives: both,
  },
  {
    does: 'sync the templates of one channel',
    parameters: { resource: 'template', operation: 'sync', channelId: locator('chn_1') },
    method: 'POST',
    path: '/templates/sync',
    body: { channelId: 'chn_1' },
    answer: page,
    gives: both,
  },
  {
    does: 'get many channels',
    parameters: { resource: 'channel', operation: 'getAll', ...everything, type: 'line' },
    method: 'GET',
    path: '/channels',
    query: { limit: '200', type: 'line' },
    answer: page,
    gives: both,
  },
  {
    does: 'test a channel',
    parameters: { resource: 'channel', operation: 'test', channelId: locator('chn_1') },
    method: 'POST',
    path: '/channels/chn_1/test',
    body: {},
  },
  {
    does: 'get many teams',
    parameters: { resource: 'team', operation: 'getAll', ...everything },
    method: 'GET',
    path: '/teams',
    query: { limit: '200' },
    answer: page,
    gives: both,
  },
  {
    does: 'get many members',
    parameters: { resource: 'member', operation: 'getAll', ...everything },
    method: 'GET',
    path: '/members',
    query: { limit: '200' },
    answer: page,
    gives: both,
  },
  {
    does: 'set the availability of a member',
    parameters: { resource: 'member', operation: 'setAvailability', memberId: locator('mbr_1'), availability: 'away' },
    method: 'PATCH',
    path: '/members/mbr_1',
    body: { availability: 'away' },
  },
  {
    does: 'get the summary of a period',
    parameters: { resource: 'analytics', operation: 'summary', from: '2026-11-20T00:00:00Z', to: '2026-11-21T00:00:00Z' },
    method: 'GET',
    path: '/analytics/summary',
    query: { from: '2026-11-20T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z', groupBy: 'none', format: 'json' },
    answer: { total: { opened: 3 }, groups: [] },
    gives: [{ total: { opened: 3 }, groups: [] }],
  },
  {
    does: 'get the summary with an item for each hour',
    parameters: { resource: 'analytics', operation: 'summary', groupBy: 'hour', timeZone: 'Asia/Manila', splitGroups: true },
    method: 'GET',
    path: '/analytics/summary',
    query: { groupBy: 'hour', timeZone: 'Asia/Manila', format: 'json' },
    answer: { total: { opened: 3 }, groups: [{ key: '9' }, { key: '10' }] },
    gives: [{ key: '9' }, { key: '10' }],
  },
  {
    does: 'replay everything after an event',
    parameters: { resource: 'event', operation: 'replay', subscriptionId: locator('sub_1'), fromCursor: '0.42' },
    method: 'POST',
    path: '/subscriptions/sub_1/replay',
    body: { fromCursor: '0.42' },
    answer: { replayed: 3 },
    gives: [{ replayed: 3 }],
  },
  {
    does: 'replay certain events',
    parameters: { resource: 'event', operation: 'replay', subscriptionId: locator('sub_1'), replayBy: 'ids', eventIds: 'evt_1, evt_2' },
    method: 'POST',
    path: '/subscriptions/sub_1/replay',
    body: { eventIds: ['evt_1', 'evt_2'] },
    answer: { replayed: 2 },
    gives: [{ replayed: 2 }],
  },
];

describe.each([
  ['conversation', conversationCases],
  ['contact', contactCases],
  ['message', messageCases],
  ['template, channel, team, member, analytics, event', otherCases],
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
