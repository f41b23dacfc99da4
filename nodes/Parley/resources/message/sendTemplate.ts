import type { IExecuteFunctions } from 'n8n-workflow';

import { itemOf, type Operation } from '../../shared/operation';
import { destinationFields } from './destination';
import { sendOptions } from './policy';
import { sendContent } from './sending';
import { templateFields, templateOf } from './template';

export const sendTemplate: Operation = {
  option: {
    name: 'Send Template',
    value: 'sendTemplate',
    action: 'Send template message',
    description: 'Send a message prepared and approved beforehand, also when the customer has not written for a long time',
  },
  properties: [...destinationFields, ...templateFields, sendOptions],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    return itemOf(await sendContent(context, itemIndex, templateOf(context, itemIndex)));
  },
};
