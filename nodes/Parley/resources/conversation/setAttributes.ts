import type { IExecuteFunctions } from 'n8n-workflow';

import { actingOptions, pairsField } from '../../shared/descriptions';
import { conversationField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { filled, idAt, pairsAt } from '../../shared/parameters';
import { pathOf, request } from '../../shared/transport';
import type { Conversation } from '../../shared/wire';

export const setAttributes: Operation = {
  option: {
    name: 'Set Attributes',
    value: 'setAttributes',
    action: 'Set attributes of conversation',
    description: 'Keep something with a conversation, such as the number of an order. Attributes that are not named stay as they are.',
  },
  properties: [
    conversationField,
    pairsField(
      'Attributes',
      'attributes',
      'Attribute',
      'What to keep. A value that is null, as an expression may give it, takes the attribute away.',
    ),
    actingOptions,
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    return itemOf(
      await request<Conversation>(
        context,
        {
          method: 'PATCH',
          path: pathOf('conversations', idAt(context, 'conversationId', itemIndex)),
          body: filled({
            attributes: pairsAt(context, 'attributes.values', itemIndex) ?? {},
            memberId: idAt(context, 'options.memberId', itemIndex),
          }),
        },
        itemIndex,
      ),
    );
  },
};
