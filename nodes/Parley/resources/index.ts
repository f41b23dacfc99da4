import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { propertiesOf, type Operation, type Resource } from '../shared/operation';
import { contact } from './contact';
import { conversation } from './conversation';
import { message } from './message';

/** In the order of the Resource list. */
const resources: readonly Resource[] = [contact, conversation, message];

const operations: ReadonlyMap<string, Operation> = new Map(
  resources.flatMap((resource) => resource.operations.map((operation) => [`${resource.value}.${operation.option.value}`, operation])),
);

export const resourceOptions: INodePropertyOptions[] = resources.map(({ name, value }) => ({ name, value }));

export const operationProperties: INodeProperties[] = resources.flatMap(propertiesOf);

/** The operation a workflow names, or undefined for one this version of the node does not know. */
export function operationNamed(resource: string, operation: string): Operation | undefined {
  return operations.get(`${resource}.${operation}`);
}
