import type { IExecuteFunctions } from 'n8n-workflow';

import { actingOptions } from '../../shared/descriptions';
import { conversationField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { textAt } from '../../shared/parameters';
import type { Conversation } from '../../shared/wire';
import { commandTo } from './command';

export const close: Operation = {
  option: {
    name: 'Close',
    value: 'close',
    action: 'Close conversation',
    description: 'Close a conversation. The next message of the customer opens it again.',
  },
  properties: [
    conversationField,
    {
      displayName: 'Reason',
      name: 'reason',
      type: 'string',
      default: '',
      placeholder: 'e.g. solved',
      description: 'Why it is closed, for your statistics',
    },
    actingOptions,
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    return itemOf(await commandTo<Conversation>(context, itemIndex, 'close', { reason: textAt(context, 'reason', itemIndex) }));
  },
};
