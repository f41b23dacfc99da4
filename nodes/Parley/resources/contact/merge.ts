import type { IExecuteFunctions } from 'n8n-workflow';

import { idempotencyHeaders } from '../../shared/idempotency';
import { contactField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { idAt } from '../../shared/parameters';
import { pathOf, request } from '../../shared/transport';
import type { Contact } from '../../shared/wire';

export const merge: Operation = {
  option: {
    name: 'Merge',
    value: 'merge',
    action: 'Merge contacts',
    description: 'Make one of two contacts that are the same person, and get the one that stays',
  },
  properties: [
    { ...contactField, displayName: 'Contact to Merge', description: 'The contact that passes everything to the other one' },
    { ...contactField, displayName: 'Contact That Stays', name: 'into', description: 'Its own details win; its gaps are filled' },
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    return itemOf(
      await request<Contact>(
        context,
        {
          method: 'POST',
          path: pathOf('contacts', idAt(context, 'contactId', itemIndex), 'merge'),
          headers: idempotencyHeaders(context, itemIndex),
          body: { into: idAt(context, 'into', itemIndex) },
        },
        itemIndex,
      ),
    );
  },
};
