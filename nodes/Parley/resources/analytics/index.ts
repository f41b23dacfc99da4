import type { Resource } from '../../shared/operation';
import { summary } from './summary';

export const analytics: Resource = {
  name: 'Analytics',
  value: 'analytics',
  defaultOperation: summary,
  operations: [summary],
};
