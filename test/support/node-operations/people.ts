import { type OperationCase, both, everything, locator, page } from './case.ts';

export const teamCases: OperationCase[] = [
  {
    does: 'get many teams',
    parameters: { resource: 'team', operation: 'getAll', ...everything },
    method: 'GET',
    path: '/teams',
    query: { limit: '200' },
    answer: page,
    gives: both,
  },
];

export const memberCases: OperationCase[] = [
  {
    does: 'get many members',
    parameters: { resource: 'member', operation: 'getAll', ...everything },
    method: 'GET',
    path: '/members',
    query: { limit: '200' },
    answer: page,
    gives: both,
  },
  {
    does: 'set the availability of a member',
    parameters: { resource: 'member', operation: 'setAvailability', memberId: locator('mbr_1'), availability: 'away' },
    method: 'PATCH',
    path: '/members/mbr_1',
    body: { availability: 'away' },
  },
];
