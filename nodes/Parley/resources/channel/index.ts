import type { Resource } from '../../shared/operation';
import { getAll } from './getAll';
import { test } from './testConnection';

export const channel: Resource = {
  name: 'Channel',
  value: 'channel',
  defaultOperation: getAll,
  operations: [getAll, test],
};
