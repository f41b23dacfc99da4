import type { Resource } from '../../shared/operation';
import { getAll } from './getAll';
import { sync } from './sync';

export const template: Resource = {
  name: 'Template',
  value: 'template',
  defaultOperation: getAll,
  operations: [getAll, sync],
};
