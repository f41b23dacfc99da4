import type { IExecuteFunctions } from 'n8n-workflow';

import { conversationField } from '../../shared/descriptions';
import { itemOf, type Operation } from '../../shared/operation';
import { filled, idAt, textAt } from '../../shared/parameters';
import { pathOf, request } from '../../shared/transport';
import type { Conversation } from '../../shared/wire';

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
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    return itemOf(
      await request<Conversation>(
        context,
        {
          method: 'POST',
          path: pathOf('conversations', idAt(context, 'conversationId', itemIndex), 'close'),
          body: filled({ reason: textAt(context, 'reason', itemIndex) }),
        },
        itemIndex,
      ),
    );
  },
};
