import type { Resource } from '../../shared/operation';
import { assign } from './assign';
import { close } from './close';
import { get } from './get';
import { getAll } from './getAll';

export const conversation: Resource = {
  name: 'Conversation',
  value: 'conversation',
  defaultOperation: 'get',
  operations: [assign, close, get, getAll],
};
