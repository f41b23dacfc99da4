import type { IDataObject } from 'n8n-workflow';

import { type Delivered, type DeliverOptions, signedHeaders, TriggerBench } from '../support/trigger';

const SECRET = `whsec_${Buffer.from('0123456789abcdef0123456789abcdef').toString('base64')}`;
const OTHER_SECRET = `whsec_${Buffer.from('fedcba9876543210fedcba9876543210').toString('base64')}`;
const parameters = { events: ['message.received'], filters: {} };
const now = () => Math.floor(Date.now() / 1000);

function envelope(id: string): IDataObject {
  return {
    id,
    type: 'message.received',
    occurredAt: '2026-11-20T10:00:00.000Z',
    cursor: '1',
    conversationSeq: 1,
    actor: { type: 'contact', id: 'cnt_1', name: 'Ann' },
    data: { message: { id: 'msg_1', content: { type: 'text', text: 'Grüße 👋' } } },
  };
}

function bodyOf(...ids: string[]): Buffer {
  return Buffer.from(JSON.stringify({ events: ids.map(envelope) }));
}

function published(memory: IDataObject = {}): TriggerBench {
  return new TriggerBench(parameters, { production: { subscriptionId: 'sub_1', secret: SECRET, ...memory } });
}

function expectRefusal(delivered: Delivered): void {
  expect(delivered.status).toBe(401);
  expect(delivered.result).toEqual({ noWebhookResponse: true });
}

test('a genuine delivery gives one item per event, whole', async () => {
  const body = bodyOf('evt_1', 'evt_2');
  const { status, result } = await published().deliver(body, signedHeaders(body, SECRET, now()));
  expect(status).toBe(200);
  expect(result.webhookResponse).toEqual({ ok: true });
  const delivered = (id: string): IDataObject => ({ json: { ...envelope(id), deliveredFor: 'sub_1' } });
  expect(result.workflowData).toEqual([[delivered('evt_1'), delivered('evt_2')]]);
});

describe('refused with 401 and without an execution', () => {
  const body = bodyOf('evt_1');

  test('bytes that were changed on the way', async () => {
    const tampered = Buffer.from(body.toString().replace('Ann', 'Eve'));
    expectRefusal(await published().deliver(tampered, signedHeaders(body, SECRET, now())));
  });

  test.each([
    ['another secret', signedHeaders(body, OTHER_SECRET, now())],
    ['a delivery from six minutes ago', signedHeaders(body, SECRET, now() - 360)],
    ['a delivery from six minutes ahead', signedHeaders(body, SECRET, now() + 360)],
    ['another id than was signed', { ...signedHeaders(body, SECRET, now()), 'webhook-id': 'dlv_2' }],
    ['another time than was signed', { ...signedHeaders(body, SECRET, now() - 5), 'webhook-timestamp': String(now()) }],
    ['a time that is no number', { ...signedHeaders(body, SECRET, now()), 'webhook-timestamp': 'now' }],
    ['no signature', { ...signedHeaders(body, SECRET, now()), 'webhook-signature': '' }],
    ['a cut signature', { ...signedHeaders(body, SECRET, now()), 'webhook-signature': 'v1,AAAA' }],
    ['another version of signature', { ...signedHeaders(body, SECRET, now()), 'webhook-signature': 'v2,AAAA' }],
    ['no headers at all', {}],
  ])('%s', async (_name, headers) => {
    expectRefusal(await published().deliver(body, headers));
  });

  test.each([
    ['no secret is stored', { secret: undefined }],
    ['the stored secret is empty', { secret: 'whsec_' }],
  ])('everything, when %s', async (_name, memory) => {
    expectRefusal(await published(memory).deliver(body, signedHeaders(body, '', now())));
  });

  test('a production delivery at the address for test events', async () => {
    expectRefusal(await published().deliver(body, signedHeaders(body, SECRET, now()), { mode: 'manual' }));
  });
});

test('one good signature among several is enough, as while a secret is being changed', async () => {
  const body = bodyOf('evt_1');
  const headers = signedHeaders(body, SECRET, now());
  const old = signedHeaders(body, OTHER_SECRET, now());
  const both = { ...headers, 'webhook-signature': `${String(old['webhook-signature'])} ${String(headers['webhook-signature'])}` };
  expect((await published().deliver(body, both)).result.workflowData).toHaveLength(1);
});

test('a signed body that is no delivery is refused with 400', async () => {
  const body = Buffer.from('{"events":[{}]}');
  const delivered = await published().deliver(body, signedHeaders(body, SECRET, now()));
  expect(delivered.status).toBe(400);
  expect(delivered.result).toEqual({ noWebhookResponse: true });
});

describe('a delivery that comes again', () => {
  const deliver = async (bench: TriggerBench, body: Buffer, options?: DeliverOptions) =>
    await bench.deliver(body, signedHeaders(body, SECRET, now()), options);
  const idsOf = ({ result }: Delivered) => (result.workflowData?.[0] ?? []).map((item) => item.json.id);

  test('is answered but starts nothing', async () => {
    const bench = published();
    await deliver(bench, bodyOf('evt_1'));
    const again = await deliver(bench, bodyOf('evt_1'));
    expect(again.status).toBe(200);
    expect(again.result).toEqual({ webhookResponse: { ok: true } });
  });

  test('gives only the events that are new, each once', async () => {
    const bench = published();
    await deliver(bench, bodyOf('evt_1'));
    expect(idsOf(await deliver(bench, bodyOf('evt_1', 'evt_2', 'evt_2', 'evt_3')))).toEqual(['evt_2', 'evt_3']);
  });

  test('starts the workflow when n8n could not store the execution before', async () => {
    const bench = published();
    await deliver(bench, bodyOf('evt_1'), { n8nAnswers: 500 });
    expect(idsOf(await deliver(bench, bodyOf('evt_1')))).toEqual(['evt_1']);
  });

  test('must come later while n8n has not answered the first one', async () => {
    const bench = published();
    await deliver(bench, bodyOf('evt_1'), { n8nAnswers: 'never' });
    const again = await deliver(bench, bodyOf('evt_1'));
    expect(again.status).toBe(503);
    expect(again.result).toEqual({ noWebhookResponse: true });
  });

  test('is known by the last 500 events', async () => {
    const bench = published();
    const ids = Array.from({ length: 501 }, (_, i) => `evt_${i}`);
    await deliver(bench, bodyOf(...ids));
    expect(idsOf(await deliver(bench, bodyOf('evt_1')))).toEqual([]);
    expect(idsOf(await deliver(bench, bodyOf('evt_0')))).toEqual(['evt_0']);
  });

  test('is new to another trigger', async () => {
    await deliver(published(), bodyOf('evt_1'));
    expect(idsOf(await deliver(published(), bodyOf('evt_1')))).toEqual(['evt_1']);
  });

  test('is new to whoever listens for a test event, as each event reaches both', async () => {
    const bench = new TriggerBench(parameters, {
      production: { subscriptionId: 'sub_1', secret: SECRET },
      test: { subscriptionId: 'sub_2', secret: OTHER_SECRET },
    });
    const body = bodyOf('evt_1');
    expect(idsOf(await deliver(bench, body))).toEqual(['evt_1']);
    expect(idsOf(await bench.deliver(body, signedHeaders(body, OTHER_SECRET, now()), { mode: 'manual' }))).toEqual(['evt_1']);
  });
});
