import { CURSOR, IDS, TIMES } from './ids.ts';

const ana = { type: 'contact', id: IDS.ana, name: 'Ana Ferreira', origin: 'native_app' };
const mara = { type: 'member', id: IDS.mara, name: 'Mara', origin: 'gateway' };

export const contact = {
  id: IDS.ana,
  name: 'Ana Ferreira',
  email: 'ana@example.com',
  phone: '+15555550142',
  locale: 'pt',
  avatarUrl: null,
  identities: [
    {
      id: IDS.anaIdentity,
      channelId: IDS.whatsapp,
      kind: 'person',
      keys: [{ kind: 'phone', value: '15555550142', retiredAt: null }],
      reachable: true,
    },
  ],
  externalIds: [{ system: 'hubspot', id: '20451' }],
  tags: ['vip'],
  attributes: { plan: 'gold' },
  blockedAt: null,
  optedOut: false,
  createdAt: TIMES.asked,
  updatedAt: TIMES.asked,
};

export const message = {
  id: IDS.answer,
  conversationId: IDS.conversation,
  sessionId: IDS.session,
  seq: 2,
  direction: 'outbound',
  visibility: 'public',
  author: mara,
  content: { type: 'text', text: 'Hello Ana! Yes, two copies are left.' },
  quotedMessageId: IDS.question,
  reactions: [{ emoji: '👍', by: IDS.ana, at: TIMES.answered }],
  externalId: 'wamid.HBgLMTU1NTU1NTAxNDIVAgARGBI5',
  sentAt: TIMES.answered,
  createdAt: TIMES.answered,
  editedAt: null,
  deletedAt: null,
  delivery: { state: 'read', sentAs: 'message' },
};

export const question = {
  id: IDS.question,
  conversationId: IDS.conversation,
  sessionId: IDS.session,
  seq: 1,
  direction: 'inbound',
  visibility: 'public',
  author: ana,
  content: { type: 'text', text: 'Hello! Do you still have the harbour atlas?' },
  quotedMessageId: null,
  reactions: [],
  externalId: 'wamid.HBgLMTU1NTU1NTAxNDIVAgASGBQz',
  sentAt: '2026-11-20T14:03:11.000Z',
  createdAt: TIMES.asked,
  editedAt: null,
  deletedAt: null,
  delivery: null,
};

export const conversation = {
  id: IDS.conversation,
  channelId: IDS.whatsapp,
  contactId: IDS.ana,
  identityId: IDS.anaIdentity,
  sessionId: IDS.session,
  teamId: IDS.frontDesk,
  assigneeId: IDS.mara,
  participants: [{ memberId: IDS.mara, joinedAt: '2026-11-20T14:04:02.000Z', via: 'join' }],
  status: 'pending',
  statusSince: '2026-11-20T14:04:02.000Z',
  because: {
    rule: 'waits',
    since: TIMES.asked,
    messageId: IDS.question,
    thresholds: { soonAfterSeconds: 180, overdueAfterSeconds: 300 },
    clock: 'wall',
    timeZone: null,
    actorId: null,
  },
  waiting: {
    since: TIMES.asked,
    messageId: IDS.question,
    level: 'ok',
    soonAt: '2026-11-20T14:06:12.481Z',
    overdueAt: '2026-11-20T14:08:12.481Z',
  },
  handler: 'people',
  window: { expiresAt: '2026-11-21T14:03:11.000Z', openedBy: 'message', freeReplyUntil: null, messagesLeft: null, after: 'template' },
  unread: 1,
  presence: null,
  lastMessage: {
    id: IDS.question,
    seq: 1,
    direction: 'inbound',
    visibility: 'public',
    author: ana,
    createdAt: TIMES.asked,
    summary: 'Hello! Do you still have the harbour atlas?',
  },
  tags: ['books'],
  attributes: { orderId: 'HB-1042' },
  source: null,
  snoozedUntil: null,
  closedAt: null,
  closedBy: null,
  closeReason: null,
  mergedInto: null,
  createdAt: TIMES.asked,
  updatedAt: '2026-11-20T14:04:02.000Z',
};

/** As nobody in particular sees it. */
const forNobody = { ...conversation, unread: null };

export const session = {
  id: IDS.session,
  conversationId: IDS.conversation,
  channelId: IDS.whatsapp,
  teamId: IDS.frontDesk,
  number: 1,
  source: null,
  owners: [IDS.mara],
  openedAt: TIMES.asked,
  firstResponseAt: TIMES.answered,
  firstResponseMs: 87_639,
  answers: 1,
  waits: 1,
  waitedMs: 87_639,
  closedAt: null,
  closedBy: null,
  closeReason: null,
};

export const event = {
  id: IDS.event,
  type: 'message.received',
  occurredAt: TIMES.asked,
  cursor: CURSOR,
  conversationSeq: 2,
  actor: { type: 'contact', id: IDS.ana, name: 'Ana Ferreira' },
  data: {
    message: question,
    conversation: forNobody,
    contact,
    channel: { id: IDS.whatsapp, type: 'whatsapp', provider: 'cloud_api', name: 'Front desk' },
  },
};

export const counts = {
  statuses: { bot: 2, rep_needed: 3, pending: 4, soon_overdue: 1, overdue: 1, active: 12, closed: 240 },
  views: { all: 23, joined: 17, online: 0 },
  waiting: { ok: 7, soon: 1, overdue: 1 },
  unread: 4,
};

export const change = {
  id: IDS.change,
  at: TIMES.answered,
  what: 'updated',
  actor: { type: 'member', id: IDS.mara, name: 'Mara' },
  changes: [{ field: 'email', from: null, to: 'ana@example.com' }],
  otherContactId: null,
};

export const duplicate = {
  contact: { ...contact, id: 'cnt_01JCYA7P9R1S3T5V7X9Z1B3D5F', identities: [], externalIds: [] },
  score: 0.9,
  reasons: [{ type: 'same_email', value: 'ana@example.com' }],
};

export const contactExport = {
  exportedAt: TIMES.answered,
  contact,
  mergedContacts: [],
  history: [change],
  conversations: [
    {
      conversation: forNobody,
      sessions: [{ id: IDS.session, number: 1, source: null, openedAt: TIMES.asked, closedAt: null, closeReason: null }],
      messages: [question, message],
    },
  ],
  events: [{ id: IDS.event, type: 'message.received', occurredAt: TIMES.asked }],
};
