import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { conversationField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { flagAt, idAt, numberAt, textAt } from '../../shared/parameters';
import { pathOf, request } from '../../shared/transport';

export const transcript: Operation = {
  option: {
    name: 'Get Transcript',
    value: 'transcript',
    action: 'Get transcript of conversation',
    description:
      'Get what was said in a conversation, oldest first, as an AI agent needs it to remember: who spoke (customer, agent or bot) and their words. Notes of the team are left out unless you ask for them.',
  },
  properties: [
    conversationField,
    {
      displayName: 'Format',
      name: 'format',
      type: 'options',
      default: 'messages',
      options: [
        { name: 'Messages', value: 'messages', description: 'A list with the role, the name and the words of each message' },
        { name: 'Text', value: 'text', description: 'One text with a line for each message, ready to be put into a prompt' },
      ],
      description: 'What the transcript looks like',
    },
    {
      displayName: 'Last Messages',
      name: 'lastMessages',
      type: 'number',
      typeOptions: { minValue: 1, maxValue: 200 },
      default: 50,
      description: 'How many of the latest messages to get',
    },
    {
      displayName: 'Include Notes',
      name: 'includeNotes',
      type: 'boolean',
      default: false,
      description: 'Whether the notes of the team are part of it. A customer must never be told what they say.',
    },
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    return itemOf(
      await request<IDataObject>(
        context,
        {
          method: 'GET',
          path: pathOf('conversations', idAt(context, 'conversationId', itemIndex), 'transcript'),
          query: {
            limit: numberAt(context, 'lastMessages', itemIndex),
            format: textAt(context, 'format', itemIndex),
            notes: flagAt(context, 'includeNotes', itemIndex) ? 'true' : '',
          },
        },
        itemIndex,
      ),
    );
  },
};
