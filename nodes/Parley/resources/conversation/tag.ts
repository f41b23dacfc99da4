import type { IExecuteFunctions } from 'n8n-workflow';

import { actingOptions } from '../../shared/descriptions';
import { conversationField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { wordsAt } from '../../shared/parameters';
import type { Conversation } from '../../shared/wire';
import { commandTo } from './command';

export const tag: Operation = {
  option: {
    name: 'Tag',
    value: 'tag',
    action: 'Tag conversation',
    description: 'Add tags to a conversation, and take others away',
  },
  properties: [
    conversationField,
    {
      displayName: 'Tags to Add',
      name: 'addTags',
      type: 'string',
      default: '',
      placeholder: 'e.g. vip, invoice',
      description: 'Comma-separated list of tags. Those that are there already stay as they are.',
    },
    {
      displayName: 'Tags to Remove',
      name: 'removeTags',
      type: 'string',
      default: '',
      placeholder: 'e.g. new',
      description: 'Comma-separated list of tags',
    },
    actingOptions,
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    return itemOf(
      await commandTo<Conversation>(context, itemIndex, 'tags', {
        add: wordsAt(context, 'addTags', itemIndex),
        remove: wordsAt(context, 'removeTags', itemIndex),
      }),
    );
  },
};
