import type { Resource } from '../../shared/operation';
import { addNote } from './addNote';
import { assign } from './assign';
import { close } from './close';
import { get } from './get';
import { getAll } from './getAll';
import { handOver } from './handOver';
import { join } from './join';
import { leave } from './leave';
import { reopen } from './reopen';
import { setAttributes } from './setAttributes';
import { snooze } from './snooze';
import { tag } from './tag';
import { transcript } from './transcript';
import { transfer } from './transfer';

export const conversation: Resource = {
  name: 'Conversation',
  value: 'conversation',
  defaultOperation: get,
  operations: [addNote, assign, close, get, getAll, transcript, handOver, join, leave, reopen, setAttributes, snooze, tag, transfer],
};
