import { conversation, message, question } from './conversations.ts';
import { IDS, TIMES } from './ids.ts';

/** What a workflow asks Ana after Mara has answered. */
const offer = {
  id: IDS.offer,
  conversationId: IDS.conversation,
  sessionId: IDS.session,
  seq: 3,
  direction: 'outbound',
  visibility: 'public',
  author: { type: 'bot', id: IDS.key, name: 'n8n', origin: 'workflow' },
  content: {
    type: 'choice',
    text: 'Shall we send you the atlas?',
    style: 'buttons',
    options: [
      { id: 'send', label: 'Send it' },
      { id: 'collect', label: 'I will come by' },
    ],
  },
  quotedMessageId: null,
  reactions: [],
  externalId: null,
  sentAt: TIMES.offered,
  createdAt: TIMES.offered,
  editedAt: null,
  deletedAt: null,
  delivery: { state: 'queued' },
};

export const asked = { waitId: IDS.wait, message: offer };

/** Ana has chosen, and the workflow knows. */
export const wait = {
  id: IDS.wait,
  conversationId: IDS.conversation,
  messageId: IDS.offer,
  expect: 'choice',
  state: 'answered',
  because: 'reply',
  maxReasks: 1,
  reasks: 0,
  replyMessageId: IDS.choice,
  createdAt: TIMES.offered,
  expiresAt: '2026-11-21T14:05:31.902Z',
  endedAt: TIMES.chosen,
  call: { state: 'delivered', attempts: 1, lastStatus: 200, lastError: null, finishedAt: '2026-11-20T14:06:20.441Z' },
};

/** With `format=messages`, as it is without one. */
export const transcript = {
  conversationId: conversation.id,
  messages: [
    {
      messageId: question.id,
      at: question.createdAt,
      role: 'customer',
      name: question.author.name,
      type: 'text',
      text: question.content.text,
    },
    {
      messageId: message.id,
      at: message.createdAt,
      role: 'agent',
      name: message.author.name,
      type: 'text',
      text: message.content.text,
    },
    {
      messageId: offer.id,
      at: offer.createdAt,
      role: 'bot',
      name: offer.author.name,
      type: 'choice',
      text: 'Shall we send you the atlas?\n1. Send it\n2. I will come by',
    },
    {
      messageId: IDS.choice,
      at: TIMES.chosen,
      role: 'customer',
      name: question.author.name,
      type: 'choice_reply',
      text: 'Send it',
    },
  ],
};
