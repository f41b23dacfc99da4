import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { filled, flagAt, jsonAt, numberAt, textAt } from '../../shared/parameters';
import { choicesField, choicesOf, styleField } from './choices';
import { attachmentOf, mediaFields } from './media';

const contentTypeField: INodeProperties = {
  displayName: 'Content',
  name: 'contentType',
  type: 'options',
  default: 'text',
  options: [
    { name: 'Audio', value: 'audio' },
    { name: 'Buttons or List', value: 'choice', description: 'A text with choices to tap' },
    { name: 'Card', value: 'card', description: 'A title with a picture, a text and buttons' },
    { name: 'File', value: 'file', description: 'A document such as a PDF' },
    { name: 'Image', value: 'image' },
    { name: 'JSON', value: 'json', description: 'Any content of the API, such as a carousel, a sticker or contact cards' },
    { name: 'Location', value: 'location' },
    { name: 'Text', value: 'text' },
    { name: 'Video', value: 'video' },
  ],
  description: 'What to send. What a channel cannot show is sent in the nearest form, and "delivery.losses" says what was lost.',
};

/** What is said, by the kind of content. */
export const contentFields: INodeProperties[] = [
  contentTypeField,
  {
    displayName: 'Text',
    name: 'text',
    type: 'string',
    typeOptions: { rows: 3 },
    required: true,
    default: '',
    placeholder: 'e.g. Hello! How can we help?',
    displayOptions: { show: { contentType: ['text', 'choice'] } },
    description: 'What the customer reads. A text that is too long for the channel is split, with nothing lost.',
  },
  ...mediaFields,
  {
    displayName: 'Title',
    name: 'title',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. Table for two',
    displayOptions: { show: { contentType: ['card'] } },
    description: 'The first line of the card',
  },
  {
    displayName: 'Card Text',
    name: 'cardText',
    type: 'string',
    typeOptions: { rows: 2 },
    default: '',
    displayOptions: { show: { contentType: ['card'] } },
    description: 'What is written below the title',
  },
  {
    displayName: 'Picture URL',
    name: 'pictureUrl',
    type: 'string',
    default: '',
    placeholder: 'e.g. https://example.com/table.jpg',
    displayOptions: { show: { contentType: ['card'] } },
    description: 'The public address of a picture',
  },
  { ...choicesField, displayOptions: { show: { contentType: ['choice', 'card'] } } },
  { ...styleField, displayOptions: { show: { contentType: ['choice'] } } },
  ...coordinateFields(),
  {
    displayName: 'Content (JSON)',
    name: 'contentJson',
    type: 'json',
    required: true,
    default: '{ "type": "sticker", "packageId": "446", "stickerId": "1988" }',
    displayOptions: { show: { contentType: ['json'] } },
    description: 'The content as the API of the gateway takes it',
  },
];

function coordinateFields(): INodeProperties[] {
  const displayOptions = { show: { contentType: ['location'] } };
  return [
    {
      displayName: 'Latitude',
      name: 'latitude',
      type: 'number',
      typeOptions: { minValue: -90, maxValue: 90, numberPrecision: 7 },
      required: true,
      default: 0,
      displayOptions,
      description: 'From -90 to 90',
    },
    {
      displayName: 'Longitude',
      name: 'longitude',
      type: 'number',
      typeOptions: { minValue: -180, maxValue: 180, numberPrecision: 7 },
      required: true,
      default: 0,
      displayOptions,
      description: 'From -180 to 180',
    },
    {
      displayName: 'Place',
      name: 'place',
      type: 'string',
      default: '',
      placeholder: 'e.g. Our shop',
      displayOptions,
      description: 'What the place is called',
    },
    {
      displayName: 'Address',
      name: 'address',
      type: 'string',
      default: '',
      placeholder: 'e.g. 1 Main Street',
      displayOptions,
      description: 'Where the place is',
    },
  ];
}

/** The content of the item as the gateway takes it. A file in a binary field is uploaded on the way. */
export async function contentOf(context: IExecuteFunctions, itemIndex: number): Promise<IDataObject> {
  const type = textAt(context, 'contentType', itemIndex) || 'text';
  switch (type) {
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
      return filled({
        type,
        attachment: await attachmentOf(context, itemIndex),
        caption: type === 'audio' ? undefined : textAt(context, 'caption', itemIndex),
        voice: (type === 'audio' && flagAt(context, 'voice', itemIndex)) || undefined,
      });
    case 'location':
      return filled({
        type,
        latitude: numberAt(context, 'latitude', itemIndex),
        longitude: numberAt(context, 'longitude', itemIndex),
        name: textAt(context, 'place', itemIndex),
        address: textAt(context, 'address', itemIndex),
      });
    case 'choice':
      return {
        type,
        text: textAt(context, 'text', itemIndex),
        style: textAt(context, 'style', itemIndex),
        options: choicesOf(context, itemIndex),
      };
    case 'card':
      return cardOf(context, itemIndex);
    case 'json':
      return contentInJson(context, itemIndex);
    default:
      return { type: 'text', text: textAt(context, 'text', itemIndex) };
  }
}

function cardOf(context: IExecuteFunctions, itemIndex: number): IDataObject {
  const url = textAt(context, 'pictureUrl', itemIndex).trim();
  return filled({
    type: 'card',
    title: textAt(context, 'title', itemIndex),
    text: textAt(context, 'cardText', itemIndex),
    image: url === '' ? undefined : { url },
    options: choicesOf(context, itemIndex),
  });
}

function contentInJson(context: IExecuteFunctions, itemIndex: number): IDataObject {
  const content = jsonAt(context, 'contentJson', 'Content (JSON)', itemIndex);
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return { ...content };
  throw new NodeOperationError(context.getNode(), 'Content (JSON) must be an object such as { "type": "text", "text": "Hello" }', {
    itemIndex,
  });
}
