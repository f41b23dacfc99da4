import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { actingOptions } from '../../shared/descriptions';
import { conversationField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { commandTo } from '../conversation/command';

export const typing: Operation = {
  option: {
    name: 'Show Typing',
    value: 'typing',
    action: 'Show typing',
    description: 'Show the customer that somebody is writing, for a short time. On channels that cannot, the item says "done: false".',
  },
  properties: [conversationField, actingOptions],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    return itemOf(await commandTo<IDataObject>(context, itemIndex, 'typing', {}));
  },
};
