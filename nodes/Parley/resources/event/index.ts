import type { Resource } from '../../shared/operation';
import { getAll } from './getAll';
import { replay } from './replay';

export const event: Resource = {
  name: 'Event',
  value: 'event',
  defaultOperation: getAll,
  operations: [getAll, replay],
};
