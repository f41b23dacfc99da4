import nock from 'nock';

import { LoadOptionsContext } from 'n8n-core';
import type { IDataObject, INode, INodeType } from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';

import { Parley } from '../../nodes/Parley/Parley.node';
import { ParleyTrigger } from '../../nodes/ParleyTrigger/ParleyTrigger.node';
import { additionalData, GATEWAY, locator, nodeTypesOf, NODE_ID } from './support/engine';

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

test('there are no messages to choose while the conversation comes from an expression', async () => {
  const parameters = { resource: 'message', operation: 'send', conversationId: locator('={{ $json.data.conversation.id }}') };
  await expect(listSearch.searchMessages.call(editing(new Parley(), parameters))).resolves.toEqual({ results: [] });
});

test("the trigger's channels are sorted by name", async () => {
  gateway().get('/api/v1/channels').query({ limit: '200' }).reply(200, { data: channels, nextCursor: null });
  const { loadOptions } = new ParleyTrigger().methods;
  await expect(loadOptions.getChannels.call(editing(new ParleyTrigger()))).resolves.toEqual([
    { name: 'Bookings (LINE)', value: 'chn_2' },
    { name: 'Shop (WhatsApp)', value: 'chn_1' },
  ]);
});
