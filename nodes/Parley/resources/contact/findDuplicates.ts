import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { contactField } from '../../shared/locators';
import { itemsOf, type Operation } from '../../shared/operation';
import { idAt, numberAt } from '../../shared/parameters';
import { pathOf, request } from '../../shared/transport';
import type { Page } from '../../shared/wire';

export const findDuplicates: Operation = {
  option: {
    name: 'Find Duplicates',
    value: 'findDuplicates',
    action: 'Find duplicates of contact',
    description: 'Get contacts that may be the same person, the surest first, each with a score and the reasons',
  },
  properties: [
    contactField,
    {
      displayName: 'Limit',
      name: 'limit',
      type: 'number',
      typeOptions: { minValue: 1, maxValue: 50 },
      default: 50,
      description: 'Max number of results to return',
    },
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    const page = await request<Page<IDataObject>>(
      context,
      {
        method: 'GET',
        path: pathOf('contacts', idAt(context, 'contactId', itemIndex), 'duplicates'),
        query: { limit: numberAt(context, 'limit', itemIndex) },
      },
      itemIndex,
    );
    return itemsOf(page.data);
  },
};
