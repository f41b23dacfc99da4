import type { IExecuteFunctions } from 'n8n-workflow';

import { listFields } from '../../shared/descriptions';
import { conversationField } from '../../shared/locators';
import { itemsOf, type Operation } from '../../shared/operation';
import { idAt, limitAt } from '../../shared/parameters';
import { pathOf, requestList } from '../../shared/transport';
import type { Message } from '../../shared/wire';

export const getAll: Operation = {
  option: {
    name: 'Get Many',
    value: 'getAll',
    action: 'Get many messages',
    description: 'Get the messages of a conversation, newest first',
  },
  properties: [conversationField, ...listFields],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    const path = pathOf('conversations', idAt(context, 'conversationId', itemIndex), 'messages');
    return itemsOf(await requestList<Message>(context, path, {}, limitAt(context, itemIndex), itemIndex));
  },
};
