import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { channelField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { idAt } from '../../shared/parameters';
import { pathOf, request } from '../../shared/transport';

export const test: Operation = {
  option: {
    name: 'Test',
    value: 'test',
    action: 'Test channel',
    description: 'Ask the platform whether a channel works. What was found is in "health", each with what to do next.',
  },
  properties: [{ ...channelField, required: true }],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    const path = pathOf('channels', idAt(context, 'channelId', itemIndex), 'test');
    return itemOf(await request<IDataObject>(context, { method: 'POST', path, body: {} }, itemIndex));
  },
};
