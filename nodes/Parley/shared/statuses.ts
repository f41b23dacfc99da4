import type { INodePropertyOptions } from 'n8n-workflow';

/** Every status of a conversation, as lists offer them. */
export const statusOptions: INodePropertyOptions[] = [
  { name: 'Active', value: 'active', description: 'Nobody waits' },
  { name: 'Bot', value: 'bot', description: 'A workflow or assistant holds the conversation' },
  { name: 'Closed', value: 'closed' },
  { name: 'Overdue', value: 'overdue', description: 'The customer has waited too long' },
  { name: 'Pending', value: 'pending', description: 'The customer waits and a member has joined' },
  { name: 'Representative Needed', value: 'rep_needed', description: 'The customer waits and no member has joined' },
  { name: 'Soon Overdue', value: 'soon_overdue', description: 'The customer will soon have waited too long' },
];
