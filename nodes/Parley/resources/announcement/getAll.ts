import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { listFields } from '../../shared/descriptions';
import { channelField } from '../../shared/locators';
import { itemsOf, type Operation } from '../../shared/operation';
import { idAt, limitAt } from '../../shared/parameters';
import { requestList } from '../../shared/transport';

export const getAll: Operation = {
  option: {
    name: 'Get Many',
    value: 'getAll',
    action: 'Get many announcements',
    description: 'Get what everybody on a website was, is or will be told, newest first, with how many sessions began with an answer',
  },
  properties: [...listFields, { ...channelField, description: 'Only announcements of this widget. Leave it empty for all.' }],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    const query = { channelId: idAt(context, 'channelId', itemIndex) };
    return itemsOf(await requestList<IDataObject>(context, '/announcements', query, limitAt(context, itemIndex), itemIndex));
  },
};
