import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Container } from '@n8n/di';
import { BinaryDataConfig, BinaryDataService, InstanceSettings } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';
import nock from 'nock';

import { EXECUTION_ID, GATEWAY, itemsFrom, jsonFrom, locator, NODE_ID, runParley, WORKFLOW_ID } from './support/engine';

const send = { resource: 'message', operation: 'send', conversationId: locator('={{ $json.conversation }}'), text: '=Hi {{ $json.name }}' };
const ann = { conversation: 'cnv_1', name: 'Ann' };
const bob = { conversation: 'cnv_2', name: 'Bob' };

function gateway(): nock.Scope {
  return nock(GATEWAY, { reqheaders: { authorization: 'Bearer key-1' } });
}

/** The key that run 0 of the node must send for an item. */
function keyFor(itemIndex: number): string {
  const { instanceId } = Container.get(InstanceSettings);
  const parts = [instanceId, WORKFLOW_ID, EXECUTION_ID, NODE_ID, '0', String(itemIndex)];
  return `n8n-${createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 40)}`;
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

const picture = { data: { data: Buffer.from('png').toString('base64'), mimeType: 'image/png', fileName: 'sky.png' } };

describe('message: send, any content', () => {
  const sendAs = (contentType: string, more: IDataObject = {}): IDataObject => ({
    resource: 'message',
    operation: 'send',
    conversationId: locator('cnv_1'),
    contentType,
    ...more,
  });
  const choices = {
    values: [
      { label: 'Yes', id: 'yes' },
      { label: ' No ', id: '', description: 'Not today' },
      { label: '', id: 'x' },
    ],
  };

  test.each<[string, IDataObject, nock.DataMatcherMap]>([
    [
      'a location',
      sendAs('location', { latitude: 47.37, longitude: '={{ 8.54 }}', place: 'Shop', address: '1 Main Street' }),
      { type: 'location', latitude: 47.37, longitude: 8.54, name: 'Shop', address: '1 Main Street' },
    ],
    ['the place on the equator', sendAs('location', { latitude: 0, longitude: 0 }), { type: 'location', latitude: 0, longitude: 0 }],
    [
      'buttons',
      sendAs('choice', { text: 'Coming?', choices }),
      {
        type: 'choice',
        text: 'Coming?',
        style: 'buttons',
        options: [
          { id: 'yes', label: 'Yes' },
          { id: 'No', label: 'No', description: 'Not today' },
        ],
      },
    ],
    [
      'a list',
      sendAs('choice', { text: 'Which?', style: 'list', choices: { values: [{ label: 'A', id: 'a' }] } }),
      { type: 'choice', text: 'Which?', style: 'list', options: [{ id: 'a', label: 'A' }] },
    ],
    [
      'a card',
      sendAs('card', {
        title: 'Table',
        cardText: 'For two',
        pictureUrl: 'https://x.test/t.jpg',
        choices: { values: [{ label: 'Book', id: 'b' }] },
      }),
      { type: 'card', title: 'Table', text: 'For two', image: { url: 'https://x.test/t.jpg' }, options: [{ id: 'b', label: 'Book' }] },
    ],
    [
      'a file at an address',
      sendAs('file', { fileSource: 'url', fileUrl: 'https://x.test/m.pdf', fileName: 'menu.pdf', caption: 'Our menu' }),
      { type: 'file', attachment: { url: 'https://x.test/m.pdf', name: 'menu.pdf' }, caption: 'Our menu' },
    ],
    [
      'a voice message',
      sendAs('audio', { fileSource: 'url', fileUrl: 'https://x.test/v.ogg', voice: true }),
      { type: 'audio', attachment: { url: 'https://x.test/v.ogg' }, voice: true },
    ],
    [
      'anything as JSON',
      sendAs('json', { contentJson: '{"type":"call_link","url":"https://x.test/c"}' }),
      { type: 'call_link', url: 'https://x.test/c' },
    ],
    [
      'anything from an expression',
      sendAs('json', { contentJson: '={{ ({ type: "text", text: $json.name }) }}' }),
      { type: 'text', text: 'Ann' },
    ],
  ])('%s', async (_name, parameters, content) => {
    gateway().post('/api/v1/conversations/cnv_1/messages', { content }).reply(202, { id: 'msg_1' });
    expect(jsonFrom(await runParley({ parameters, items: [ann] }))).toEqual([{ id: 'msg_1' }]);
  });

  test('a binary field is uploaded as it is, under the same key as the message', async () => {
    gateway()
      .post('/api/v1/media', 'png')
      .query({ name: 'sky.png' })
      .matchHeader('content-type', 'image/png')
      .matchHeader('content-length', '3')
      .matchHeader('idempotency-key', keyFor(0))
      .reply(201, { id: 'att_1' })
      .post('/api/v1/conversations/cnv_1/messages', { content: { type: 'image', attachment: { mediaId: 'att_1' }, caption: 'Look' } })
      .reply(202, { id: 'msg_1' });
    expect(jsonFrom(await runParley({ parameters: sendAs('image', { caption: 'Look' }), files: [picture] }))).toEqual([{ id: 'msg_1' }]);
  });

  test('a file that n8n keeps apart is streamed, with its length', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'parley-binary-'));
    const config = Container.get(BinaryDataConfig);
    config.mode = 'filesystem';
    config.localStoragePath = folder;
    const service = Container.get(BinaryDataService);
    await service.init();
    try {
      const kept = await service.store({ type: 'execution', workflowId: WORKFLOW_ID, executionId: EXECUTION_ID }, Buffer.from('a film'), {
        data: '',
        mimeType: 'video/mp4',
        fileName: 'film.mp4',
      });
      expect(kept.id).toContain('filesystem');
      gateway()
        .post('/api/v1/media', 'a film')
        .query({ name: 'our film.mp4' })
        .matchHeader('content-length', '6')
        .matchHeader('content-type', 'video/mp4')
        .reply(201, { id: 'att_1' })
        .post('/api/v1/conversations/cnv_1/messages', { content: { type: 'video', attachment: { mediaId: 'att_1' } } })
        .reply(202, { id: 'msg_1' });
      const parameters = sendAs('video', { fileName: 'our film.mp4' });
      expect(jsonFrom(await runParley({ parameters, files: [{ data: kept }] }))).toEqual([{ id: 'msg_1' }]);
    } finally {
      config.mode = 'default';
      await service.init();
      await rm(folder, { recursive: true, force: true });
    }
  });

  test('a binary field that is not there fails the item', async () => {
    const run = await runParley({ parameters: sendAs('image', { binaryProperty: 'photo' }), files: [picture] });
    expect(run.data.resultData.error?.message).toContain('photo');
  });

  test.each([
    ['no JSON', '{type: text}', 'The field Content (JSON) holds no JSON'],
    ['a list', '[1]', 'Content (JSON) must be an object such as { "type": "text", "text": "Hello" }'],
  ])('%s is refused', async (_name, contentJson, message) => {
    const run = await runParley({ parameters: sendAs('json', { contentJson }) });
    expect(run.data.resultData.error).toMatchObject({ name: 'NodeOperationError', message });
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

describe('message: send template that Parley knows', () => {
  const field = (id: string, required = true): IDataObject => ({
    id,
    displayName: `${id} (body)`,
    required,
    display: true,
    type: 'string',
  });
  const preview = { ...field('preview of tpl_1', false), readOnly: true };
  const withVariables = (templateVariables: IDataObject): IDataObject => ({
    resource: 'message',
    operation: 'sendTemplate',
    conversationId: locator('cnv_1'),
    templateId: locator('tpl_1', 'list'),
    templateVariables,
  });
  const schema = [preview, field('1'), field('code', false)];
  const expectSent = (params: nock.DataMatcherMap): void => {
    gateway()
      .post('/api/v1/conversations/cnv_1/messages', { content: { type: 'template', templateId: 'tpl_1', params } })
      .reply(202, { id: 'msg_1' });
  };

  test('sends the variables that were filled in, and not the preview', async () => {
    expectSent({ '1': 'Ann' });
    const value = { 'preview of tpl_1': 'Hi {{1}}', '1': '={{ $json.name }}', code: '' };
    const run = await runParley({ parameters: withVariables({ mappingMode: 'defineBelow', value, schema }), items: [ann] });
    expect(jsonFrom(run)).toEqual([{ id: 'msg_1' }]);
  });

  test('takes them from fields of the item with the same names', async () => {
    expectSent({ '1': 'Ann', code: '7' });
    const parameters = withVariables({ mappingMode: 'autoMapInputData', value: null, schema });
    expect(jsonFrom(await runParley({ parameters, items: [{ '1': 'Ann', code: 7, other: 'x' }] }))).toEqual([{ id: 'msg_1' }]);
  });

  test('names every variable without a value', async () => {
    const value = { '1': '', '2': null };
    const parameters = withVariables({ mappingMode: 'defineBelow', value, schema: [...schema, field('2')] });
    const run = await runParley({ parameters });
    expect(run.data.resultData.error).toMatchObject({
      name: 'NodeOperationError',
      message: 'The template needs a value for: 1 (body); 2 (body)',
      context: { itemIndex: 0 },
    });
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
