import type { Resource } from '../../shared/operation';
import { getAll } from './getAll';

export const team: Resource = {
  name: 'Team',
  value: 'team',
  defaultOperation: getAll,
  operations: [getAll],
};
