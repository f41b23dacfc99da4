import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { channelField } from '../../shared/locators';
import { itemsOf, type Operation } from '../../shared/operation';
import { filled, idAt } from '../../shared/parameters';
import { request } from '../../shared/transport';

export const sync: Operation = {
  option: {
    name: 'Sync',
    value: 'sync',
    action: 'Sync templates',
    description:
      'Fetch the templates from the platforms now, and get one item for each channel with what was new. Parley does so every six hours by itself.',
  },
  properties: [{ ...channelField, description: 'Only the templates of this channel. Leave it empty for all channels.' }],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    const { data } = await request<{ data: IDataObject[] }>(
      context,
      { method: 'POST', path: '/templates/sync', body: filled({ channelId: idAt(context, 'channelId', itemIndex) }) },
      itemIndex,
    );
    return itemsOf(data);
  },
};
