import type { Resource } from '../../shared/operation';
import { get } from './get';
import { getAll } from './getAll';
import { markRead } from './markRead';
import { react } from './react';
import { send } from './send';
import { sendAndWait } from './sendAndWait';
import { sendTemplate } from './sendTemplate';
import { typing } from './typing';

export const message: Resource = {
  name: 'Message',
  value: 'message',
  defaultOperation: send,
  operations: [get, getAll, markRead, react, send, sendAndWait, sendTemplate, typing],
};
