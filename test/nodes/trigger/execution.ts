import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { IDataObject } from 'n8n-workflow';
import nock from 'nock';

import { eventOptions } from '../../../nodes/Parley/shared/events';
import { ParleyTrigger } from '../../../nodes/ParleyTrigger/ParleyTrigger.node';
import { sampleOf } from '../../../nodes/ParleyTrigger/samples';
import { GATEWAY } from '../support/engine';
import { schemaOf } from '../support/schema';
import { signedHeaders, TriggerBench } from '../support/trigger';

const SECRET = 'whsec_cHJvZHVjdGlvbg==';
const production = { subscriptionId: 'sub_1', secret: SECRET };
const events = ['message.received'];
const trigger = (options: IDataObject = {}) => new TriggerBench({ events, filters: {}, options }, { production });
const event = (id: string, more: IDataObject = {}): IDataObject => ({ id, type: 'message.received', ...more });
const claims = (eventIds: string[]): nock.Interceptor => nock(GATEWAY).post('/api/v1/subscriptions/sub_1/claims', { eventIds });
const idsOf = (items: readonly { json: IDataObject }[]) => items.map(({ json }) => json.id);

describe('the first step of an execution', () => {
  test('leaves out events that another execution has taken', async () => {
    claims(['evt_1', 'evt_2']).reply(200, { unclaimed: ['evt_2'] });
    expect(idsOf(await trigger().execute([event('evt_1'), event('evt_2')]))).toEqual(['evt_2']);
  });

  test('gives nothing to the workflow when all were taken', async () => {
    claims(['evt_1']).reply(200, { unclaimed: [] });
    expect(await trigger().execute([event('evt_1')])).toEqual([]);
  });

  test('keeps a burst while any of its messages is new', async () => {
    claims(['evt_1', 'evt_2']).reply(200, { unclaimed: ['evt_2'] });
    expect(idsOf(await trigger().execute([event('evt_2', { eventIds: ['evt_1', 'evt_2'] })]))).toEqual(['evt_2']);
  });

  test('leaves them out also when n8n runs it after a kill, without what the workflow remembers', async () => {
    const body = Buffer.from(JSON.stringify({ events: [event('evt_1'), event('evt_2')] }));
    const { result } = await trigger().deliver(body, signedHeaders(body, SECRET, Math.floor(Date.now() / 1000)));
    const stored = (result.workflowData?.[0] ?? []).map(({ json }) => json);
    claims(['evt_1', 'evt_2']).reply(200, { unclaimed: ['evt_2'] });
    const items = await new TriggerBench({ events, filters: {}, options: {} }).execute(stored);
    expect(items).toEqual([{ json: event('evt_2'), pairedItem: { item: 1 } }]);
  });

  test('goes on when the gateway cannot say: twice is better than never', async () => {
    claims(['evt_1']).reply(503, { detail: 'Not now.' });
    expect(idsOf(await trigger().execute([event('evt_1')]))).toEqual(['evt_1']);
  });

  test.each<[string, IDataObject, 'webhook' | 'manual' | 'retry']>([
    ['somebody tries the workflow out', {}, 'manual'],
    ['somebody retries the execution', {}, 'retry'],
    ['the gateway is answered only when the workflow has finished', { acknowledge: 'finished' }, 'webhook'],
    ['doubles are welcome', { refuseDoubles: false }, 'webhook'],
  ])('asks nobody when %s', async (_name, options, mode) => {
    expect(idsOf(await trigger(options).execute([event('evt_1')], mode))).toEqual(['evt_1']);
  });
});

describe('files', () => {
  const FILES = 'http://files.test';
  const withFile = (name: string, more: IDataObject = {}): IDataObject => ({
    content: {
      type: 'image',
      attachment: { id: `att_${name}`, name, mimeType: 'image/png', bytes: 3, url: `${FILES}/${name}?sig=1`, state: 'stored', ...more },
    },
  });
  const download = { downloadFiles: true, refuseDoubles: false };
  const fetchInto = async (json: IDataObject, options: IDataObject = {}) => {
    const [item] = await trigger({ ...download, ...options }).execute([event('evt_1', json)]);
    return item;
  };
  const png = { 'content-type': 'image/png', 'content-length': '3' };

  test('are binary data of the item, fetched without the key', async () => {
    nock(FILES, { badheaders: ['authorization'] })
      .get('/a.png?sig=1')
      .reply(200, 'png', png);
    const item = await fetchInto({ data: { message: withFile('a.png') } }, { binaryProperty: 'photo' });
    expect(item?.json.files).toEqual([{ field: 'photo', name: 'a.png' }]);
    expect(item?.binary?.photo).toMatchObject({ fileName: 'a.png', mimeType: 'image/png', data: Buffer.from('png').toString('base64') });
  });

  test('are waited for while the gateway fetches them from the platform', async () => {
    nock(FILES).get('/a.png?sig=1').reply(503, {}, { 'retry-after': '0' }).get('/a.png?sig=1').reply(200, 'png', png);
    const item = await fetchInto({ data: { message: withFile('a.png', { bytes: null, state: 'pending' }) } });
    expect(item?.json.files).toEqual([{ field: 'data', name: 'a.png' }]);
  });

  test('of a burst are all there, under names of their own', async () => {
    nock(FILES).get('/a.png?sig=1').reply(200, 'png', png).get('/b.png?sig=1').reply(200, 'pnG', png);
    const item = await fetchInto({ messages: [withFile('a.png'), { content: { type: 'text', text: 'Look' } }, withFile('b.png')] });
    expect(Object.keys(item?.binary ?? {})).toEqual(['data', 'data_1']);
  });

  test.each<[string, IDataObject, IDataObject, string]>([
    ['known to be too large', { bytes: 3_000_000 }, { maxFileMegabytes: 2 }, 'The file is larger than 2 MB.'],
    ['that turns out to be too large', { bytes: null }, { maxFileMegabytes: 0.000001 }, 'The file is larger than 0.000001 MB.'],
    ['that is gone', {}, {}, 'The gateway answered 404.'],
  ])('one %s does not hold up the message', async (_name, attachment, options, error) => {
    if (attachment.bytes === null) nock(FILES).get('/a.png?sig=1').reply(200, 'png', png);
    if (attachment.bytes === undefined) nock(FILES).get('/a.png?sig=1').reply(404, 'gone');
    const item = await fetchInto({ data: { message: withFile('a.png', attachment) } }, options);
    expect(item?.json.files).toEqual([{ name: 'a.png', error }]);
    expect(item?.binary).toEqual({});
  });

  test('are left alone unless they are asked for', async () => {
    const [item] = await trigger({ refuseDoubles: false }).execute([event('evt_1', { data: { message: withFile('a.png') } })]);
    expect(item).not.toHaveProperty('binary');
  });
});

describe('when the gateway is answered', () => {
  const { webhooks } = new ParleyTrigger().description;
  const responseModeWith = (parameters: IDataObject): unknown => {
    const { workflow } = new TriggerBench({ events, filters: {}, ...parameters }, { production });
    const node = workflow.getNode('Trigger');
    if (node === null) throw new Error('No trigger');
    return workflow.expression.getSimpleParameterValue(node, String(webhooks?.[0]?.responseMode), 'webhook', {}, undefined, '');
  };

  test.each([
    [{}, 'onReceived'],
    [{ options: {} }, 'onReceived'],
    [{ options: { acknowledge: 'atOnce' } }, 'onReceived'],
    [{ options: { acknowledge: 'finished' } }, 'lastNode'],
  ])('with %p it is %s', (parameters, mode) => {
    expect(responseModeWith(parameters)).toBe(mode);
  });
});

describe('samples', () => {
  test('there is one for every event that can be chosen', () => {
    for (const { value } of eventOptions) expect(sampleOf(value)).toMatchObject({ type: value, data: expect.any(Object) });
  });

  test("n8n's editor is told what every event may hold", () => {
    const file = path.join(__dirname, '../../../nodes/ParleyTrigger/__schema__/v1.0.0.json');
    const schema = { ...schemaOf(eventOptions.map(({ value }) => sampleOf(value))), version: 1 };
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(schema);
  });

  test('listening for a test event with a sample has it delivered, signed, and n8n takes it', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    const bench = new TriggerBench({ events, filters: {}, options: { sampleEvent: 'conversation.overdue' } });
    nock(GATEWAY).post('/api/v1/subscriptions').reply(201, { id: 'sub_2' });
    let shown: { body: string; headers: IDataObject } | undefined;
    nock('http://n8n.test')
      .post('/webhook-test/hook-1/parley')
      .reply(200, function (_uri, body) {
        shown = { body: JSON.stringify(body), headers: this.req.headers as IDataObject };
        return {};
      });
    await bench.runForTest('create');
    expect(shown).toBeUndefined();
    await jest.advanceTimersByTimeAsync(1_000);
    jest.useRealTimers();
    while (shown === undefined) await new Promise((resolve) => setImmediate(resolve));
    const { result } = await bench.deliver(Buffer.from(shown.body), shown.headers, { mode: 'manual' });
    expect(result.workflowData?.[0]?.[0]?.json).toMatchObject({ type: 'conversation.overdue', data: { contact: { name: 'Ann Example' } } });
  });

  test('publishing shows none', async () => {
    const bench = new TriggerBench({ events, filters: {}, options: { sampleEvent: 'conversation.overdue' } });
    nock(GATEWAY).post('/api/v1/subscriptions').reply(201, { id: 'sub_2' });
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] });
    await bench.run('create');
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });
});

test('a burst is one item with all messages and what was said before', async () => {
  const bench = new TriggerBench(
    { events, filters: {}, options: { burst: { values: { quietSeconds: 5, maxSeconds: 30 } } } },
    { production },
  );
  const message = (text: string): IDataObject => ({ message: { content: { type: 'text', text } } });
  const transcript = [{ role: 'agent', text: 'Hello!' }];
  const body = Buffer.from(
    JSON.stringify({ events: [event('evt_a', { data: message('Is it') }), event('evt_b', { data: message('ready?') })], transcript }),
  );
  const { result } = await bench.deliver(body, signedHeaders(body, SECRET, Math.floor(Date.now() / 1000)));
  expect(result.workflowData).toEqual([
    [
      {
        json: {
          id: 'evt_b',
          type: 'message.received',
          data: message('ready?'),
          eventIds: ['evt_a', 'evt_b'],
          messages: [message('Is it').message, message('ready?').message],
          transcript,
          deliveredFor: 'sub_1',
        },
      },
    ],
  ]);
});

test('what else such a subscription brings is an item of its own', async () => {
  const bench = new TriggerBench(
    { events: ['conversation.overdue'], filters: {}, options: { burst: { values: { quietSeconds: 5, maxSeconds: 30 } } } },
    { production },
  );
  const overdue = { id: 'evt_c', type: 'conversation.overdue', data: {} };
  const body = Buffer.from(JSON.stringify({ events: [overdue] }));
  const { result } = await bench.deliver(body, signedHeaders(body, SECRET, Math.floor(Date.now() / 1000)));
  expect(result.workflowData).toEqual([[{ json: { ...overdue, deliveredFor: 'sub_1' } }]]);
});
