import type { IExecuteFunctions } from 'n8n-workflow';

import { listFields } from '../../shared/descriptions';
import { itemsOf, type Operation } from '../../shared/operation';
import { limitAt, textAt } from '../../shared/parameters';
import { requestList } from '../../shared/transport';
import type { Contact } from '../../shared/wire';

export const getAll: Operation = {
  option: {
    name: 'Get Many',
    value: 'getAll',
    action: 'Get many contacts',
    description: 'Get people, newest first, for example all with an email address of one company',
  },
  properties: [
    ...listFields,
    {
      displayName: 'Search',
      name: 'q',
      type: 'string',
      default: '',
      placeholder: 'e.g. ann@example.com',
      description: 'Only people with this in their name, email, phone or the ID of another system',
    },
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    const query = { q: textAt(context, 'q', itemIndex) };
    return itemsOf(await requestList<Contact>(context, '/contacts', query, limitAt(context, itemIndex), itemIndex));
  },
};
