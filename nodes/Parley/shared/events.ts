import type { INodePropertyOptions } from 'n8n-workflow';

import type { EventType } from './wire-events';

/** One entry of an event list. `action` is how n8n's node panel offers it. */
type EventOption = INodePropertyOptions & { readonly value: EventType; readonly action: string; readonly description: string };

/** Every event by its type, with a plain name. The names begin with what they are about, so that the list is grouped. */
export const eventOptions: EventOption[] = [
  {
    name: 'Channel: Health Changed',
    value: 'channel.health_changed',
    action: 'On channel health changed',
    description: 'A channel stopped working, is about to, or works again',
  },
  { name: 'Contact: Created', value: 'contact.created', action: 'On contact created', description: 'Somebody wrote for the first time' },
  {
    name: 'Contact: Merged',
    value: 'contact.merged',
    action: 'On contacts merged',
    description: 'Two contacts turned out to be one person',
  },
  { name: 'Contact: Offline', value: 'contact.offline', action: 'On visitor left', description: 'A visitor left your website' },
  { name: 'Contact: Online', value: 'contact.online', action: 'On visitor came', description: 'A visitor is on your website' },
  {
    name: 'Contact: Updated',
    value: 'contact.updated',
    action: 'On contact updated',
    description: 'Details, tags or attributes of a person changed',
  },
  {
    name: 'Conversation: Assigned',
    value: 'conversation.assigned',
    action: 'On conversation assigned',
    description: 'A conversation has another owner, or none any more',
  },
  {
    name: 'Conversation: Closed',
    value: 'conversation.closed',
    action: 'On conversation closed',
    description: 'A person, a workflow or the clock closed a conversation; "closeReason" says why',
  },
  {
    name: 'Conversation: Created',
    value: 'conversation.created',
    action: 'On conversation created',
    description: 'A conversation began, with a customer who had none on this channel',
  },
  {
    name: 'Conversation: Handed Over',
    value: 'conversation.handed_over',
    action: 'On conversation handed over',
    description: 'A conversation went from the bot to people, or back',
  },
  {
    name: 'Conversation: Joined',
    value: 'conversation.joined',
    action: 'On conversation joined',
    description: 'A member joined a conversation',
  },
  { name: 'Conversation: Left', value: 'conversation.left', action: 'On conversation left', description: 'A member left a conversation' },
  {
    name: 'Conversation: Overdue',
    value: 'conversation.overdue',
    action: 'On conversation overdue',
    description: 'A customer has waited too long for an answer',
  },
  {
    name: 'Conversation: Reopened',
    value: 'conversation.reopened',
    action: 'On conversation reopened',
    description: 'A customer wrote in a closed conversation, or somebody opened it again',
  },
  {
    name: 'Conversation: Snoozed',
    value: 'conversation.snoozed',
    action: 'On conversation snoozed',
    description: 'A conversation was put away until a time, or is back',
  },
  {
    name: 'Conversation: Soon Overdue',
    value: 'conversation.soon_overdue',
    action: 'On conversation soon overdue',
    description: 'A customer will soon have waited too long for an answer',
  },
  {
    name: 'Conversation: Status Changed',
    value: 'conversation.status_changed',
    action: 'On conversation status changed',
    description: 'A conversation became active, pending, overdue, closed and so on',
  },
  {
    name: 'Conversation: Transferred',
    value: 'conversation.transferred',
    action: 'On conversation transferred',
    description: 'A conversation was handed on to a member or a team',
  },
  {
    name: 'Conversation: Updated',
    value: 'conversation.updated',
    action: 'On conversation updated',
    description: 'Tags or attributes of a conversation changed',
  },
  {
    name: 'Conversation: Window Closed',
    value: 'conversation.window_closed',
    action: 'On window closed',
    description: 'The platform no longer lets you write freely',
  },
  {
    name: 'Conversation: Window Closing',
    value: 'conversation.window_closing',
    action: 'On window closing',
    description: 'The platform lets you write freely only for a while longer, an hour unless you changed that',
  },
  { name: 'Message: Deleted', value: 'message.deleted', action: 'On message deleted', description: 'A customer took a message back' },
  { name: 'Message: Delivered', value: 'message.delivered', action: 'On message delivered', description: 'Your message is on their phone' },
  {
    name: 'Message: Delivery Failed',
    value: 'message.failed',
    action: 'On delivery failed',
    description: 'A message cannot be delivered; "delivery.error" says why',
  },
  { name: 'Message: New', value: 'message.received', action: 'On new message', description: 'A customer wrote on any channel' },
  { name: 'Message: Read', value: 'message.read', action: 'On message read', description: 'A customer read your message' },
  {
    name: 'Message: Sent',
    value: 'message.sent',
    action: 'On message sent',
    description: 'A person or a workflow answered, and the platform took the message',
  },
  {
    name: 'Message: Updated',
    value: 'message.updated',
    action: 'On message updated',
    description: 'A message was edited, got a reaction, or its file is here now',
  },
  { name: 'Note: Created', value: 'note.created', action: 'On note created', description: 'Somebody wrote a note for the team' },
  {
    name: 'Template: Status Changed',
    value: 'template.status_changed',
    action: 'On template status changed',
    description: 'A platform approved, rejected or paused a template',
  },
];
