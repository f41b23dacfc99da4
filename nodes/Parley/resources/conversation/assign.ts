import type { IExecuteFunctions } from 'n8n-workflow';

import { conversationField, memberField } from '../../shared/descriptions';
import { itemOf, type Operation } from '../../shared/operation';
import { filled, flagAt, idAt } from '../../shared/parameters';
import { pathOf, request } from '../../shared/transport';
import type { Conversation } from '../../shared/wire';

export const assign: Operation = {
  option: {
    name: 'Assign',
    value: 'assign',
    action: 'Assign conversation',
    description: 'Make a member of your organization the owner of a conversation',
  },
  properties: [
    conversationField,
    memberField,
    {
      displayName: 'Options',
      name: 'options',
      type: 'collection',
      placeholder: 'Add option',
      default: {},
      options: [
        {
          ...memberField,
          displayName: 'Current Owner',
          name: 'expectedAssigneeId',
          required: false,
          description: 'Take the conversation over from this member only. If another one owns it by now, nothing changes.',
        },
        {
          displayName: 'Take Over From Anyone',
          name: 'force',
          type: 'boolean',
          default: false,
          description: 'Whether to take the conversation away from whoever owns it',
        },
      ],
    },
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    return itemOf(
      await request<Conversation>(
        context,
        {
          method: 'POST',
          path: pathOf('conversations', idAt(context, 'conversationId', itemIndex), 'assign'),
          body: filled({
            assigneeId: idAt(context, 'assigneeId', itemIndex),
            expectedAssigneeId: idAt(context, 'options.expectedAssigneeId', itemIndex),
            force: flagAt(context, 'options.force', itemIndex) || undefined,
          }),
        },
        itemIndex,
      ),
    );
  },
};
