import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { actingOptions } from '../../shared/descriptions';
import { conversationField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { commandTo } from '../conversation/command';

export const markRead: Operation = {
  option: {
    name: 'Mark as Read',
    value: 'markRead',
    action: 'Mark messages as read',
    description: 'Show the customer that their messages were read. On channels that cannot, the item says "done: false".',
  },
  properties: [conversationField, actingOptions],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    return itemOf(await commandTo<IDataObject>(context, itemIndex, 'read', {}));
  },
};
