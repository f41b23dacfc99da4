import nock from 'nock';

import { GATEWAY } from '../support/engine';
import { TriggerBench } from '../support/trigger';

const URL_PRODUCTION = 'http://n8n.test/webhook/hook-1/parley';
const URL_TEST = 'http://n8n.test/webhook-test/hook-1/parley';
const SECRET = /^whsec_[A-Za-z0-9+/]{43}=$/;
const parameters = { events: ['message.received'], filters: {} };

function gateway(): nock.Scope {
  return nock(GATEWAY, { reqheaders: { authorization: 'Bearer key-1' } });
}

/** Lets the next POST /subscriptions succeed and notes what it said. */
function takeSubscription(id: string): { body: Record<string, unknown> } {
  const taken: { body: Record<string, unknown> } = { body: {} };
  gateway()
    .post('/api/v1/subscriptions', (body: Record<string, unknown>) => {
      taken.body = body;
      return true;
    })
    .reply(201, { id });
  return taken;
}

describe('create', () => {
  test('subscribes the address of the workflow with a secret of its own and keeps both', async () => {
    const bench = new TriggerBench(parameters);
    const taken = takeSubscription('sub_1');
    await expect(bench.run('create')).resolves.toBe(true);
    expect(taken.body).toEqual({
      url: URL_PRODUCTION,
      events: ['message.received'],
      mode: 'production',
      secret: expect.stringMatching(SECRET),
    });
    expect(bench.memory).toEqual({ production: { subscriptionId: 'sub_1', url: URL_PRODUCTION, secret: taken.body.secret } });
  });

  test('names the channels it is limited to, also when an expression gave them', async () => {
    const taken = takeSubscription('sub_1');
    await new TriggerBench({ ...parameters, filters: { channelIds: ['chn_1', 'chn_2'] } }).run('create');
    expect(taken.body.filter).toEqual({ channelIds: ['chn_1', 'chn_2'] });

    const again = takeSubscription('sub_2');
    await new TriggerBench({ ...parameters, filters: { channelIds: '={{ "chn_1, chn_3" }}' } }).run('create');
    expect(again.body.filter).toEqual({ channelIds: ['chn_1', 'chn_3'] });
  });

  test('hands every filter, the burst and the batch to the gateway', async () => {
    const taken = takeSubscription('sub_1');
    const filters = {
      channelIds: ['chn_1'],
      teamIds: ['tea_1'],
      fromStatuses: ['rep_needed'],
      toStatuses: ['overdue', 'soon_overdue'],
      authorTypes: ['contact'],
      contentTypes: ['text', 'image'],
      keywords: 'price, opening hours',
      firstOfSession: true,
      includeWaitReplies: true,
    };
    const options = { burst: { values: { quietSeconds: 5, maxSeconds: 30 } }, batch: { values: { maxEvents: 20, maxWaitMs: 500 } } };
    await new TriggerBench({ ...parameters, filters, options }).run('create');
    expect(taken.body).toMatchObject({
      filter: { ...filters, keywords: ['price', 'opening hours'] },
      burst: { quietSeconds: 5, maxSeconds: 30 },
      batch: { maxEvents: 20, maxWaitMs: 500 },
    });
  });

  test('leaves out filters that let everything pass', async () => {
    const taken = takeSubscription('sub_1');
    const filters = { teamIds: [], keywords: '', firstOfSession: false, includeWaitReplies: false };
    await new TriggerBench({ ...parameters, filters }).run('create');
    expect(taken.body).not.toHaveProperty('filter');
  });

  test('listening for a test event makes a subscription of its own beside the published one', async () => {
    const production = { subscriptionId: 'sub_1', secret: 'whsec_cHJvZHVjdGlvbg==' };
    const bench = new TriggerBench(parameters, { production });
    const taken = takeSubscription('sub_2');
    await bench.runForTest('create');
    expect(taken.body).toMatchObject({ url: URL_TEST, mode: 'test' });
    expect(bench.memory).toEqual({ production, test: { subscriptionId: 'sub_2', url: URL_TEST, secret: taken.body.secret } });

    gateway().delete('/api/v1/subscriptions/sub_2').reply(204);
    await bench.runForTest('delete');
    expect(bench.memory.test).not.toHaveProperty('subscriptionId');
    expect(bench.memory.production).toEqual(production);
  });

  test("a refusal fails the publication with the gateway's sentence and stores nothing", async () => {
    const bench = new TriggerBench(parameters);
    gateway()
      .post('/api/v1/subscriptions')
      .reply(400, { detail: 'The address is not public.', code: 'address_refused', errors: [{ path: 'url' }] });
    await expect(bench.run('create')).rejects.toMatchObject({
      name: 'NodeApiError',
      message: 'The address is not public.',
      httpCode: '400',
    });
    expect(bench.memory).toEqual({});
  });
});

describe('delete', () => {
  const production = { subscriptionId: 'sub_1', secret: 'whsec_cHJvZHVjdGlvbg==' };

  test.each([
    ['removes the subscription', 204],
    ['is content when it is gone already', 404],
  ])('%s', async (_name, status) => {
    const bench = new TriggerBench(parameters, { production });
    gateway().delete('/api/v1/subscriptions/sub_1').reply(status, {});
    await expect(bench.run('delete')).resolves.toBe(true);
    expect(bench.memory.production).not.toHaveProperty('subscriptionId');
  });

  test('fails when the gateway does, so that nothing is left behind unnoticed', async () => {
    const bench = new TriggerBench(parameters, { production });
    gateway().delete('/api/v1/subscriptions/sub_1').reply(503, { detail: 'Not now.' });
    await expect(bench.run('delete')).rejects.toMatchObject({ message: 'Not now.', httpCode: '503' });
    expect(bench.memory).toEqual({ production });
  });

  test('calls nobody when nothing was subscribed', async () => {
    await expect(new TriggerBench(parameters).run('delete')).resolves.toBe(true);
  });

  test('keeps the secret, so that a republished workflow still knows deliveries that were on their way', async () => {
    const bench = new TriggerBench(parameters, { production });
    gateway().delete('/api/v1/subscriptions/sub_1').reply(204);
    await bench.run('delete');
    const taken = takeSubscription('sub_2');
    await bench.run('create', 'update');
    expect(taken.body.secret).toBe(production.secret);
    expect(bench.memory).toEqual({ production: { subscriptionId: 'sub_2', url: URL_PRODUCTION, secret: production.secret } });
  });
});

describe('checkExists', () => {
  const production = { subscriptionId: 'sub_1', secret: 'whsec_cHJvZHVjdGlvbg==' };
  const subscription = { id: 'sub_1', url: URL_PRODUCTION, events: ['message.received'], filter: {}, mode: 'production' };

  test('is false without asking when nothing was subscribed', async () => {
    await expect(new TriggerBench(parameters).run('checkExists')).resolves.toBe(false);
  });

  test.each([
    ['true when it is as wanted', subscription, parameters, true],
    ['true when only the order of events differs', { ...subscription, events: ['b', 'a'] }, { ...parameters, events: ['a', 'b'] }, true],
    ['false when the address differs', { ...subscription, url: URL_TEST }, parameters, false],
    ['false when the events differ', { ...subscription, events: ['message.received', 'x'] }, parameters, false],
    [
      'true when burst and batch are the same',
      { ...subscription, burst: { maxSeconds: 9, quietSeconds: 3 }, batch: { maxEvents: 2, maxWaitMs: 0 } },
      {
        ...parameters,
        options: { burst: { values: { quietSeconds: 3, maxSeconds: 9 } }, batch: { values: { maxEvents: 2, maxWaitMs: 0 } } },
      },
      true,
    ],
    ['false when there is a burst that is not wanted', { ...subscription, burst: { quietSeconds: 3, maxSeconds: 9 } }, parameters, false],
    [
      'false when the batch is larger',
      { ...subscription, batch: { maxEvents: 2, maxWaitMs: 0 } },
      { ...parameters, options: { batch: { values: { maxEvents: 3, maxWaitMs: 0 } } } },
      false,
    ],
    ['false when a switch differs', { ...subscription, filter: { firstOfSession: true } }, parameters, false],
    ['true when a switch is said to be off', { ...subscription, filter: { firstOfSession: false } }, parameters, true],
    ['false when the channels differ', { ...subscription, filter: { channelIds: ['chn_1'] } }, parameters, false],
  ])('is %s', async (_name, there, wanted, expected) => {
    gateway().get('/api/v1/subscriptions/sub_1').reply(200, there);
    await expect(new TriggerBench(wanted, { production }).run('checkExists')).resolves.toBe(expected);
  });

  test('is false when the gateway does not know it any more', async () => {
    gateway().get('/api/v1/subscriptions/sub_1').reply(404, { detail: 'There is no such subscription.' });
    await expect(new TriggerBench(parameters, { production }).run('checkExists')).resolves.toBe(false);
  });

  test('fails when the gateway cannot say', async () => {
    gateway().get('/api/v1/subscriptions/sub_1').reply(401, { detail: 'This API key is not known.' });
    const bench = new TriggerBench(parameters, { production });
    await expect(bench.run('checkExists')).rejects.toMatchObject({ message: 'This API key is not known.', httpCode: '401' });
  });
});
