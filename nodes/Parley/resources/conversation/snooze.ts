import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { actingOptions } from '../../shared/descriptions';
import { conversationField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { flagAt, timeAt } from '../../shared/parameters';
import type { Conversation } from '../../shared/wire';
import { commandTo } from './command';

export const snooze: Operation = {
  option: {
    name: 'Snooze',
    value: 'snooze',
    action: 'Snooze conversation',
    description: 'Put a conversation away until a time. A message of the customer brings it back at once.',
  },
  properties: [
    conversationField,
    {
      displayName: 'Wake Up Now',
      name: 'wake',
      type: 'boolean',
      default: false,
      description: 'Whether to bring back a conversation that was put away',
    },
    {
      displayName: 'Until',
      name: 'until',
      type: 'dateTime',
      required: true,
      default: '',
      displayOptions: { show: { wake: [false] } },
      description: 'When it comes back. A time without an offset is in the time zone of the workflow.',
    },
    actingOptions,
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    const until = flagAt(context, 'wake', itemIndex) ? null : timeAt(context, 'until', 'Until', itemIndex);
    if (until === '') throw new NodeOperationError(context.getNode(), 'Say until when the conversation is put away', { itemIndex });
    return itemOf(await commandTo<Conversation>(context, itemIndex, 'snooze', { until }));
  },
};
