import type { IExecuteFunctions } from 'n8n-workflow';

import { itemOf, type Operation } from '../../shared/operation';
import { contentFields, contentOf } from './content';
import { destinationFields } from './destination';
import { sendOptions } from './policy';
import { sendContent } from './sending';

export const send: Operation = {
  option: {
    name: 'Send',
    value: 'send',
    action: 'Send message',
    description: 'Send a text, a file, a place or choices to a customer on the channel they write on',
  },
  properties: [...destinationFields, ...contentFields, sendOptions],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    return itemOf(await sendContent(context, itemIndex, await contentOf(context, itemIndex)));
  },
};
