import type { IExecuteFunctions } from 'n8n-workflow';

import { actingOptions } from '../../shared/descriptions';
import { conversationField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { textAt } from '../../shared/parameters';
import type { Conversation } from '../../shared/wire';
import { commandTo } from './command';

export const handOver: Operation = {
  option: {
    name: 'Hand Over',
    value: 'handOver',
    action: 'Hand over conversation',
    description: 'Hand a conversation from the bot to people, for example when the customer asks for a person, or back to the bot',
  },
  properties: [
    conversationField,
    {
      displayName: 'To',
      name: 'to',
      type: 'options',
      default: 'people',
      options: [
        { name: 'Bot', value: 'bot', description: 'A workflow or assistant answers from now on' },
        { name: 'People', value: 'people', description: 'The team answers from now on; whoever waits is shown to them' },
      ],
      description: 'Who answers the customer from now on',
    },
    {
      displayName: 'Note',
      name: 'note',
      type: 'string',
      typeOptions: { rows: 3 },
      default: '',
      placeholder: 'e.g. Wants to talk about an invoice',
      description: 'What the team should know. The customer never sees it.',
    },
    actingOptions,
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    return itemOf(
      await commandTo<Conversation>(context, itemIndex, 'hand-over', {
        to: textAt(context, 'to', itemIndex),
        note: textAt(context, 'note', itemIndex),
      }),
    );
  },
};
