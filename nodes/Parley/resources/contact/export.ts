import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { contactField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { flagAt, idAt, textAt } from '../../shared/parameters';
import { pathOf, request } from '../../shared/transport';

export const exportAll: Operation = {
  option: {
    name: 'Export',
    value: 'export',
    action: 'Export contact',
    description: 'Get everything that is kept of a person in one document, as they may ask for',
  },
  properties: [
    contactField,
    {
      displayName: 'Include Notes',
      name: 'notes',
      type: 'boolean',
      default: true,
      description: 'Whether what the team wrote for itself is part of it',
    },
    {
      displayName: 'Output',
      name: 'output',
      type: 'options',
      default: 'json',
      options: [
        { name: 'File', value: 'file', description: 'A JSON file, ready to be sent to the person' },
        { name: 'JSON', value: 'json', description: 'The fields of the item' },
      ],
      description: 'How to get it',
    },
    {
      displayName: 'Put Output File in Field',
      name: 'binaryProperty',
      type: 'string',
      required: true,
      default: 'data',
      displayOptions: { show: { output: ['file'] } },
      hint: 'The name of the output binary field to put the file in',
    },
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    const id = idAt(context, 'contactId', itemIndex);
    const everything = await request<IDataObject>(
      context,
      { method: 'POST', path: pathOf('contacts', id, 'export'), body: { notes: flagAt(context, 'notes', itemIndex) } },
      itemIndex,
    );
    if (textAt(context, 'output', itemIndex) !== 'file') return itemOf(everything);
    const bytes = Buffer.from(JSON.stringify(everything, undefined, 2));
    const file = await context.helpers.prepareBinaryData(bytes, `${id}.json`, 'application/json');
    return [{ json: { contactId: id }, binary: { [textAt(context, 'binaryProperty', itemIndex) || 'data']: file } }];
  },
};
