import type { Resource } from '../../shared/operation';
import { getAll } from './getAll';

export const team: Resource = {
  name: 'Get Many',
  value: 'team',
  defaultOperation: 'getAll',
  operations: [getAll],
};
