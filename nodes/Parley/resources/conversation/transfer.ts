import type { IExecuteFunctions } from 'n8n-workflow';

import { takingFields } from '../../shared/descriptions';
import { conversationField, memberField, teamField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { flagAt, idAt, textAt } from '../../shared/parameters';
import type { Conversation } from '../../shared/wire';
import { commandTo } from './command';

export const transfer: Operation = {
  option: {
    name: 'Transfer',
    value: 'transfer',
    action: 'Transfer conversation',
    description: 'Hand a conversation on to a member or a team, with a note for whoever gets it',
  },
  properties: [
    conversationField,
    {
      displayName: 'Transfer To',
      name: 'transferTo',
      type: 'options',
      default: 'team',
      options: [
        { name: 'Member', value: 'member', description: 'The former owner is out of the conversation then' },
        { name: 'Team', value: 'team', description: 'Everybody who was in the conversation is out of it then' },
      ],
      description: 'Who gets the conversation',
    },
    {
      ...memberField,
      name: 'assigneeId',
      description: 'The person of your organization who shall own the conversation',
      displayOptions: { show: { transferTo: ['member'] } },
    },
    { ...teamField, displayOptions: { show: { transferTo: ['team'] } } },
    {
      displayName: 'Note',
      name: 'note',
      type: 'string',
      typeOptions: { rows: 3 },
      default: '',
      placeholder: 'e.g. Asks about an invoice of last month',
      description: 'What the next one should know. The customer never sees it.',
    },
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
    const isForMember = textAt(context, 'transferTo', itemIndex) === 'member';
    return itemOf(
      await commandTo<Conversation>(context, itemIndex, 'transfer', {
        ...(isForMember ? { assigneeId: idAt(context, 'assigneeId', itemIndex) } : { teamId: idAt(context, 'teamId', itemIndex) }),
        note: textAt(context, 'note', itemIndex),
        expectedAssigneeId: idAt(context, 'options.expectedAssigneeId', itemIndex),
        force: flagAt(context, 'options.force', itemIndex) || undefined,
      }),
    );
  },
};
