import type { Resource } from '../../shared/operation';
import { getAll } from './getAll';
import { setAvailability } from './setAvailability';

export const member: Resource = {
  name: 'Member',
  value: 'member',
  defaultOperation: getAll,
  operations: [getAll, setAvailability],
};
