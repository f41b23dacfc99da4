import type { Resource } from '../../shared/operation';
import { block } from './block';
import { erase } from './erase';
import { exportAll } from './export';
import { findDuplicates } from './findDuplicates';
import { get } from './get';
import { getAll } from './getAll';
import { merge } from './merge';
import { upsert } from './upsert';

export const contact: Resource = {
  name: 'Contact',
  value: 'contact',
  defaultOperation: get,
  operations: [block, upsert, erase, exportAll, findDuplicates, get, getAll, merge],
};
