import type { IExecuteFunctions } from 'n8n-workflow';

import { conversationField, sendOptions } from '../../shared/descriptions';
import { itemOf, type Operation } from '../../shared/operation';
import { rowsAt, textAt } from '../../shared/parameters';
import { sendContent } from './content';

export const sendTemplate: Operation = {
  option: {
    name: 'Send Template',
    value: 'sendTemplate',
    action: 'Send template message',
    description: 'Send a message prepared and approved beforehand, also when the customer has not written for a long time',
  },
  properties: [
    conversationField,
    {
      displayName: 'Template Name',
      name: 'templateName',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. appointment_reminder',
      description: 'The name under which the platform approved the template',
    },
    {
      displayName: 'Language',
      name: 'language',
      type: 'string',
      required: true,
      default: 'en',
      placeholder: 'e.g. en_US',
      description: 'The language code under which the template was approved',
    },
    {
      displayName: 'Template Parameters',
      name: 'templateParameters',
      type: 'fixedCollection',
      typeOptions: { multipleValues: true },
      placeholder: 'Add parameter',
      default: {},
      description: 'What fills the blanks of the template',
      options: [
        {
          displayName: 'Parameter',
          name: 'values',
          values: [
            {
              displayName: 'Name',
              name: 'name',
              type: 'string',
              default: '',
              placeholder: 'e.g. 1',
              description: 'The name of the blank, or its number',
            },
            { displayName: 'Value', name: 'value', type: 'string', default: '', description: 'The text to put there' },
          ],
        },
      ],
    },
    sendOptions,
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    const rows = rowsAt(context, 'templateParameters.values', itemIndex);
    return itemOf(
      await sendContent(context, itemIndex, {
        type: 'template',
        name: textAt(context, 'templateName', itemIndex),
        language: textAt(context, 'language', itemIndex),
        params: Object.fromEntries(rows.map((row) => [row.name, String(row.value)])),
      }),
    );
  },
};
