import { type OperationCase, forMember, locator } from './case.ts';

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
