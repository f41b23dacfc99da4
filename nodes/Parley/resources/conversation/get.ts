import type { IExecuteFunctions } from 'n8n-workflow';

import { conversationField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { idAt } from '../../shared/parameters';
import { pathOf, request } from '../../shared/transport';
import type { Conversation } from '../../shared/wire';

export const get: Operation = {
  option: {
    name: 'Get',
    value: 'get',
    action: 'Get conversation',
    description: 'Get a conversation with its status, its owner and how long the customer has waited',
  },
  properties: [conversationField],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    const path = pathOf('conversations', idAt(context, 'conversationId', itemIndex));
    return itemOf(await request<Conversation>(context, { method: 'GET', path }, itemIndex));
  },
};
