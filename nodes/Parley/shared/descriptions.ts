import type { INodeProperties } from 'n8n-workflow';

import { locatorFor } from './locators';

/** Return All and Limit, as every list of n8n has them. */
export const listFields: readonly INodeProperties[] = [
  {
    displayName: 'Return All',
    name: 'returnAll',
    type: 'boolean',
    default: false,
    description: 'Whether to return all results or only up to a given limit',
  },
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 50,
    displayOptions: { show: { returnAll: [false] } },
    description: 'Max number of results to return',
  },
];

/** For whom something is done. An API key acts as a workflow unless it says so. */
export const actingMemberField: INodeProperties = locatorFor({
  displayName: 'On Behalf of Member',
  name: 'memberId',
  idPrefix: 'mbr',
  list: 'searchMembers',
  description: 'Do it as this member, who is then held to have done it. The API key needs the permission act_for_members.',
});

/** What an operation that has no other options still has. */
export const actingOptions: INodeProperties = {
  displayName: 'Options',
  name: 'options',
  type: 'collection',
  placeholder: 'Add option',
  default: {},
  options: [actingMemberField],
};

/** Taking a conversation from whoever owns it. */
export const takingFields: readonly INodeProperties[] = [
  locatorFor({
    displayName: 'Current Owner',
    name: 'expectedAssigneeId',
    idPrefix: 'mbr',
    list: 'searchMembers',
    description: 'Take the conversation over from this member only. If another one owns it by now, nothing changes.',
  }),
  actingMemberField,
  {
    displayName: 'Take Over From Anyone',
    name: 'force',
    type: 'boolean',
    default: false,
    description: 'Whether to take the conversation away from whoever owns it',
  },
];

/** Pairs of a name and a value, such as the attributes of a contact. */
export function pairsField(displayName: string, name: string, one: string, description: string): INodeProperties {
  return {
    displayName,
    name,
    type: 'fixedCollection',
    typeOptions: { multipleValues: true },
    placeholder: `Add ${one.toLowerCase()}`,
    default: {},
    description,
    options: [
      {
        displayName: one,
        name: 'values',
        values: [
          { displayName: 'Name', name: 'name', type: 'string', default: '', placeholder: 'e.g. plan' },
          { displayName: 'Value', name: 'value', type: 'string', default: '', placeholder: 'e.g. gold' },
        ],
      },
    ],
  };
}
