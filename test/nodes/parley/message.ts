import nock from 'nock';

import type { IDataObject } from 'n8n-workflow';

import { GATEWAY, itemsFrom, jsonFrom, locator, retry, runParley } from '../support/engine';
import { keyFor } from '../support/keys';

const send = { resource: 'message', operation: 'send', conversationId: locator('={{ $json.conversation }}'), text: '=Hi {{ $json.name }}' };
const ann = { conversation: 'cnv_1', name: 'Ann' };
const bob = { conversation: 'cnv_2', name: 'Bob' };

function gateway(): nock.Scope {
  return nock(GATEWAY, { reqheaders: { authorization: 'Bearer key-1' } });
}

describe('message: send', () => {
  test('sends one message per item, with key, expressions and paired items', async () => {
    gateway()
      .post('/api/v1/conversations/cnv_1/messages', { content: { type: 'text', text: 'Hi Ann' } })
      .matchHeader('idempotency-key', keyFor(0))
      .reply(202, { id: 'msg_1' })
      .post('/api/v1/conversations/cnv_2/messages', { content: { type: 'text', text: 'Hi Bob' } })
      .matchHeader('idempotency-key', keyFor(1))
      .reply(202, { id: 'msg_2' });
    const run = await runParley({ parameters: send, items: [ann, bob] });
    expect(itemsFrom(run)).toEqual([
      { json: { id: 'msg_1' }, pairedItem: { item: 0 } },
      { json: { id: 'msg_2' }, pairedItem: { item: 1 } },
    ]);
    expect(run.status).toBe('success');
  });

  test('tells the gateway the options that were chosen', async () => {
    gateway()
      .post('/api/v1/conversations/cnv_1/messages', {
        content: { type: 'text', text: 'Hi Ann' },
        answers: true,
        onWindowClosed: 'queue',
        quotedMessageId: 'msg_0',
      })
      .reply(202, { id: 'msg_1' });
    const options = { answers: true, onWindowClosed: 'queue', quotedMessageId: locator('msg_0') };
    expect(jsonFrom(await runParley({ parameters: { ...send, options }, items: [ann] }))).toEqual([{ id: 'msg_1' }]);
  });

  test('an id cannot name another resource', async () => {
    gateway().post('/api/v1/conversations/..%2Fcontacts%2Fcnt_1/messages').reply(202, { id: 'msg_1' });
    const run = await runParley({ parameters: send, items: [{ conversation: '../contacts/cnt_1', name: 'Ann' }] });
    expect(run.status).toBe('success');
  });

  test('a retry of the node by n8n carries the same key', async () => {
    const keys: unknown[] = [];
    const note = function (this: { req: { headers: Record<string, unknown> } }) {
      keys.push(this.req.headers['idempotency-key']);
    };
    gateway()
      .post('/api/v1/conversations/cnv_1/messages')
      .reply(503, function () {
        note.call(this);
        return { detail: 'Not now.' };
      })
      .post('/api/v1/conversations/cnv_1/messages')
      .reply(202, function () {
        note.call(this);
        return { id: 'msg_1' };
      });
    const nodeSettings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
    const run = await runParley({ parameters: send, items: [ann], nodeSettings });
    expect(jsonFrom(run)).toEqual([{ id: 'msg_1' }]);
    expect(keys).toEqual([keyFor(0), keyFor(0)]);
  });

  test('a retry of the failed execution carries the same keys, so that what was sent is not sent again', async () => {
    const parameters = send;
    gateway()
      .post('/api/v1/conversations/cnv_1/messages')
      .matchHeader('idempotency-key', keyFor(0))
      .reply(202, { id: 'msg_1' })
      .post('/api/v1/conversations/cnv_2/messages')
      .reply(409, { detail: 'The window is closed.', code: 'window_closed' });
    const failed = await runParley({ parameters, items: [ann, bob] });
    expect(failed.status).toBe('error');
    gateway()
      .post('/api/v1/conversations/cnv_1/messages')
      .matchHeader('idempotency-key', keyFor(0))
      .reply(202, { id: 'msg_1' })
      .post('/api/v1/conversations/cnv_2/messages')
      .matchHeader('idempotency-key', keyFor(1))
      .reply(202, { id: 'msg_2' });
    expect(jsonFrom(await retry(failed, { parameters }))).toEqual([{ id: 'msg_1' }, { id: 'msg_2' }]);
  });
});

describe('message: send template', () => {
  const sendTemplate = {
    resource: 'message',
    operation: 'sendTemplate',
    conversationId: locator('cnv_1'),
    templateSource: 'name',
    templateName: 'appointment_reminder',
    language: 'en_US',
    templateParameters: {
      values: [
        { name: '1', value: '={{ $json.name }}' },
        { name: 'time', value: '={{ 9 }}' },
        { name: '', value: 'x' },
      ],
    },
  };

  test('sends name, language and parameters', async () => {
    gateway()
      .post('/api/v1/conversations/cnv_1/messages', {
        content: { type: 'template', name: 'appointment_reminder', language: 'en_US', params: { '1': 'Ann', time: '9' } },
      })
      .matchHeader('idempotency-key', keyFor(0))
      .reply(202, { id: 'msg_1' });
    expect(jsonFrom(await runParley({ parameters: sendTemplate, items: [ann] }))).toEqual([{ id: 'msg_1' }]);
  });
});

describe('message: to whom', () => {
  const words = { content: { type: 'text', text: 'Hi' } };
  const to = (sendTo: string, more: IDataObject): IDataObject => ({ resource: 'message', operation: 'send', sendTo, text: 'Hi', ...more });

  test('a contact on a channel', async () => {
    gateway()
      .post('/api/v1/messages', { channelId: 'chn_1', to: { contactId: 'cnt_1' }, ...words })
      .reply(202, { id: 'msg_1' });
    const run = await runParley({ parameters: to('contact', { channelId: locator('chn_1'), contactId: locator('cnt_1') }) });
    expect(jsonFrom(run)).toEqual([{ id: 'msg_1' }]);
  });

  test('a telephone number', async () => {
    gateway()
      .post('/api/v1/messages', { channelId: 'chn_1', to: { externalId: '+15550100200' }, ...words })
      .reply(202, { id: 'msg_1' });
    const run = await runParley({ parameters: to('address', { channelId: locator('chn_1'), externalId: ' +15550100200 ' }) });
    expect(jsonFrom(run)).toEqual([{ id: 'msg_1' }]);
  });
});

describe('message: what every send can say', () => {
  test('a fallback template, which is used when the window is closed', async () => {
    const fallback = { type: 'template', templateId: 'tpl_1', params: { order: '20451' } };
    gateway()
      .post('/api/v1/conversations/cnv_1/messages', {
        content: { type: 'text', text: 'Hi Ann' },
        fallback,
        onWindowClosed: 'template',
        ifHeld: 'skip',
        memberId: 'mbr_1',
      })
      .reply(200, { skipped: true, reason: 'held_by_member' });
    const options = {
      fallbackTemplateId: locator('tpl_1'),
      fallbackParams: { values: [{ name: 'order', value: '={{ 20451 }}' }] },
      ifHeld: 'skip',
      memberId: locator('mbr_1'),
    };
    const run = await runParley({ parameters: { ...send, options }, items: [ann] });
    expect(jsonFrom(run)).toEqual([{ skipped: true, reason: 'held_by_member' }]);
  });
});

describe('message: get many', () => {
  const getAll = { resource: 'message', operation: 'getAll', conversationId: locator('cnv_1', 'list') };

  test('reads pages until the limit is reached', async () => {
    gateway()
      .get('/api/v1/conversations/cnv_1/messages')
      .query({ limit: '3' })
      .reply(200, { data: [{ id: 'msg_9' }, { id: 'msg_8' }], nextCursor: 'after-8' })
      .get('/api/v1/conversations/cnv_1/messages')
      .query({ limit: '1', cursor: 'after-8' })
      .reply(200, { data: [{ id: 'msg_7' }], nextCursor: 'after-7' });
    const run = await runParley({ parameters: { ...getAll, returnAll: false, limit: 3 } });
    expect(itemsFrom(run)).toEqual(['msg_9', 'msg_8', 'msg_7'].map((id) => ({ json: { id }, pairedItem: { item: 0 } })));
  });

  test('reads all pages when everything is wanted', async () => {
    gateway()
      .get('/api/v1/conversations/cnv_1/messages')
      .query({ limit: '200' })
      .reply(200, { data: [{ id: 'msg_2' }], nextCursor: 'after-2' })
      .get('/api/v1/conversations/cnv_1/messages')
      .query({ limit: '200', cursor: 'after-2' })
      .reply(200, { data: [{ id: 'msg_1' }], nextCursor: null });
    expect(jsonFrom(await runParley({ parameters: { ...getAll, returnAll: true } }))).toEqual([{ id: 'msg_2' }, { id: 'msg_1' }]);
  });
});
