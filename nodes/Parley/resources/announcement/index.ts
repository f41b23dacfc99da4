import type { Resource } from '../../shared/operation';
import { create } from './create';
import { getAll } from './getAll';
import { withdraw } from './withdraw';

export const announcement: Resource = {
  name: 'Announcement',
  value: 'announcement',
  defaultOperation: create,
  operations: [create, getAll, withdraw],
};
