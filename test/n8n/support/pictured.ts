import type { WorkflowNode } from './wire.ts';
import { locator } from './world.ts';

type Parameters = WorkflowNode['parameters'];

/** One picture of the node's fields: an operation, filled in as somebody would. */
export interface Pictured {
  readonly resource: string;
  readonly operation: string;
  readonly parameters: Parameters;
}

const conversationId = locator('={{ $json.data.conversation.id }}');
const contactId = locator('={{ $json.data.contact.id }}');
const messageId = locator('={{ $json.data.message.id }}');
const one = (resource: string, operation: string, parameters: Parameters = {}): Pictured => ({ resource, operation, parameters });

/** Every operation of the node. `ids` are those of things that there are, so that lists show their names. */
export function picturedOperations(ids: Readonly<Record<'channelId' | 'memberId' | 'teamId', string>>): readonly Pictured[] {
  const named = (value: string, name: string) => ({ __rl: true, mode: 'list', value, cachedResultName: name });
  const channelId = named(ids.channelId, 'Front desk (WhatsApp)');
  const memberId = named(ids.memberId, 'Mia');
  const teamId = named(ids.teamId, 'Sales');
  const choices = {
    values: [
      { label: 'Opening hours', id: 'hours' },
      { label: 'My order', id: 'order' },
    ],
  };
  return [
    one('message', 'send', {
      conversationId,
      contentType: 'choice',
      text: 'What can we do for you?',
      choices,
      options: { answers: true, ifHeld: 'skip' },
    }),
    one('message', 'sendTemplate', {
      sendTo: 'address',
      channelId,
      externalId: '+15550100200',
      templateSource: 'name',
      templateName: 'appointment_booked',
      language: 'en',
      templateParameters: { values: [{ name: '1', value: '={{ $json.name }}' }] },
    }),
    one('message', 'sendAndWait', {
      conversationId,
      message: 'Which size would you like?',
      responseType: 'choice',
      choices: {
        values: [
          { label: 'Medium', id: 'm' },
          { label: 'Large', id: 'l' },
        ],
      },
      maxReasks: 1,
      reaskText: 'Please tap one of the two, or type 1 or 2.',
    }),
    one('message', 'react', { messageId, emoji: '👍' }),
    one('message', 'markRead', { conversationId }),
    one('message', 'typing', { conversationId }),
    one('message', 'get', { messageId }),
    one('message', 'getAll', { conversationId, limit: 50 }),
    one('conversation', 'get', { conversationId }),
    one('conversation', 'getAll', { filters: { channelId, waiting: 'overdue', view: 'all' }, sort: 'waiting' }),
    one('conversation', 'transcript', { conversationId, format: 'text', lastMessages: 30 }),
    one('conversation', 'assign', { conversationId, assignTo: 'member', assigneeId: memberId, options: { force: true } }),
    one('conversation', 'transfer', { conversationId, transferTo: 'team', teamId, note: 'Wants an offer for ten.' }),
    one('conversation', 'join', { conversationId, memberId }),
    one('conversation', 'leave', { conversationId, memberId }),
    one('conversation', 'close', { conversationId, reason: 'solved' }),
    one('conversation', 'reopen', { conversationId }),
    one('conversation', 'snooze', { conversationId, until: '={{ $now.plus({ days: 1 }) }}' }),
    one('conversation', 'handOver', { conversationId, to: 'people', note: 'Wants another time for the appointment.' }),
    one('conversation', 'addNote', { conversationId, text: '=Order {{ $json.orderId }} was paid.' }),
    one('conversation', 'tag', { conversationId, addTags: 'vip', removeTags: 'new' }),
    one('conversation', 'setAttributes', { conversationId, attributes: { values: [{ name: 'order', value: '={{ $json.orderId }}' }] } }),
    one('contact', 'upsert', {
      system: 'hubspot',
      externalId: '={{ $json.id }}',
      fields: { name: '={{ $json.name }}', email: '={{ $json.email }}' },
    }),
    one('contact', 'get', { contactId }),
    one('contact', 'getAll', { q: '={{ $json.email }}', limit: 1 }),
    one('contact', 'findDuplicates', { contactId }),
    one('contact', 'merge', { contactId, into: locator('={{ $json.surviving.id }}') }),
    one('contact', 'block', { contactId }),
    one('contact', 'export', { contactId }),
    one('contact', 'erase', { contactId, confirmed: true }),
    one('template', 'getAll', { returnAll: true }),
    one('template', 'sync', { channelId }),
    one('channel', 'getAll', { returnAll: true }),
    one('channel', 'test', { channelId }),
    one('team', 'getAll', { returnAll: true }),
    one('member', 'getAll', { returnAll: true }),
    one('member', 'setAvailability', { memberId, availability: 'online' }),
    one('analytics', 'summary', { from: '={{ $now.startOf("day") }}', to: '={{ $now }}', groupBy: 'none' }),
    one('event', 'getAll', { limit: 50 }),
    one('event', 'replay', { subscriptionId: locator(''), replayBy: 'cursor' }),
  ];
}
