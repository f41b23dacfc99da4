import type { IExecuteFunctions } from 'n8n-workflow';

import { idempotencyHeaders } from '../../shared/idempotency';
import { contactField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { idAt, textAt } from '../../shared/parameters';
import { pathOf, request } from '../../shared/transport';
import type { Contact } from '../../shared/wire';

export const block: Operation = {
  option: {
    name: 'Block',
    value: 'block',
    action: 'Block contact',
    description: 'Block a person, or lift that. What a blocked person writes is kept, but starts no workflow and no wait.',
  },
  properties: [
    contactField,
    {
      displayName: 'What to Do',
      name: 'blocking',
      type: 'options',
      default: 'block',
      options: [
        { name: 'Block', value: 'block', description: 'Their open conversations close, and nothing can be sent to them' },
        { name: 'Lift the Block', value: 'unblock', description: 'Their next message opens the conversation as usual' },
      ],
      description: 'Whether to block this person or to lift that',
    },
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    return itemOf(
      await request<Contact>(
        context,
        {
          method: 'POST',
          path: pathOf('contacts', idAt(context, 'contactId', itemIndex), 'block'),
          headers: idempotencyHeaders(context, itemIndex),
          body: { blocked: textAt(context, 'blocking', itemIndex) !== 'unblock' },
        },
        itemIndex,
      ),
    );
  },
};
