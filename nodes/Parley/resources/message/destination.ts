import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { channelField, contactField, conversationField } from '../../shared/locators';
import { idAt, textAt } from '../../shared/parameters';
import { pathOf } from '../../shared/transport';

const toContact = { show: { sendTo: ['contact'] } };
const toAddress = { show: { sendTo: ['address'] } };

/** To whom a message goes: into a conversation there is, or to a person, where the platform lets a business write first. */
export const destinationFields: INodeProperties[] = [
  {
    displayName: 'Send To',
    name: 'sendTo',
    type: 'options',
    default: 'conversation',
    options: [
      { name: 'Contact', value: 'contact', description: 'A person you know, on a channel of your choice' },
      { name: 'Conversation', value: 'conversation', description: 'The conversation they write in, on the channel they write on' },
      { name: 'Number or Address', value: 'address', description: 'Somebody by phone number, or by what the platform calls them' },
    ],
    description: 'How the customer is found',
  },
  { ...conversationField, displayOptions: { show: { sendTo: ['conversation'] } } },
  {
    displayName:
      'Most platforms let a business write first only with a template, and only to people who agreed to that. Without one this ends with "window_closed".',
    name: 'writeFirstNotice',
    type: 'notice',
    default: '',
    displayOptions: { show: { sendTo: ['contact', 'address'] } },
  },
  {
    ...channelField,
    required: true,
    description: 'The account that writes',
    displayOptions: { show: { sendTo: ['contact', 'address'] } },
  },
  { ...contactField, description: 'The person to write to', displayOptions: toContact },
  {
    displayName: 'Number or Address',
    name: 'externalId',
    type: 'string',
    required: true,
    default: '',
    placeholder: 'e.g. +15550100200',
    displayOptions: toAddress,
    description: 'On WhatsApp a phone number with the country code; on LINE the ID of a user, group or room',
  },
];

/** Where the message is posted, and what its body says of the recipient. */
export function destinationOf(context: IExecuteFunctions, itemIndex: number): { readonly path: string; readonly body: IDataObject } {
  const sendTo = textAt(context, 'sendTo', itemIndex);
  if (sendTo !== 'contact' && sendTo !== 'address') {
    return { path: pathOf('conversations', idAt(context, 'conversationId', itemIndex), 'messages'), body: {} };
  }
  const to =
    sendTo === 'contact'
      ? { contactId: idAt(context, 'contactId', itemIndex) }
      : { externalId: textAt(context, 'externalId', itemIndex).trim() };
  return { path: '/messages', body: { channelId: idAt(context, 'channelId', itemIndex), to } };
}
