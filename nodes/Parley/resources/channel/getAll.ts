import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { listFields } from '../../shared/descriptions';
import { itemsOf, type Operation } from '../../shared/operation';
import { textAt, limitAt } from '../../shared/parameters';
import { requestList } from '../../shared/transport';

export const getAll: Operation = {
  option: {
    name: 'Get Many',
    value: 'getAll',
    action: 'Get many channels',
    description: 'Get the connected accounts of platforms, with their health',
  },
  properties: [
    ...listFields,
    {
      displayName: 'Platform',
      name: 'type',
      type: 'options',
      default: '',
      options: [
        { name: 'All', value: '' },
        { name: 'LINE', value: 'line' },
        { name: 'Messenger', value: 'facebook' },
        { name: 'Web Chat', value: 'widget' },
        { name: 'WeChat', value: 'wechat' },
        { name: 'WhatsApp', value: 'whatsapp' },
      ],
      description: 'Only channels of this platform',
    },
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    return itemsOf(
      await requestList<IDataObject>(
        context,
        '/channels',
        { type: textAt(context, 'type', itemIndex) },
        limitAt(context, itemIndex),
        itemIndex,
      ),
    );
  },
};
