import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { listFields } from '../../shared/descriptions';
import { channelField } from '../../shared/locators';
import { itemsOf, type Operation } from '../../shared/operation';
import { idAt, limitAt, textAt } from '../../shared/parameters';
import { requestList } from '../../shared/transport';

export const getAll: Operation = {
  option: {
    name: 'Get Many',
    value: 'getAll',
    action: 'Get many templates',
    description: 'Get messages prepared beforehand, with their text, variables and whether the platform has approved them',
  },
  properties: [
    ...listFields,
    {
      displayName: 'Filters',
      name: 'filters',
      type: 'collection',
      placeholder: 'Add filter',
      default: {},
      options: [
        { ...channelField, description: 'Only templates that can be used on this channel' },
        {
          displayName: 'Kind',
          name: 'kind',
          type: 'options',
          default: 'whatsapp',
          options: [
            { name: 'Canned', value: 'canned', description: 'Made in Parley' },
            { name: 'Messenger', value: 'messenger' },
            { name: 'Twilio', value: 'twilio' },
            { name: 'WeChat', value: 'wechat' },
            { name: 'WhatsApp', value: 'whatsapp' },
          ],
          description: 'Only templates of this kind',
        },
        { displayName: 'Language', name: 'language', type: 'string', default: '', placeholder: 'e.g. en_US' },
        {
          displayName: 'Search',
          name: 'q',
          type: 'string',
          default: '',
          description: 'Only templates with these words in the name or text',
        },
        {
          displayName: 'Status',
          name: 'status',
          type: 'options',
          default: 'approved',
          options: [
            { name: 'Approved', value: 'approved', description: 'May be sent' },
            { name: 'Deleted', value: 'deleted' },
            { name: 'Disabled', value: 'disabled' },
            { name: 'Paused', value: 'paused' },
            { name: 'Pending', value: 'pending' },
            { name: 'Rejected', value: 'rejected' },
          ],
          description: 'Only templates with this status. Without it, all but the deleted.',
        },
      ],
    },
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    const query = {
      channelId: idAt(context, 'filters.channelId', itemIndex),
      kind: textAt(context, 'filters.kind', itemIndex),
      language: textAt(context, 'filters.language', itemIndex),
      q: textAt(context, 'filters.q', itemIndex),
      status: textAt(context, 'filters.status', itemIndex),
    };
    return itemsOf(await requestList<IDataObject>(context, '/templates', query, limitAt(context, itemIndex), itemIndex));
  },
};
