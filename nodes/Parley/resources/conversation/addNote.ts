import type { IExecuteFunctions } from 'n8n-workflow';

import { actingOptions } from '../../shared/descriptions';
import { conversationField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { textAt } from '../../shared/parameters';
import type { Message } from '../../shared/wire';
import { commandTo } from './command';

export const addNote: Operation = {
  option: {
    name: 'Add Note',
    value: 'addNote',
    action: 'Add note to conversation',
    description: 'Write a note for the team. The customer never sees it, and it does not end their wait.',
  },
  properties: [
    conversationField,
    {
      displayName: 'Text',
      name: 'text',
      type: 'string',
      typeOptions: { rows: 3 },
      required: true,
      default: '',
      placeholder: 'e.g. Called back, no answer',
      description: 'What the team should know',
    },
    actingOptions,
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    return itemOf(await commandTo<Message>(context, itemIndex, 'notes', { text: textAt(context, 'text', itemIndex) }));
  },
};
