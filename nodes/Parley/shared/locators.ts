import type { INodeProperties } from 'n8n-workflow';

/** What a field that picks one thing needs to know. */
type Pick = {
  readonly displayName: string;
  readonly name: string;
  readonly description: string;
  /** What its ids begin with, such as `cnv`. */
  readonly idPrefix: string;
  /** The list of `methods.listSearch`. */
  readonly list: string;
  readonly required?: boolean;
};

/**
 * A field that picks one thing of the gateway: from a list, by its id, or by any address that has its id in it, such as one
 * copied from the console.
 */
export function locatorFor({ displayName, name, description, idPrefix, list, required = false }: Pick): INodeProperties {
  const id = `${idPrefix}_[0-9A-Za-z]{1,40}`;
  return {
    displayName,
    name,
    type: 'resourceLocator',
    ...(required ? { required } : {}),
    default: { mode: 'list', value: '' },
    description,
    modes: [
      { displayName: 'From List', name: 'list', type: 'list', typeOptions: { searchListMethod: list, searchable: true } },
      { displayName: 'By ID', name: 'id', type: 'string', placeholder: `e.g. ${idPrefix}_01JD3Y5Q8ZK4T7W9XABCDEFGHJ` },
      {
        displayName: 'By URL',
        name: 'url',
        type: 'string',
        placeholder: `e.g. https://parley.example.com/…/${idPrefix}_01JD3Y5Q8ZK4T7W9XABCDEFGHJ`,
        extractValue: { type: 'regex', regex: `^https?://.*?(${id})` },
        validation: [
          {
            type: 'regex',
            properties: { regex: `^https?://.*?${id}.*$`, errorMessage: `This address has no ID that begins with ${idPrefix}_` },
          },
        ],
      },
    ],
  };
}

/** Which conversation an operation is about. */
export const conversationField: INodeProperties = locatorFor({
  displayName: 'Conversation',
  name: 'conversationId',
  idPrefix: 'cnv',
  list: 'searchConversations',
  required: true,
  description: 'The conversation with the customer, such as the one a Parley Trigger tells of',
});

/** Which contact an operation is about. */
export const contactField: INodeProperties = locatorFor({
  displayName: 'Contact',
  name: 'contactId',
  idPrefix: 'cnt',
  list: 'searchContacts',
  required: true,
  description: 'The person, such as the one a Parley Trigger tells of',
});

/** Which channel. */
export const channelField: INodeProperties = locatorFor({
  displayName: 'Channel',
  name: 'channelId',
  idPrefix: 'chn',
  list: 'searchChannels',
  description: 'The connected account of a platform',
});

/** Which team. */
export const teamField: INodeProperties = locatorFor({
  displayName: 'Team',
  name: 'teamId',
  idPrefix: 'tea',
  list: 'searchTeams',
  required: true,
  description: 'The team that shall have the conversation',
});

/** Which member of the organisation. */
export const memberField: INodeProperties = locatorFor({
  displayName: 'Member',
  name: 'memberId',
  idPrefix: 'mbr',
  list: 'searchMembers',
  required: true,
  description: 'The person of your organization',
});

/** Which message, of the conversation that the same node names. */
export const messageField: INodeProperties = locatorFor({
  displayName: 'Message',
  name: 'messageId',
  idPrefix: 'msg',
  list: 'searchMessages',
  required: true,
  description: 'The message, such as the one a Parley Trigger tells of',
});

/** Which template that the gateway knows. */
export const templateField: INodeProperties = locatorFor({
  displayName: 'Template',
  name: 'templateId',
  idPrefix: 'tpl',
  list: 'searchTemplates',
  required: true,
  description: 'A message prepared beforehand. The list shows those that may be sent; "Sync" of the resource Template fetches new ones.',
});

/** Which subscription: where events are delivered to. */
export const subscriptionField: INodeProperties = locatorFor({
  displayName: 'Subscription',
  name: 'subscriptionId',
  idPrefix: 'sub',
  list: 'searchSubscriptions',
  required: true,
  description: 'To whom the events are delivered again. Each published Parley Trigger has one, and so has each CRM that asked for events.',
});
