import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { takingFields } from '../../shared/descriptions';
import { conversationField, memberField, teamField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { flagAt, idAt, textAt } from '../../shared/parameters';
import type { Conversation } from '../../shared/wire';
import { commandTo } from './command';

export const assign: Operation = {
  option: {
    name: 'Assign',
    value: 'assign',
    action: 'Assign conversation',
    description: 'Give a conversation an owner, or give it to a team',
  },
  properties: [
    conversationField,
    {
      displayName: 'Assign To',
      name: 'assignTo',
      type: 'options',
      default: 'member',
      options: [
        { name: 'All Teams', value: 'everybody', description: 'No team has it: every member may see and take it' },
        { name: 'Member', value: 'member', description: 'This member owns it' },
        { name: 'Nobody', value: 'nobody', description: 'Takes its owner away' },
        { name: 'Team', value: 'team', description: 'This team has it, and assigns it as the team does' },
      ],
      description: 'Who gets the conversation',
    },
    {
      ...memberField,
      name: 'assigneeId',
      description: 'The person of your organization who shall own the conversation',
      displayOptions: { show: { assignTo: ['member'] } },
    },
    { ...teamField, displayOptions: { show: { assignTo: ['team'] } } },
    {
      displayName: 'Options',
      name: 'options',
      type: 'collection',
      placeholder: 'Add option',
      default: {},
      options: [...takingFields],
    },
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    return itemOf(
      await commandTo<Conversation>(context, itemIndex, 'assign', {
        ...recipient(context, itemIndex),
        expectedAssigneeId: idAt(context, 'options.expectedAssigneeId', itemIndex),
        force: flagAt(context, 'options.force', itemIndex) || undefined,
      }),
    );
  },
};

function recipient(context: IExecuteFunctions, itemIndex: number): IDataObject {
  switch (textAt(context, 'assignTo', itemIndex)) {
    case 'team':
      return { teamId: idAt(context, 'teamId', itemIndex) };
    case 'everybody':
      return { teamId: null };
    case 'nobody':
      return { assigneeId: null };
    default:
      return { assigneeId: idAt(context, 'assigneeId', itemIndex) };
  }
}
