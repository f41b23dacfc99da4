import nock from 'nock';

import { GATEWAY, itemsFrom, jsonFrom, locator, runParley } from '../support/engine';

const cnv1 = { resource: 'conversation', conversationId: locator('cnv_1') };

function gateway(): nock.Scope {
  return nock(GATEWAY, { reqheaders: { authorization: 'Bearer key-1' } });
}

test('get gives the conversation', async () => {
  gateway().get('/api/v1/conversations/cnv_1').reply(200, { id: 'cnv_1', status: 'pending' });
  const run = await runParley({ parameters: { ...cnv1, operation: 'get' } });
  expect(itemsFrom(run)).toEqual([{ json: { id: 'cnv_1', status: 'pending' }, pairedItem: { item: 0 } }]);
});

test('get many hands every filter to the gateway', async () => {
  gateway()
    .get('/api/v1/conversations')
    .query({ limit: '50', channelId: 'chn_1', contactId: 'cnt_1', q: 'invoice', status: 'overdue', view: 'all' })
    .reply(200, { data: [{ id: 'cnv_1' }, { id: 'cnv_2' }], nextCursor: null });
  const filters = { channelId: locator('chn_1'), contactId: locator('cnt_1', 'list'), q: 'invoice', status: 'overdue', view: 'all' };
  const parameters = { resource: 'conversation', operation: 'getAll', returnAll: false, limit: 50, filters };
  expect(jsonFrom(await runParley({ parameters }))).toEqual([{ id: 'cnv_1' }, { id: 'cnv_2' }]);
});

test('get many without filters asks for everything', async () => {
  gateway().get('/api/v1/conversations').query({ limit: '200' }).reply(200, { data: [], nextCursor: null });
  const run = await runParley({ parameters: { resource: 'conversation', operation: 'getAll', returnAll: true } });
  expect(jsonFrom(run)).toEqual([]);
});

test('assign names the new owner only, unless more is asked for', async () => {
  gateway().post('/api/v1/conversations/cnv_1/assign', { assigneeId: 'mbr_1' }).reply(200, { id: 'cnv_1', assigneeId: 'mbr_1' });
  const run = await runParley({ parameters: { ...cnv1, operation: 'assign', assigneeId: locator('mbr_1', 'list') } });
  expect(jsonFrom(run)).toEqual([{ id: 'cnv_1', assigneeId: 'mbr_1' }]);
});

test('assign can take over from one member, or from anyone', async () => {
  gateway()
    .post('/api/v1/conversations/cnv_1/assign', { assigneeId: 'mbr_1', expectedAssigneeId: 'mbr_2', force: true })
    .reply(200, { id: 'cnv_1' });
  const options = { expectedAssigneeId: locator('mbr_2'), force: true };
  const run = await runParley({ parameters: { ...cnv1, operation: 'assign', assigneeId: locator('mbr_1'), options } });
  expect(run.status).toBe('success');
});

test.each([
  ['with a reason', 'solved', { reason: 'solved' }],
  ['without one', '', {}],
])('close %s', async (_name, reason, body) => {
  gateway().post('/api/v1/conversations/cnv_1/close', body).reply(200, { id: 'cnv_1', status: 'closed' });
  const run = await runParley({ parameters: { ...cnv1, operation: 'close', reason } });
  expect(jsonFrom(run)).toEqual([{ id: 'cnv_1', status: 'closed' }]);
});
