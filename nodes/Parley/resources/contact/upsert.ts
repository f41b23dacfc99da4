import type { IExecuteFunctions } from 'n8n-workflow';

import { pairsField } from '../../shared/descriptions';
import { contactField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { filled, idAt, pairsAt, textAt, wordsAt } from '../../shared/parameters';
import { pathOf, request } from '../../shared/transport';
import type { Contact } from '../../shared/wire';

/** Writing an external id to somebody who wrote first: nobody has that id yet, but there is a contact. */
const bindingField = {
  ...contactField,
  displayName: 'Contact to Bind',
  required: false,
  description:
    'The contact that gets this external ID, such as one that wrote first. Without it a new contact is made when nobody has the ID.',
};

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
        pairsField('Attributes', 'attributes', 'Attribute', 'Anything else you want to know of this person'),
        bindingField,
        { displayName: 'Email', name: 'email', type: 'string', default: '', placeholder: 'name@email.com' },
        {
          displayName: 'Language',
          name: 'locale',
          type: 'string',
          default: '',
          placeholder: 'e.g. en-US',
          description: 'The language code of this person',
        },
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
            attributes: pairsAt(context, 'fields.attributes.values', itemIndex),
            contactId: idAt(context, 'fields.contactId', itemIndex),
            locale: textAt(context, 'fields.locale', itemIndex),
          }),
        },
        itemIndex,
      ),
    );
  },
};
