import nock from 'nock';

import { GATEWAY, itemsFrom, jsonFrom, locator, runParley } from '../support/engine';
import { keyFor } from '../support/keys';

function gateway(): nock.Scope {
  return nock(GATEWAY, { reqheaders: { authorization: 'Bearer key-1' } });
}

test('get gives the contact', async () => {
  gateway().get('/api/v1/contacts/cnt_1').reply(200, { id: 'cnt_1', name: 'Ann' });
  const run = await runParley({ parameters: { resource: 'contact', operation: 'get', contactId: locator('cnt_1') } });
  expect(itemsFrom(run)).toEqual([{ json: { id: 'cnt_1', name: 'Ann' }, pairedItem: { item: 0 } }]);
});

describe('create or update', () => {
  const upsert = { resource: 'contact', operation: 'upsert', system: 'hubspot', externalId: 'a/1' };

  test('writes every field that was given', async () => {
    gateway()
      .put('/api/v1/contacts/external/hubspot/a%2F1', {
        name: 'Ann',
        email: 'ann@example.com',
        phone: '+15550100200',
        tags: ['vip', 'newsletter'],
        attributes: { plan: 'gold', orders: 3 },
      })
      .reply(200, { id: 'cnt_1' });
    const fields = {
      name: 'Ann',
      email: 'ann@example.com',
      phone: '+15550100200',
      tags: 'vip, newsletter,',
      attributes: {
        values: [
          { name: 'plan', value: 'gold' },
          { name: 'orders', value: '={{ 3 }}' },
        ],
      },
    };
    expect(jsonFrom(await runParley({ parameters: { ...upsert, fields } }))).toEqual([{ id: 'cnt_1' }]);
  });

  test('leaves alone what was left empty', async () => {
    gateway().put('/api/v1/contacts/external/hubspot/a%2F1', { name: 'Ann' }).reply(201, { id: 'cnt_1' });
    const fields = { name: 'Ann', email: '', tags: '', attributes: {} };
    expect(jsonFrom(await runParley({ parameters: { ...upsert, fields } }))).toEqual([{ id: 'cnt_1' }]);
  });

  test('takes tags as a list from an expression', async () => {
    gateway()
      .put('/api/v1/contacts/external/hubspot/a%2F1', { tags: ['a', 'b'] })
      .reply(200, { id: 'cnt_1' });
    const run = await runParley({ parameters: { ...upsert, fields: { tags: '={{ $json.tags }}' } }, items: [{ tags: ['a', 'b'] }] });
    expect(run.status).toBe('success');
  });
});

test.each([
  ['merge', { into: locator('cnt_2') }],
  ['block', {}],
])('%s carries a key, so that a retry does it once', async (operation, more) => {
  gateway().post(`/api/v1/contacts/cnt_1/${operation}`).matchHeader('idempotency-key', keyFor(0)).reply(200, { id: 'cnt_2' });
  const parameters = { resource: 'contact', operation, contactId: locator('cnt_1'), ...more };
  expect(jsonFrom(await runParley({ parameters }))).toEqual([{ id: 'cnt_2' }]);
});
