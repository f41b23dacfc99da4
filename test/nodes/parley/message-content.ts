import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Container } from '@n8n/di';
import { BinaryDataConfig, BinaryDataService } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';
import nock from 'nock';

import { EXECUTION_ID, GATEWAY, jsonFrom, locator, runParley, WORKFLOW_ID } from '../support/engine';
import { keyFor } from '../support/keys';

const ann = { conversation: 'cnv_1', name: 'Ann' };

function gateway(): nock.Scope {
  return nock(GATEWAY, { reqheaders: { authorization: 'Bearer key-1' } });
}

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
