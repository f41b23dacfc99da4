import type { IDataObject } from 'n8n-workflow';
import type nock from 'nock';

// What each operation asks of the gateway: the nodes' tests hold the nodes against it, the gateway's contract tests the gateway.

/** What one operation asks of the gateway, and what it makes of the answer. */
export interface OperationCase {
  readonly does: string;
  readonly parameters: IDataObject;
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  readonly path: string;
  /** The exact body; undefined for none. */
  readonly body?: nock.DataMatcherMap;
  readonly query?: Record<string, string>;
  readonly answer?: unknown;
  readonly gives?: IDataObject[];
}

/** A resource locator as the editor stores it. */
export function locator(value: string, mode: 'id' | 'list' | 'url' = 'id'): IDataObject {
  return { __rl: true, mode, value };
}

export const answered = { id: 'one' };
export const inConversation = (operation: string, more: IDataObject = {}): IDataObject => ({
  resource: 'conversation',
  operation,
  conversationId: locator('cnv_1'),
  ...more,
});
export const ofContact = (operation: string, more: IDataObject = {}): IDataObject => ({
  resource: 'contact',
  operation,
  contactId: locator('cnt_1'),
  ...more,
});
const forMember = { options: { memberId: locator('mbr_9') } };
export const everything = { returnAll: true };
const page = { data: [{ id: 'a' }, { id: 'b' }], nextCursor: null };
const both = [{ id: 'a' }, { id: 'b' }];

export const conversationCases: OperationCase[] = [
  {
    does: 'join',
    parameters: inConversation('join', { memberId: locator('mbr_1') }),
    method: 'POST',
    path: '/conversations/cnv_1/join',
    body: { memberId: 'mbr_1' },
  },
  {
    does: 'leave',
    parameters: inConversation('leave', { memberId: locator('mbr_1') }),
    method: 'POST',
    path: '/conversations/cnv_1/leave',
    body: { memberId: 'mbr_1' },
  },
  {
    does: 'assign to a team',
    parameters: inConversation('assign', { assignTo: 'team', teamId: locator('tea_1') }),
    method: 'POST',
    path: '/conversations/cnv_1/assign',
    body: { teamId: 'tea_1' },
  },
  {
    does: 'assign to nobody',
    parameters: inConversation('assign', { assignTo: 'nobody' }),
    method: 'POST',
    path: '/conversations/cnv_1/assign',
    body: { assigneeId: null },
  },
  {
    does: 'open to all teams',
    parameters: inConversation('assign', { assignTo: 'everybody' }),
    method: 'POST',
    path: '/conversations/cnv_1/assign',
    body: { teamId: null },
  },
  {
    does: 'transfer to a team with a note',
    parameters: inConversation('transfer', { transferTo: 'team', teamId: locator('tea_1'), note: 'An invoice' }),
    method: 'POST',
    path: '/conversations/cnv_1/transfer',
    body: { teamId: 'tea_1', note: 'An invoice' },
  },
  {
    does: 'transfer to a member from whoever has it, on behalf of another',
    parameters: inConversation('transfer', {
      transferTo: 'member',
      assigneeId: locator('mbr_1'),
      options: { force: true, memberId: locator('mbr_9') },
    }),
    method: 'POST',
    path: '/conversations/cnv_1/transfer',
    body: { memberId: 'mbr_9', assigneeId: 'mbr_1', force: true },
  },
  {
    does: 'close on behalf of a member',
    parameters: inConversation('close', { reason: '', ...forMember }),
    method: 'POST',
    path: '/conversations/cnv_1/close',
    body: { memberId: 'mbr_9' },
  },
  { does: 'reopen', parameters: inConversation('reopen'), method: 'POST', path: '/conversations/cnv_1/reopen', body: {} },
  {
    does: 'snooze until a time',
    parameters: inConversation('snooze', { until: '2026-12-01T09:00:00+01:00' }),
    method: 'POST',
    path: '/conversations/cnv_1/snooze',
    body: { until: '2026-12-01T08:00:00.000Z' },
  },
  {
    does: 'wake a snoozed one',
    parameters: inConversation('snooze', { wake: true }),
    method: 'POST',
    path: '/conversations/cnv_1/snooze',
    body: { until: null },
  },
  {
    does: 'hand over to people',
    parameters: inConversation('handOver', { note: 'Asked for a person' }),
    method: 'POST',
    path: '/conversations/cnv_1/hand-over',
    body: { to: 'people', note: 'Asked for a person' },
  },
  {
    does: 'hand over to the bot',
    parameters: inConversation('handOver', { to: 'bot' }),
    method: 'POST',
    path: '/conversations/cnv_1/hand-over',
    body: { to: 'bot' },
  },
  {
    does: 'add a note',
    parameters: inConversation('addNote', { text: 'Called back' }),
    method: 'POST',
    path: '/conversations/cnv_1/notes',
    body: { text: 'Called back' },
  },
  {
    does: 'tag',
    parameters: inConversation('tag', { addTags: 'vip, new', removeTags: 'old' }),
    method: 'POST',
    path: '/conversations/cnv_1/tags',
    body: { add: ['vip', 'new'], remove: ['old'] },
  },
  {
    does: 'tag without taking any away',
    parameters: inConversation('tag', { addTags: 'vip' }),
    method: 'POST',
    path: '/conversations/cnv_1/tags',
    body: { add: ['vip'] },
  },
  {
    does: 'set attributes, and take one away',
    parameters: inConversation('setAttributes', {
      attributes: {
        values: [
          { name: 'order', value: '20451' },
          { name: 'old', value: '={{ null }}' },
        ],
      },
    }),
    method: 'PATCH',
    path: '/conversations/cnv_1',
    body: { attributes: { order: '20451', old: null } },
  },
  {
    does: 'get the transcript',
    parameters: inConversation('transcript', { format: 'text', lastMessages: 20 }),
    method: 'GET',
    path: '/conversations/cnv_1/transcript',
    query: { limit: '20', format: 'text' },
  },
  {
    does: 'get the transcript with notes',
    parameters: inConversation('transcript', { includeNotes: true }),
    method: 'GET',
    path: '/conversations/cnv_1/transcript',
    query: { limit: '50', format: 'messages', notes: 'true' },
  },
  {
    does: 'get many with every filter',
    parameters: {
      resource: 'conversation',
      operation: 'getAll',
      ...everything,
      sort: 'waiting',
      filters: {
        status: ['overdue', 'soon_overdue'],
        waiting: 'any',
        teamId: locator('tea_1'),
        assigneeId: locator('mbr_1'),
        memberId: locator('mbr_2'),
        view: 'joined',
      },
    },
    method: 'GET',
    path: '/conversations',
    query: {
      limit: '200',
      status: 'overdue,soon_overdue',
      waiting: 'any',
      teamId: 'tea_1',
      assigneeId: 'mbr_1',
      memberId: 'mbr_2',
      view: 'joined',
      sort: 'waiting',
    },
    answer: page,
    gives: both,
  },
  {
    does: 'get many that nobody owns',
    parameters: { resource: 'conversation', operation: 'getAll', ...everything, filters: { unowned: true } },
    method: 'GET',
    path: '/conversations',
    query: { limit: '200', assigneeId: 'none' },
    answer: page,
    gives: both,
  },
];

export const contactCases: OperationCase[] = [
  {
    does: 'get many by what is known of them',
    parameters: { resource: 'contact', operation: 'getAll', ...everything, q: 'ann' },
    method: 'GET',
    path: '/contacts',
    query: { limit: '200', q: 'ann' },
    answer: page,
    gives: both,
  },
  {
    does: 'merge',
    parameters: ofContact('merge', { into: locator('cnt_2') }),
    method: 'POST',
    path: '/contacts/cnt_1/merge',
    body: { into: 'cnt_2' },
  },
  {
    does: 'find duplicates',
    parameters: ofContact('findDuplicates', { limit: 5 }),
    method: 'GET',
    path: '/contacts/cnt_1/duplicates',
    query: { limit: '5' },
    answer: page,
    gives: both,
  },
  { does: 'block', parameters: ofContact('block'), method: 'POST', path: '/contacts/cnt_1/block', body: { blocked: true } },
  {
    does: 'lift a block',
    parameters: ofContact('block', { blocking: 'unblock' }),
    method: 'POST',
    path: '/contacts/cnt_1/block',
    body: { blocked: false },
  },
  {
    does: 'export',
    parameters: ofContact('export', { notes: false }),
    method: 'POST',
    path: '/contacts/cnt_1/export',
    body: { notes: false },
  },
  {
    does: 'erase',
    parameters: ofContact('erase', { confirmed: true }),
    method: 'POST',
    path: '/contacts/cnt_1/erase',
    body: { confirm: 'cnt_1' },
  },
  {
    does: 'bind an external id to somebody who wrote first',
    parameters: {
      resource: 'contact',
      operation: 'upsert',
      system: 'crm',
      externalId: '7',
      fields: { contactId: locator('cnt_1'), locale: 'en-US' },
    },
    method: 'PUT',
    path: '/contacts/external/crm/7',
    body: { contactId: 'cnt_1', locale: 'en-US' },
  },
];

export const messageCases: OperationCase[] = [
  {
    does: 'get',
    parameters: { resource: 'message', operation: 'get', messageId: locator('msg_1') },
    method: 'GET',
    path: '/messages/msg_1',
  },
  {
    does: 'mark as read',
    parameters: { resource: 'message', operation: 'markRead', conversationId: locator('cnv_1') },
    method: 'POST',
    path: '/conversations/cnv_1/read',
    body: {},
  },
  {
    does: 'show typing',
    parameters: { resource: 'message', operation: 'typing', conversationId: locator('cnv_1'), ...forMember },
    method: 'POST',
    path: '/conversations/cnv_1/typing',
    body: { memberId: 'mbr_9' },
  },
  {
    does: 'react',
    parameters: { resource: 'message', operation: 'react', messageId: locator('msg_1'), emoji: '🎉' },
    method: 'POST',
    path: '/messages/msg_1/reactions',
    body: { emoji: '🎉' },
  },
  {
    does: 'take a reaction back',
    parameters: { resource: 'message', operation: 'react', messageId: locator('msg_1'), takeBack: true },
    method: 'POST',
    path: '/messages/msg_1/reactions',
    body: { emoji: null },
  },
];

export const otherCases: OperationCase[] = [
  {
    does: 'get many templates',
    parameters: {
      resource: 'template',
      operation: 'getAll',
      ...everything,
      filters: { channelId: locator('chn_1'), kind: 'whatsapp', status: 'approved', q: 'order', language: 'en' },
    },
    method: 'GET',
    path: '/templates',
    query: { limit: '200', channelId: 'chn_1', kind: 'whatsapp', status: 'approved', q: 'order', language: 'en' },
    answer: page,
    gives: both,
  },
  {
    does: 'sync the templates of all channels',
    parameters: { resource: 'template', operation: 'sync' },
    method: 'POST',
    path: '/templates/sync',
    body: {},
    answer: page,
    gives: both,
  },
  {
    does: 'sync the templates of one channel',
    parameters: { resource: 'template', operation: 'sync', channelId: locator('chn_1') },
    method: 'POST',
    path: '/templates/sync',
    body: { channelId: 'chn_1' },
    answer: page,
    gives: both,
  },
  {
    does: 'get many channels',
    parameters: { resource: 'channel', operation: 'getAll', ...everything, type: 'line' },
    method: 'GET',
    path: '/channels',
    query: { limit: '200', type: 'line' },
    answer: page,
    gives: both,
  },
  {
    does: 'test a channel',
    parameters: { resource: 'channel', operation: 'test', channelId: locator('chn_1') },
    method: 'POST',
    path: '/channels/chn_1/test',
    body: {},
  },
  {
    does: 'get many teams',
    parameters: { resource: 'team', operation: 'getAll', ...everything },
    method: 'GET',
    path: '/teams',
    query: { limit: '200' },
    answer: page,
    gives: both,
  },
  {
    does: 'get many members',
    parameters: { resource: 'member', operation: 'getAll', ...everything },
    method: 'GET',
    path: '/members',
    query: { limit: '200' },
    answer: page,
    gives: both,
  },
  {
    does: 'set the availability of a member',
    parameters: { resource: 'member', operation: 'setAvailability', memberId: locator('mbr_1'), availability: 'away' },
    method: 'PATCH',
    path: '/members/mbr_1',
    body: { availability: 'away' },
  },
  {
    does: 'get the summary of a period',
    parameters: { resource: 'analytics', operation: 'summary', from: '2026-11-20T00:00:00Z', to: '2026-11-21T00:00:00Z' },
    method: 'GET',
    path: '/analytics/summary',
    query: { from: '2026-11-20T00:00:00.000Z', to: '2026-11-21T00:00:00.000Z', groupBy: 'none', format: 'json' },
    answer: { total: { opened: 3 }, groups: [] },
    gives: [{ total: { opened: 3 }, groups: [] }],
  },
  {
    does: 'get the summary with an item for each hour',
    parameters: { resource: 'analytics', operation: 'summary', groupBy: 'hour', timeZone: 'Asia/Manila', splitGroups: true },
    method: 'GET',
    path: '/analytics/summary',
    query: { groupBy: 'hour', timeZone: 'Asia/Manila', format: 'json' },
    answer: { total: { opened: 3 }, groups: [{ key: '9' }, { key: '10' }] },
    gives: [{ key: '9' }, { key: '10' }],
  },
  {
    does: 'replay everything after an event',
    parameters: { resource: 'event', operation: 'replay', subscriptionId: locator('sub_1'), fromCursor: '0.42' },
    method: 'POST',
    path: '/subscriptions/sub_1/replay',
    body: { fromCursor: '0.42' },
    answer: { replayed: 3 },
    gives: [{ replayed: 3 }],
  },
  {
    does: 'replay certain events',
    parameters: { resource: 'event', operation: 'replay', subscriptionId: locator('sub_1'), replayBy: 'ids', eventIds: 'evt_1, evt_2' },
    method: 'POST',
    path: '/subscriptions/sub_1/replay',
    body: { eventIds: ['evt_1', 'evt_2'] },
    answer: { replayed: 2 },
    gives: [{ replayed: 2 }],
  },
];

const sending = (more: IDataObject): IDataObject => ({ resource: 'message', operation: 'send', conversationId: locator('cnv_1'), ...more });
const intoConversation = { method: 'POST', path: '/conversations/cnv_1/messages' } as const;

export const sendCases: OperationCase[] = [
  {
    does: 'send a text with every option',
    parameters: sending({
      text: 'Hi',
      options: {
        answers: true,
        onWindowClosed: 'template',
        fallbackTemplateId: locator('tpl_1'),
        fallbackParams: { values: [{ name: 'order', value: '1' }] },
        ifHeld: 'fail',
        memberId: locator('mbr_1'),
        quotedMessageId: locator('msg_0'),
      },
    }),
    ...intoConversation,
    body: {
      content: { type: 'text', text: 'Hi' },
      answers: true,
      onWindowClosed: 'template',
      fallback: { type: 'template', templateId: 'tpl_1', params: { order: '1' } },
      ifHeld: 'fail',
      memberId: 'mbr_1',
      quotedMessageId: 'msg_0',
    },
  },
  {
    does: 'send to a number',
    parameters: {
      resource: 'message',
      operation: 'send',
      sendTo: 'address',
      channelId: locator('chn_1'),
      externalId: '+15550100200',
      text: 'Hi',
    },
    method: 'POST',
    path: '/messages',
    body: { channelId: 'chn_1', to: { externalId: '+15550100200' }, content: { type: 'text', text: 'Hi' } },
  },
  {
    does: 'send choices',
    parameters: sending({
      contentType: 'choice',
      text: 'Which?',
      style: 'list',
      choices: { values: [{ label: 'A', id: 'a', description: 'The first' }] },
    }),
    ...intoConversation,
    body: { content: { type: 'choice', text: 'Which?', style: 'list', options: [{ id: 'a', label: 'A', description: 'The first' }] } },
  },
  {
    does: 'send a card',
    parameters: sending({
      contentType: 'card',
      title: 'Table',
      cardText: 'For two',
      pictureUrl: 'https://x.test/t.jpg',
      choices: { values: [{ label: 'Book' }] },
    }),
    ...intoConversation,
    body: {
      content: {
        type: 'card',
        title: 'Table',
        text: 'For two',
        image: { url: 'https://x.test/t.jpg' },
        options: [{ id: 'Book', label: 'Book' }],
      },
    },
  },
  {
    does: 'send a file at an address',
    parameters: sending({
      contentType: 'file',
      fileSource: 'url',
      fileUrl: 'https://x.test/m.pdf',
      fileName: 'menu.pdf',
      caption: 'Our menu',
    }),
    ...intoConversation,
    body: { content: { type: 'file', attachment: { url: 'https://x.test/m.pdf', name: 'menu.pdf' }, caption: 'Our menu' } },
  },
  {
    does: 'send a place',
    parameters: sending({ contentType: 'location', latitude: 47.37, longitude: 8.54, place: 'Shop', address: '1 Main Street' }),
    ...intoConversation,
    body: { content: { type: 'location', latitude: 47.37, longitude: 8.54, name: 'Shop', address: '1 Main Street' } },
  },
  {
    does: 'send a template by name',
    parameters: {
      resource: 'message',
      operation: 'sendTemplate',
      sendTo: 'contact',
      channelId: locator('chn_1'),
      contactId: locator('cnt_1'),
      templateSource: 'name',
      templateName: 'order_ready',
      language: 'en_US',
      templateParameters: { values: [{ name: '1', value: 'Ann' }] },
    },
    method: 'POST',
    path: '/messages',
    body: {
      channelId: 'chn_1',
      to: { contactId: 'cnt_1' },
      content: { type: 'template', name: 'order_ready', language: 'en_US', params: { '1': 'Ann' } },
    },
  },
];

/** What `send-and-wait.test.ts` holds the node against. */
export const waitCases: OperationCase[] = [
  {
    does: 'ask and wait',
    parameters: { resource: 'message', operation: 'sendAndWait' },
    method: 'POST',
    path: '/conversations/cnv_1/waits',
    body: {
      content: { type: 'choice', text: 'Which size?', style: 'buttons', options: [{ id: 's', label: 'S' }] },
      expect: 'choice',
      maxReasks: 2,
      reaskText: 'S or M, please.',
      template: { type: 'template', templateId: 'tpl_1', params: { '1': 'Ann' } },
      memberId: 'mbr_1',
      answers: true,
      ifHeld: 'skip',
      resumeUrl: 'https://n8n.example.com/webhook-waiting/77/node-1?signature=3f2a',
      expiresAt: '2026-11-21T10:00:00.000Z',
    },
  },
];
