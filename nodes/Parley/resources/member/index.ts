import type { Resource } from '../../shared/operation';
import { getAll } from './getAll';
import { setAvailability } from './setAvailability';

export const member: Resource = {
  name: 'Get Many',
  value: 'member',
  defaultOperation: 'getAll',
  operations: [getAll, setAvailability],
};
