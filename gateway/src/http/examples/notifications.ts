import { DEFAULT_WAYS, byKind } from '../../model/notification.ts';
import { contact, question } from './conversations.ts';
import { IDS, TIMES } from './ids.ts';
import { channel } from './organisation.ts';

/** Ana has written and nobody has come yet: Mara is told, and may join at once. */
export const notification = {
  id: IDS.notification,
  kind: 'new_conversation',
  count: 1,
  createdAt: TIMES.asked,
  updatedAt: TIMES.asked,
  readAt: null,
  ended: null,
  actor: { type: 'contact', id: contact.id, name: contact.name },
  conversation: { id: IDS.conversation, teamId: IDS.frontDesk, assigneeId: null, status: 'rep_needed' },
  contact: { id: contact.id, name: contact.name, avatarUrl: contact.avatarUrl },
  channel: { id: channel.id, type: channel.type, name: channel.name },
  messageId: question.id,
  text: question.content.text,
  detail: null,
  actions: [{ name: 'join', method: 'POST', path: `/api/v1/conversations/${IDS.conversation}/join` }],
};

export const counts = {
  unread: 3,
  kinds: { ...byKind(() => 0), new_conversation: 1, new_message: 2 },
};

/** As they come, but mentions are not mailed and pushes keep to themselves what customers wrote. */
export const preferences = {
  kinds: { ...DEFAULT_WAYS, mention: { inApp: true, email: false, push: true } },
  pushText: false,
};

export const pushKey = {
  publicKey: 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8',
};

export const pushSubscription = {
  id: IDS.browser,
  service: 'push.example.com',
  createdAt: TIMES.setUp,
};
