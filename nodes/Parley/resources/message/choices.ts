import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { asText, filled, tableAt } from '../../shared/parameters';

/** The options a customer may choose from. */
export const choicesField: INodeProperties = {
  displayName: 'Choices',
  name: 'choices',
  type: 'fixedCollection',
  typeOptions: { multipleValues: true, sortable: true },
  placeholder: 'Add choice',
  default: {},
  description: 'What the customer may choose. Where a platform has no buttons they are numbered, and a typed number or label counts.',
  options: [
    {
      displayName: 'Choice',
      name: 'values',
      values: [
        {
          displayName: 'Label',
          name: 'label',
          type: 'string',
          default: '',
          placeholder: 'e.g. Yes, please',
          description: 'What the customer reads. WhatsApp takes 20 characters on a button and 24 in a list.',
        },
        {
          displayName: 'ID',
          name: 'id',
          type: 'string',
          default: '',
          placeholder: 'e.g. yes',
          description: 'How your workflow knows the choice. Without it: the label.',
        },
        {
          displayName: 'Description',
          name: 'description',
          type: 'string',
          default: '',
          description: 'A second line, in lists only',
        },
      ],
    },
  ],
};

export const styleField: INodeProperties = {
  displayName: 'Style',
  name: 'style',
  type: 'options',
  default: 'buttons',
  options: [
    { name: 'Buttons', value: 'buttons', description: 'Below the message; three at most on WhatsApp' },
    { name: 'List', value: 'list', description: 'Behind one button; ten at most on WhatsApp' },
    { name: 'Quick Replies', value: 'quick_replies', description: 'Above the keyboard, gone after the next message' },
  ],
  description: 'How the choices are shown, where the platform can. More than fit become a list, or numbers.',
};

/** The choices a user added, as the gateway takes them. */
export function choicesOf(context: IExecuteFunctions, itemIndex: number): IDataObject[] {
  return tableAt(context, 'choices.values', itemIndex).flatMap((row) => {
    const label = asText(row.label).trim();
    if (label === '') return [];
    return [filled({ id: asText(row.id).trim() || label, label, description: asText(row.description) })];
  });
}
