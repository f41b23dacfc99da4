import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { itemOf, type Operation } from '../../shared/operation';
import { filled, rowsAt, textAt, wordsAt } from '../../shared/parameters';
import { pathOf, request } from '../../shared/transport';
import type { Contact } from '../../shared/wire';

export const upsert: Operation = {
  option: {
    name: 'Create or Update',
    value: 'upsert',
    action: 'Create or update contact',
    description: 'Create a new record, or update the current one if it already exists (upsert)',
  },
  properties: [
    {
      displayName: 'System',
      name: 'system',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. hubspot',
      description: 'The system that knows this person, such as your CRM. A short name of your choice, always the same.',
    },
    {
      displayName: 'External ID',
      name: 'externalId',
      type: 'string',
      required: true,
      default: '',
      placeholder: 'e.g. 20451',
      description: 'The ID of this person in that system',
    },
    {
      displayName: 'Fields',
      name: 'fields',
      type: 'collection',
      placeholder: 'Add field',
      default: {},
      description: 'What to write. Fields that are not given, or left empty, stay as they are.',
      options: [
        {
          displayName: 'Attributes',
          name: 'attributes',
          type: 'fixedCollection',
          typeOptions: { multipleValues: true },
          placeholder: 'Add attribute',
          default: {},
          description: 'Anything else you want to know of this person',
          options: [
            {
              displayName: 'Attribute',
              name: 'values',
              values: [
                { displayName: 'Name', name: 'name', type: 'string', default: '', placeholder: 'e.g. plan' },
                { displayName: 'Value', name: 'value', type: 'string', default: '', placeholder: 'e.g. gold' },
              ],
            },
          ],
        },
        { displayName: 'Email', name: 'email', type: 'string', default: '', placeholder: 'name@email.com' },
        { displayName: 'Name', name: 'name', type: 'string', default: '', placeholder: 'e.g. Nathan Smith' },
        {
          displayName: 'Phone',
          name: 'phone',
          type: 'string',
          default: '',
          placeholder: 'e.g. +15550100200',
          description: 'With the country code',
        },
        {
          displayName: 'Tags',
          name: 'tags',
          type: 'string',
          default: '',
          placeholder: 'e.g. vip, newsletter',
          description: 'Comma-separated list of tags',
        },
      ],
    },
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    const attributes: IDataObject = Object.fromEntries(
      rowsAt(context, 'fields.attributes.values', itemIndex).map((row) => [row.name, row.value]),
    );
    return itemOf(
      await request<Contact>(
        context,
        {
          method: 'PUT',
          path: pathOf('contacts', 'external', textAt(context, 'system', itemIndex), textAt(context, 'externalId', itemIndex)),
          body: filled({
            name: textAt(context, 'fields.name', itemIndex),
            email: textAt(context, 'fields.email', itemIndex),
            phone: textAt(context, 'fields.phone', itemIndex),
            tags: wordsAt(context, 'fields.tags', itemIndex),
            attributes: Object.keys(attributes).length === 0 ? undefined : attributes,
          }),
        },
        itemIndex,
      ),
    );
  },
};
