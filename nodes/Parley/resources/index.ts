import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { propertiesOf, type Operation, type Resource, type WaitingOperation } from '../shared/operation';
import { analytics } from './analytics';
import { announcement } from './announcement';
import { channel } from './channel';
import { contact } from './contact';
import { conversation } from './conversation';
import { event } from './event';
import { member } from './member';
import { message } from './message';
import { team } from './team';
import { template } from './template';

/** In the order of the Resource list. */
const resources: readonly Resource[] = [analytics, announcement, channel, contact, conversation, event, member, message, team, template];

const operations: ReadonlyMap<string, Operation | WaitingOperation> = new Map(
  resources.flatMap((resource) => resource.operations.map((operation) => [`${resource.value}.${operation.option.value}`, operation])),
);

export const resourceOptions: INodePropertyOptions[] = resources.map(({ name, value }) => ({ name, value }));

export const operationProperties: INodeProperties[] = resources.flatMap(propertiesOf);

/** The operation a workflow names, or undefined for one this version of the node does not know. */
export function operationNamed(resource: string, operation: string): Operation | WaitingOperation | undefined {
  return operations.get(`${resource}.${operation}`);
}
