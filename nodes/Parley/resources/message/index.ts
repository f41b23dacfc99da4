import type { Resource } from '../../shared/operation';
import { getAll } from './getAll';
import { send } from './send';
import { sendTemplate } from './sendTemplate';

export const message: Resource = {
  name: 'Message',
  value: 'message',
  defaultOperation: 'send',
  operations: [getAll, send, sendTemplate],
};
