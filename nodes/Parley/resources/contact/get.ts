import type { IExecuteFunctions } from 'n8n-workflow';

import { contactField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { idAt } from '../../shared/parameters';
import { pathOf, request } from '../../shared/transport';
import type { Contact } from '../../shared/wire';

export const get: Operation = {
  option: {
    name: 'Get',
    value: 'get',
    action: 'Get contact',
    description: 'Get a person with what is known of them on every channel',
  },
  properties: [contactField],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    const path = pathOf('contacts', idAt(context, 'contactId', itemIndex));
    return itemOf(await request<Contact>(context, { method: 'GET', path }, itemIndex));
  },
};
