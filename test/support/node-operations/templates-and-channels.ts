import { type OperationCase, both, everything, locator, page } from './case.ts';

export const templateCases: OperationCase[] = [
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
];

export const channelCases: OperationCase[] = [
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
];
