import type { INodeProperties } from 'n8n-workflow';

/** Which conversation an operation is about. */
export const conversationField: INodeProperties = {
  displayName: 'Conversation',
  name: 'conversationId',
  type: 'resourceLocator',
  required: true,
  default: { mode: 'list', value: '' },
  description: 'The conversation with the customer, such as the one a Parley Trigger tells of',
  modes: [
    {
      displayName: 'From List',
      name: 'list',
      type: 'list',
      typeOptions: { searchListMethod: 'searchConversations', searchable: true },
    },
    { displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. cnv_01JD3Y5Q8ZK4T7W9XABCDEFGHJ' },
  ],
};

/** Which contact an operation is about. */
export const contactField: INodeProperties = {
  displayName: 'Contact',
  name: 'contactId',
  type: 'resourceLocator',
  required: true,
  default: { mode: 'list', value: '' },
  description: 'The person, such as the one a Parley Trigger tells of',
  modes: [
    { displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: 'searchContacts', searchable: true } },
    { displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. cnt_01JD3Y5Q8ZK4T7W9XABCDEFGHJ' },
  ],
};

/** Which channel a list is narrowed to. */
export const channelField: INodeProperties = {
  displayName: 'Channel',
  name: 'channelId',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  description: 'Only conversations on this channel',
  modes: [
    { displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: 'searchChannels', searchable: true } },
    { displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. chn_01JD3Y5Q8ZK4T7W9XABCDEFGHJ' },
  ],
};

/** Which member of the organisation. */
export const memberField: INodeProperties = {
  displayName: 'Member',
  name: 'assigneeId',
  type: 'resourceLocator',
  required: true,
  default: { mode: 'list', value: '' },
  description: 'The person of your organization who shall own the conversation',
  modes: [
    { displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: 'searchMembers', searchable: true } },
    { displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. mbr_01JD3Y5Q8ZK4T7W9XABCDEFGHJ' },
  ],
};

/** Which earlier message of the same conversation a message answers. */
export const quotedMessageField: INodeProperties = {
  displayName: 'Quoted Message',
  name: 'quotedMessageId',
  type: 'resourceLocator',
  default: { mode: 'list', value: '' },
  description: 'The earlier message of this conversation that this one answers',
  modes: [
    { displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: 'searchMessages' } },
    { displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. msg_01JD3Y5Q8ZK4T7W9XABCDEFGHJ' },
  ],
};

/** Return All and Limit, as every list of n8n has them. */
export const listFields: readonly INodeProperties[] = [
  {
    displayName: 'Return All',
    name: 'returnAll',
    type: 'boolean',
    default: false,
    description: 'Whether to return all results or only up to a given limit',
  },
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 50,
    displayOptions: { show: { returnAll: [false] } },
    description: 'Max number of results to return',
  },
];

/** What every way of sending has in common. */
export const sendOptions: INodeProperties = {
  displayName: 'Options',
  name: 'options',
  type: 'collection',
  placeholder: 'Add option',
  default: {},
  options: [
    {
      displayName: 'Counts as an Answer',
      name: 'answers',
      type: 'boolean',
      default: false,
      description:
        'Whether this message answers the customer, so that nobody is waiting any more. Leave it off for receipts such as "we will be with you shortly".',
    },
    {
      displayName: 'If the Window Is Closed',
      name: 'onWindowClosed',
      type: 'options',
      default: 'fail',
      options: [
        {
          name: 'Fail',
          value: 'fail',
          description: 'Stop with an explanation and store nothing',
        },
        {
          name: 'Keep Until the Customer Writes Again',
          value: 'queue',
          description: 'Hold the message back and send it when the platform allows it',
        },
      ],
      description: 'What to do when the platform no longer lets you write freely, such as 24 hours after the last WhatsApp message',
    },
    quotedMessageField,
  ],
};
