import type { IExecuteFunctions } from 'n8n-workflow';

import { channelField, contactField, listFields } from '../../shared/descriptions';
import { itemsOf, type Operation } from '../../shared/operation';
import { idAt, limitAt, textAt } from '../../shared/parameters';
import { requestList } from '../../shared/transport';
import type { Conversation } from '../../shared/wire';

export const getAll: Operation = {
  option: {
    name: 'Get Many',
    value: 'getAll',
    action: 'Get many conversations',
    description: 'Get conversations, for example all in which a customer waits',
  },
  properties: [
    ...listFields,
    {
      displayName: 'Filters',
      name: 'filters',
      type: 'collection',
      placeholder: 'Add filter',
      default: {},
      options: [
        channelField,
        { ...contactField, required: false, description: 'Only conversations with this person' },
        {
          displayName: 'Search',
          name: 'q',
          type: 'string',
          default: '',
          placeholder: 'e.g. invoice',
          description: 'Only conversations with these words in the last message, or in the name, email or phone of the customer',
        },
        {
          displayName: 'Status',
          name: 'status',
          type: 'options',
          default: 'rep_needed',
          options: [
            { name: 'Active', value: 'active', description: 'Nobody waits' },
            { name: 'Bot', value: 'bot', description: 'A workflow or assistant holds the conversation' },
            { name: 'Closed', value: 'closed' },
            { name: 'Overdue', value: 'overdue', description: 'The customer has waited too long' },
            { name: 'Pending', value: 'pending', description: 'The customer waits and a member has joined' },
            { name: 'Representative Needed', value: 'rep_needed', description: 'The customer waits and no member has joined' },
            { name: 'Soon Overdue', value: 'soon_overdue', description: 'The customer will soon have waited too long' },
          ],
          description: 'Only conversations with this status',
        },
        {
          displayName: 'View',
          name: 'view',
          type: 'options',
          default: 'all',
          options: [
            { name: 'All Open', value: 'all', description: 'Everything but closed conversations' },
            { name: 'Joined', value: 'joined', description: 'Open conversations that a member has joined' },
            { name: 'Online', value: 'online', description: 'Conversations whose visitor is on the website now' },
          ],
          description: 'Which of the lists of the console to read. Without it, closed conversations are included.',
        },
      ],
    },
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    const query = {
      channelId: idAt(context, 'filters.channelId', itemIndex),
      contactId: idAt(context, 'filters.contactId', itemIndex),
      q: textAt(context, 'filters.q', itemIndex),
      status: textAt(context, 'filters.status', itemIndex),
      view: textAt(context, 'filters.view', itemIndex),
    };
    return itemsOf(await requestList<Conversation>(context, '/conversations', query, limitAt(context, itemIndex), itemIndex));
  },
};
