import type { IExecuteFunctions } from 'n8n-workflow';

import { conversationField, sendOptions } from '../../shared/descriptions';
import { itemOf, type Operation } from '../../shared/operation';
import { textAt } from '../../shared/parameters';
import { sendContent } from './content';

export const send: Operation = {
  option: {
    name: 'Send',
    value: 'send',
    action: 'Send message',
    description: 'Send a text to a customer on the channel they write on',
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
      placeholder: 'e.g. Hello! How can we help?',
      description: 'What the customer reads. A text that is too long for the channel is split, with nothing lost.',
    },
    sendOptions,
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    return itemOf(await sendContent(context, itemIndex, { type: 'text', text: textAt(context, 'text', itemIndex) }));
  },
};
