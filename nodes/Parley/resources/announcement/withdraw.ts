import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { itemOf, type Operation } from '../../shared/operation';
import { textAt } from '../../shared/parameters';
import { request } from '../../shared/transport';

export const withdraw: Operation = {
  option: {
    name: 'Withdraw',
    value: 'withdraw',
    action: 'Withdraw announcement',
    description: 'Take an announcement back: pages stop showing it at once. One that has ended stays as it is.',
  },
  properties: [
    {
      displayName: 'Announcement ID',
      name: 'announcementId',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. ann_01JD3Y5Q8ZK4T7W9XABCDEFGHJ',
      description: 'The announcement, as "Create" and "Get Many" give it',
    },
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    const id = encodeURIComponent(textAt(context, 'announcementId', itemIndex).trim());
    return itemOf(await request<IDataObject>(context, { method: 'POST', path: `/announcements/${id}/withdraw` }, itemIndex));
  },
};
