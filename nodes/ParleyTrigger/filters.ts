import type { INodeProperties } from 'n8n-workflow';

import { statusOptions } from '../Parley/shared/statuses';

/** Which of the chosen events start the workflow. The gateway filters, so that n8n is not called for the others. */
export const filterFields: INodeProperties[] = [
  {
    displayName: 'Authors',
    name: 'authorTypes',
    type: 'multiOptions',
    default: [],
    options: [
      { name: 'Bot', value: 'bot', description: 'A workflow or assistant' },
      { name: 'Customer', value: 'contact' },
      { name: 'Member', value: 'member', description: 'A person of your team' },
      { name: 'System', value: 'system' },
    ],
    description: 'Only events with a message that one of these wrote',
  },
  {
    displayName: 'Channel Names or IDs',
    name: 'channelIds',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getChannels' },
    default: [],
    description:
      'Only events on these channels. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
  },
  {
    displayName: 'Content',
    name: 'contentTypes',
    type: 'multiOptions',
    default: [],
    options: [
      { name: 'Audio', value: 'audio' },
      { name: 'Choice', value: 'choice_reply', description: 'A tapped button, or a typed number or label that is one' },
      { name: 'Contact Card', value: 'contacts' },
      { name: 'File', value: 'file' },
      { name: 'Form', value: 'form_reply', description: 'A form that was filled in' },
      { name: 'Image', value: 'image' },
      { name: 'Location', value: 'location' },
      { name: 'Sticker', value: 'sticker' },
      { name: 'Text', value: 'text' },
      { name: 'Unsupported', value: 'unsupported', description: 'What the platform does not tell' },
      { name: 'Video', value: 'video' },
    ],
    description: 'Only messages of these kinds',
  },
  {
    displayName: 'Include Replies That a Workflow Waits For',
    name: 'includeWaitReplies',
    type: 'boolean',
    default: true,
    description: 'Whether a reply that resumes "Send and Wait for Reply" also starts this workflow',
  },
  {
    displayName: 'Keywords',
    name: 'keywords',
    type: 'string',
    default: '',
    placeholder: 'e.g. price, opening hours',
    description: 'Only messages that contain one of these words, in upper or lower case. Comma-separated list.',
  },
  {
    displayName: 'New Status Names',
    name: 'toStatuses',
    type: 'multiOptions',
    default: [],
    options: statusOptions,
    description: 'Only changes to one of these statuses',
  },
  {
    displayName: 'Old Status Names',
    name: 'fromStatuses',
    type: 'multiOptions',
    default: [],
    options: statusOptions,
    description: 'Only changes from one of these statuses',
  },
  {
    displayName: 'Only the First Message of a Session',
    name: 'firstOfSession',
    type: 'boolean',
    default: true,
    description: 'Whether to start only with the message that opens a conversation, or opens it again',
  },
  {
    displayName: 'Team Names or IDs',
    name: 'teamIds',
    type: 'multiOptions',
    typeOptions: { loadOptionsMethod: 'getTeams' },
    default: [],
    description:
      'Only events in conversations of these teams. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
  },
];
