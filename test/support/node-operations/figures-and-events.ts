import { type OperationCase, locator } from './case.ts';

export const analyticsCases: OperationCase[] = [
  {
    does: 'get the summary of a period',
    parameters: { resource: 'analytics', operation: 'summary', from: '2026-11-20T00:00:00Z', to: '2026-11-21T00:00:00Z' },
    method: 'GET',
    path: '/analytics/summary',
    query: { from: '2026-11-20T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z', groupBy: 'none', format: 'json' },
    answer: { total: { opened: 3 }, groups: [] },
    gives: [{ total: { opened: 3 }, groups: [] }],
  },
  {
    does: 'get the summary with an item for each hour',
    parameters: { resource: 'analytics', operation: 'summary', groupBy: 'hour', timeZone: 'Asia/Manila', splitGroups: true },
    method: 'GET',
    path: '/analytics/summary',
    query: { groupBy: 'hour', timeZone: 'Asia/Manila', format: 'json' },
    answer: { total: { opened: 3 }, groups: [{ key: '9' }, { key: '10' }] },
    gives: [{ key: '9' }, { key: '10' }],
  },
];

export const eventCases: OperationCase[] = [
  {
    does: 'replay everything after an event',
    parameters: { resource: 'event', operation: 'replay', subscriptionId: locator('sub_1'), fromCursor: '0.42' },
    method: 'POST',
    path: '/subscriptions/sub_1/replay',
    body: { fromCursor: '0.42' },
    answer: { replayed: 3 },
    gives: [{ replayed: 3 }],
  },
  {
    does: 'replay certain events',
    parameters: { resource: 'event', operation: 'replay', subscriptionId: locator('sub_1'), replayBy: 'ids', eventIds: 'evt_1, evt_2' },
    method: 'POST',
    path: '/subscriptions/sub_1/replay',
    body: { eventIds: ['evt_1', 'evt_2'] },
    answer: { replayed: 2 },
    gives: [{ replayed: 2 }],
  },
];
