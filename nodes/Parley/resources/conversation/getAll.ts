import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { listFields } from '../../shared/descriptions';
import { channelField, contactField, locatorFor, teamField } from '../../shared/locators';
import { itemsOf, type Operation } from '../../shared/operation';
import { flagAt, idAt, limitAt, textAt, wordsAt } from '../../shared/parameters';
import { statusOptions } from '../../shared/statuses';
import { requestList } from '../../shared/transport';
import type { Conversation } from '../../shared/wire';

const filters: INodeProperties[] = [
  { ...channelField, description: 'Only conversations on this channel' },
  { ...contactField, required: false, description: 'Only conversations with this person' },
  locatorFor({
    displayName: 'Joined By',
    name: 'memberId',
    idPrefix: 'mbr',
    list: 'searchMembers',
    description: 'Together with the view "Joined": only conversations that this member has joined',
  }),
  {
    displayName: 'Nobody Owns It',
    name: 'unowned',
    type: 'boolean',
    default: true,
    description: 'Whether to get only conversations without an owner',
  },
  locatorFor({
    displayName: 'Owner',
    name: 'assigneeId',
    idPrefix: 'mbr',
    list: 'searchMembers',
    description: 'Only conversations that this member owns',
  }),
  {
    displayName: 'Search',
    name: 'q',
    type: 'string',
    default: '',
    placeholder: 'e.g. invoice',
    description: 'Only conversations with these words, or parts of words, in a message or in the name, email or phone of the customer',
  },
  {
    displayName: 'Status Names',
    name: 'status',
    type: 'multiOptions',
    default: ['rep_needed'],
    options: statusOptions,
    description: 'Only conversations with one of these statuses',
  },
  { ...teamField, required: false, description: 'Only conversations of this team' },
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
  {
    displayName: 'Waiting',
    name: 'waiting',
    type: 'options',
    default: 'any',
    options: [
      { name: 'Anybody Who Waits', value: 'any' },
      { name: 'Nobody Waits', value: 'none' },
      { name: 'Not Long Yet', value: 'ok' },
      { name: 'Overdue', value: 'overdue' },
      { name: 'Soon Overdue', value: 'soon' },
    ],
    description: 'Only conversations whose customer waits for an answer, and for how long',
  },
];

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
      options: filters,
    },
    {
      displayName: 'Sort By',
      name: 'sort',
      type: 'options',
      default: 'updated',
      options: [
        { name: 'Created', value: 'created', description: 'The newest conversation first' },
        { name: 'Updated', value: 'updated', description: 'The conversation that changed last first' },
        { name: 'Waiting Time', value: 'waiting', description: 'Who waits longest first, and only those who wait' },
      ],
      description: 'In which order to get them',
    },
  ],
  async execute(context: IExecuteFunctions, itemIndex: number) {
    const isUnowned = flagAt(context, 'filters.unowned', itemIndex);
    const sort = textAt(context, 'sort', itemIndex);
    const query = {
      channelId: idAt(context, 'filters.channelId', itemIndex),
      contactId: idAt(context, 'filters.contactId', itemIndex),
      teamId: idAt(context, 'filters.teamId', itemIndex),
      assigneeId: isUnowned ? 'none' : idAt(context, 'filters.assigneeId', itemIndex),
      memberId: idAt(context, 'filters.memberId', itemIndex),
      q: textAt(context, 'filters.q', itemIndex),
      status: wordsAt(context, 'filters.status', itemIndex).join(','),
      view: textAt(context, 'filters.view', itemIndex),
      waiting: textAt(context, 'filters.waiting', itemIndex),
      // What the gateway does anyway need not be asked for.
      sort: sort === 'updated' ? '' : sort,
    };
    return itemsOf(await requestList<Conversation>(context, '/conversations', query, limitAt(context, itemIndex), itemIndex));
  },
};
