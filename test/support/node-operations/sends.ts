import type { IDataObject } from 'n8n-workflow';
import { type OperationCase, locator } from './case.ts';

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
