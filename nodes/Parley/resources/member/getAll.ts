import type { IExecuteFunctions } from 'n8n-workflow';

import { listFields } from '../../shared/descriptions';
import { itemsOf, type Operation } from '../../shared/operation';
import { limitAt } from '../../shared/parameters';
import { requestList } from '../../shared/transport';
import type { Member } from '../../shared/wire-organization';

export const getAll: Operation = {
  option: {
    name: 'Get Many',
    value: 'getAll',
    action: 'Get many members',
    description: 'Get the people of your organization, with who is online',
  },
  properties: [...listFields],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    return itemsOf(await requestList<Member>(context, '/members', {}, limitAt(context, itemIndex), itemIndex));
  },
};
