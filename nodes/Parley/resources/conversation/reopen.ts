import type { IExecuteFunctions } from 'n8n-workflow';

import { actingOptions } from '../../shared/descriptions';
import { conversationField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import type { Conversation } from '../../shared/wire';
import { commandTo } from './command';

export const reopen: Operation = {
  option: {
    name: 'Reopen',
    value: 'reopen',
    action: 'Reopen conversation',
    description: 'Open a closed conversation again, in a new session',
  },
  properties: [conversationField, actingOptions],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    return itemOf(await commandTo<Conversation>(context, itemIndex, 'reopen', {}));
  },
};
