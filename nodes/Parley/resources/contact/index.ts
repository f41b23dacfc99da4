import type { Resource } from '../../shared/operation';
import { get } from './get';
import { upsert } from './upsert';

export const contact: Resource = {
  name: 'Contact',
  value: 'contact',
  defaultOperation: 'get',
  operations: [upsert, get],
};
