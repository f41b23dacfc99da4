import nock from 'nock';

import { LoadOptionsContext } from 'n8n-core';
import type { IDataObject, INode, INodeType } from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';

import { Parley } from '../../../nodes/Parley/Parley.node';
import { ParleyTrigger } from '../../../nodes/ParleyTrigger/ParleyTrigger.node';
import { additionalData, GATEWAY, locator, nodeTypesOf, NODE_ID } from '../support/engine';

const { listSearch } = new Parley().methods;

/** What n8n gives a list of the editor. */
function editing(type: INodeType, parameters: IDataObject = {}): LoadOptionsContext {
  const node: INode = {
    id: NODE_ID,
    name: 'Node',
    type: 'node',
    typeVersion: 1,
    position: [0, 0],
    parameters: parameters as INode['parameters'],
    credentials: { parleyApi: { id: '1', name: 'Parley API' } },
  };
  const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes: nodeTypesOf({ node: type }) });
  return new LoadOptionsContext(workflow, node, { ...additionalData(), currentNodeParameters: node.parameters }, '');
}

function gateway(): nock.Scope {
  return nock(GATEWAY, { reqheaders: { authorization: 'Bearer key-1' } });
}

const channels = [
  { id: 'chn_1', type: 'whatsapp', name: 'Shop' },
  { id: 'chn_2', type: 'line', name: 'Bookings' },
];

test('conversations are named by customer, channel, status and last words, page by page', async () => {
  const conversation = (id: string, contactId: string) => ({
    id,
    contactId,
    channelId: 'chn_1',
    status: 'rep_needed',
    lastMessage: { summary: 'Where is\nmy order?' },
  });
  gateway()
    .get('/api/v1/conversations')
    .query({ q: 'order', cursor: 'page-2', limit: '20' })
    .reply(200, { data: [conversation('cnv_1', 'cnt_1'), conversation('cnv_2', 'cnt_2')], nextCursor: 'page-3' })
    .get('/api/v1/channels')
    .query({ limit: '200' })
    .reply(200, { data: channels, nextCursor: null })
    .get('/api/v1/contacts/cnt_1')
    .reply(200, { id: 'cnt_1', name: 'Ann', phone: null, email: null })
    .get('/api/v1/contacts/cnt_2')
    .reply(404, { detail: 'There is no such contact.' });
  await expect(listSearch.searchConversations.call(editing(new Parley()), 'order', 'page-2')).resolves.toEqual({
    results: [
      { name: 'Ann · WhatsApp Shop · representative needed', value: 'cnv_1', description: 'Where is my order?' },
      { name: 'cnt_2 · WhatsApp Shop · representative needed', value: 'cnv_2', description: 'Where is my order?' },
    ],
    paginationToken: 'page-3',
  });
});

test('contacts are named by what is known of them', async () => {
  const contacts = [
    { id: 'cnt_1', name: 'Ann', phone: '+15550100200', email: null },
    { id: 'cnt_2', name: null, phone: '+15550100201', email: null },
  ];
  gateway().get('/api/v1/contacts').query({ q: 'a', limit: '50' }).reply(200, { data: contacts, nextCursor: null });
  await expect(listSearch.searchContacts.call(editing(new Parley()), 'a')).resolves.toEqual({
    results: [
      { name: 'Ann · +15550100200', value: 'cnt_1' },
      { name: '+15550100201', value: 'cnt_2' },
    ],
    paginationToken: undefined,
  });
});

test('members and channels are found by any part of what is shown', async () => {
  const members = [
    { id: 'mbr_1', name: 'Mia', email: 'mia@example.com' },
    { id: 'mbr_2', name: 'Tom', email: 'tom@example.com' },
  ];
  gateway()
    .get('/api/v1/members')
    .query({ limit: '200' })
    .reply(200, { data: members, nextCursor: null })
    .get('/api/v1/channels')
    .query({ limit: '200' })
    .reply(200, { data: channels, nextCursor: null });
  await expect(listSearch.searchMembers.call(editing(new Parley()), 'TOM@')).resolves.toEqual({
    results: [{ name: 'Tom (tom@example.com)', value: 'mbr_2' }],
  });
  await expect(listSearch.searchChannels.call(editing(new Parley()), 'line')).resolves.toEqual({
    results: [{ name: 'Bookings (LINE)', value: 'chn_2' }],
  });
});

test('teams, subscriptions and templates are found too, templates with what they say', async () => {
  const subscription = { id: 'sub_1', url: 'https://n8n.test/webhook/1/parley', events: ['message.received', 'message.sent'] };
  const template = { id: 'tpl_1', name: 'order_ready', language: 'en', kind: 'whatsapp', text: 'Hi {{1}},\nyour order is ready.' };
  gateway()
    .get('/api/v1/teams')
    .query({ limit: '200' })
    .reply(200, {
      data: [
        { id: 'tea_1', name: 'Front desk' },
        { id: 'tea_2', name: 'Back office' },
      ],
      nextCursor: null,
    })
    .get('/api/v1/subscriptions')
    .query({ limit: '200' })
    .reply(200, { data: [subscription], nextCursor: null })
    .get('/api/v1/templates')
    .query({ channelId: 'chn_1', status: 'approved', q: 'order', cursor: 'page-2', limit: '50' })
    .reply(200, { data: [template], nextCursor: 'page-3' });
  await expect(listSearch.searchTeams.call(editing(new Parley()), 'desk')).resolves.toEqual({
    results: [{ name: 'Front desk', value: 'tea_1' }],
  });
  await expect(listSearch.searchSubscriptions.call(editing(new Parley()))).resolves.toEqual({
    results: [{ name: subscription.url, value: 'sub_1', description: 'message.received, message.sent' }],
  });
  const parameters = { resource: 'message', operation: 'sendTemplate', channelId: locator('chn_1', 'list') };
  await expect(listSearch.searchTemplates.call(editing(new Parley(), parameters), 'order', 'page-2')).resolves.toEqual({
    results: [{ name: 'order_ready (en, whatsapp)', value: 'tpl_1', description: 'Hi {{1}}, your order is ready.' }],
    paginationToken: 'page-3',
  });
});

describe('the fields of a template', () => {
  const { getTemplateVariables } = new Parley().methods.resourceMapping;
  const choosing = (templateId: IDataObject) => editing(new Parley(), { resource: 'message', operation: 'sendTemplate', templateId });

  test('show what the customer reads, and one field for each variable', async () => {
    gateway()
      .get('/api/v1/templates/tpl_1')
      .reply(200, {
        id: 'tpl_1',
        text: 'Hi {{1}}',
        params: [
          { name: '1', type: 'text', place: 'body', example: 'Ana' },
          { name: 'button.0', type: 'url', place: 'button', optional: true },
        ],
      });
    const { fields } = await getTemplateVariables.call(choosing(locator('tpl_1', 'list')));
    expect(fields).toEqual([
      expect.objectContaining({ id: 'preview of tpl_1', displayName: 'What the Customer Reads', readOnly: true, defaultValue: 'Hi {{1}}' }),
      expect.objectContaining({ id: '1', displayName: '1 (body, e.g. Ana)', required: true }),
      expect.objectContaining({ id: 'button.0', displayName: 'button.0 (button, the end of an address)', required: false }),
    ]);
  });

  test('say what to do while no template is chosen', async () => {
    await expect(getTemplateVariables.call(choosing(locator('')))).resolves.toEqual({
      fields: [],
      emptyFieldsNotice: 'Choose a template: its variables appear here.',
    });
  });
});

test('the messages to quote are those of the conversation that was chosen', async () => {
  const message = { id: 'msg_1', author: { type: 'contact', name: 'Ann' }, content: { type: 'text', text: 'Where is my order?' } };
  gateway()
    .get('/api/v1/conversations/cnv_1/messages')
    .query({ limit: '50' })
    .reply(200, { data: [message], nextCursor: null });
  const parameters = { resource: 'message', operation: 'send', conversationId: locator('cnv_1') };
  await expect(listSearch.searchMessages.call(editing(new Parley(), parameters))).resolves.toEqual({
    results: [{ name: 'Ann: Where is my order?', value: 'msg_1' }],
    paginationToken: undefined,
  });
});

test('messages are found by what was said or by whom, as far back as it takes', async () => {
  const saying = (id: string, text: string) => ({ id, author: { type: 'contact', name: 'Ann' }, content: { type: 'text', text } });
  gateway()
    .get('/api/v1/conversations/cnv_1/messages')
    .query({ limit: '200' })
    .reply(200, { data: [saying('msg_3', 'Hello?')], nextCursor: 'older' })
    .get('/api/v1/conversations/cnv_1/messages')
    .query({ limit: '200', cursor: 'older' })
    .reply(200, { data: [saying('msg_2', 'My ORDER is late'), saying('msg_1', 'Good morning')], nextCursor: 'oldest' });
  const parameters = { resource: 'message', operation: 'send', conversationId: locator('cnv_1') };
  await expect(listSearch.searchMessages.call(editing(new Parley(), parameters), 'order')).resolves.toEqual({
    results: [{ name: 'Ann: My ORDER is late', value: 'msg_2' }],
    paginationToken: 'oldest',
  });
});

test('there are no messages to choose while the conversation comes from an expression', async () => {
  const parameters = { resource: 'message', operation: 'send', conversationId: locator('={{ $json.data.conversation.id }}') };
  await expect(listSearch.searchMessages.call(editing(new Parley(), parameters))).resolves.toEqual({ results: [] });
});

test("the trigger's teams are sorted by name", async () => {
  gateway()
    .get('/api/v1/teams')
    .query({ limit: '200' })
    .reply(200, {
      data: [
        { id: 'tea_1', name: 'Front desk' },
        { id: 'tea_2', name: 'Back office' },
      ],
      nextCursor: null,
    });
  const { loadOptions } = new ParleyTrigger().methods;
  await expect(loadOptions.getTeams.call(editing(new ParleyTrigger()))).resolves.toEqual([
    { name: 'Back office', value: 'tea_2' },
    { name: 'Front desk', value: 'tea_1' },
  ]);
});

test("the trigger's channels are sorted by name", async () => {
  gateway().get('/api/v1/channels').query({ limit: '200' }).reply(200, { data: channels, nextCursor: null });
  const { loadOptions } = new ParleyTrigger().methods;
  await expect(loadOptions.getChannels.call(editing(new ParleyTrigger()))).resolves.toEqual([
    { name: 'Bookings (LINE)', value: 'chn_2' },
    { name: 'Shop (WhatsApp)', value: 'chn_1' },
  ]);
});
