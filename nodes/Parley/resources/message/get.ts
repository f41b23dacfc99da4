import type { IExecuteFunctions } from 'n8n-workflow';

import { conversationField, messageField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { idAt } from '../../shared/parameters';
import { pathOf, request } from '../../shared/transport';
import type { Message } from '../../shared/wire';

export const get: Operation = {
  option: {
    name: 'Get',
    value: 'get',
    action: 'Get message',
    description: 'Get a message, for example to see how far its delivery has come',
  },
  properties: [
    { ...conversationField, required: false, description: 'Only to choose the message from a list. Its ID alone is enough.' },
    messageField,
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    const path = pathOf('messages', idAt(context, 'messageId', itemIndex));
    return itemOf(await request<Message>(context, { method: 'GET', path }, itemIndex));
  },
};
