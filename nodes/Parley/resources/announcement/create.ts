import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { idempotencyHeaders } from '../../shared/idempotency';
import { channelField } from '../../shared/locators';
import { itemOf, type Operation } from '../../shared/operation';
import { filled, idAt, textAt, timeAt, wordsAt } from '../../shared/parameters';
import { request } from '../../shared/transport';

export const create: Operation = {
  option: {
    name: 'Create',
    value: 'create',
    action: 'Create announcement',
    description: 'Say something to everybody on a website at once, and to whoever comes until it ends',
  },
  properties: [
    { ...channelField, required: true, description: 'The widget on whose pages it is shown' },
    {
      displayName: 'Text',
      name: 'text',
      type: 'string',
      typeOptions: { rows: 3 },
      required: true,
      default: '',
      placeholder: 'e.g. Today only: no postage',
      description: 'What is said. Addresses of pages become links.',
    },
    {
      displayName: 'Options',
      name: 'options',
      type: 'collection',
      placeholder: 'Add option',
      default: {},
      options: [
        {
          displayName: 'Buttons',
          name: 'buttons',
          type: 'string',
          default: '',
          placeholder: 'e.g. Tell me more, Not now',
          description: 'What visitors may press to answer, separated by commas',
        },
        {
          displayName: 'Ends At',
          name: 'endsAt',
          type: 'dateTime',
          default: '',
          description: 'When it is not shown any more. Without it, after 7 days.',
        },
        {
          displayName: 'Picture URL',
          name: 'pictureUrl',
          type: 'string',
          default: '',
          placeholder: 'e.g. https://example.com/sale.png',
          description: 'A picture that is shown with the text',
        },
        { displayName: 'Starts At', name: 'startsAt', type: 'dateTime', default: '', description: 'When it begins. Without it, now.' },
      ],
    },
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    const body = filled({
      channelId: idAt(context, 'channelId', itemIndex),
      content: contentOf(context, itemIndex),
      startsAt: timeAt(context, 'options.startsAt', 'Starts At', itemIndex),
      endsAt: timeAt(context, 'options.endsAt', 'Ends At', itemIndex),
    });
    const call = { method: 'POST', path: '/announcements', headers: idempotencyHeaders(context, itemIndex), body } as const;
    return itemOf(await request<IDataObject>(context, call, itemIndex));
  },
};

/** A text by itself, with a picture, with buttons, or with both: a card. */
function contentOf(context: IExecuteFunctions, itemIndex: number): IDataObject {
  const text = textAt(context, 'text', itemIndex);
  const url = textAt(context, 'options.pictureUrl', itemIndex).trim();
  const options = wordsAt(context, 'options.buttons', itemIndex).map((label, index) => ({ id: String(index + 1), label }));
  if (url === '') return options.length === 0 ? { type: 'text', text } : { type: 'choice', text, style: 'buttons', options };
  if (options.length > 0) return { type: 'card', title: text, image: { url }, options };
  return filled({ type: 'image', attachment: { url }, caption: text });
}
