import { type OperationCase, both, everything, locator, ofContact, page } from './case.ts';

export const contactCases: OperationCase[] = [
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
