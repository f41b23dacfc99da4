import { createHash } from 'node:crypto';

import { Container } from '@n8n/di';
import { InstanceSettings } from 'n8n-core';

import { EXECUTION_ID, NODE_ID, WORKFLOW_ID } from './engine';

/** The key that run 0 of the node must send for an item. */
export function keyFor(itemIndex: number): string {
  const { instanceId } = Container.get(InstanceSettings);
  const parts = [instanceId, WORKFLOW_ID, EXECUTION_ID, NODE_ID, '0', String(itemIndex)];
  return `n8n-${createHash('sha256').update(parts.join('\n')).digest('hex').slice(0, 40)}`;
}
