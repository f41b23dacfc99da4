import type { Contact, Conversation, Message } from '../Parley/shared/wire';
import type { EventEnvelope, EventType } from '../Parley/shared/wire-events';

// What every event looks like, so that a workflow can be built before the first customer writes. Whole and typed: a test holds
// these types against the gateway's. Ids begin with `sample`, so that nothing of them exists.

const AT = '2026-11-20T10:00:00.000Z';
const NAME = 'Ann Example';
const MEMBER = { id: 'mbr_sample', name: 'Mia Example' };

const customer = { type: 'contact', id: 'cnt_sample', name: NAME, origin: 'gateway' } as const;
const member = { type: 'member', ...MEMBER, origin: 'gateway' } as const;

const received: Message = {
  id: 'msg_sample1',
  conversationId: 'cnv_sample',
  sessionId: 'ses_sample',
  seq: 7,
  direction: 'inbound',
  visibility: 'public',
  author: customer,
  content: { type: 'text', text: 'Hello, is my order ready?' },
  quotedMessageId: null,
  reactions: [],
  externalId: 'wamid.sample',
  sentAt: AT,
  createdAt: AT,
  editedAt: null,
  deletedAt: null,
  delivery: null,
};

const sent: Message = {
  ...received,
  id: 'msg_sample2',
  seq: 8,
  direction: 'outbound',
  author: member,
  content: { type: 'text', text: 'It is: you can fetch it until six.' },
  delivery: { state: 'sent', sentAs: 'message', losses: [] },
};

const note: Message = {
  ...sent,
  visibility: 'internal',
  content: { type: 'text', text: 'Called back, no answer' },
  externalId: null,
  delivery: null,
};

const contact: Contact = {
  id: 'cnt_sample',
  name: NAME,
  email: 'ann@example.com',
  phone: '+15550100200',
  locale: 'en-US',
  avatarUrl: null,
  identities: [
    {
      id: 'idt_sample',
      channelId: 'chn_sample',
      kind: 'person',
      keys: [{ kind: 'phone', value: '15550100200', retiredAt: null }],
      reachable: true,
    },
  ],
  externalIds: [{ system: 'crm', id: '20451' }],
  tags: ['vip'],
  attributes: { plan: 'gold' },
  blockedAt: null,
  optedOut: false,
  createdAt: AT,
  updatedAt: AT,
};

const waiting: Conversation = {
  id: 'cnv_sample',
  channelId: 'chn_sample',
  contactId: 'cnt_sample',
  identityId: 'idt_sample',
  sessionId: 'ses_sample',
  teamId: 'tea_sample',
  assigneeId: null,
  participants: [],
  status: 'rep_needed',
  statusSince: AT,
  because: {
    rule: 'nobody_joined',
    since: AT,
    messageId: 'msg_sample1',
    thresholds: { soonAfterSeconds: 180, overdueAfterSeconds: 300 },
    clock: 'wall',
    timeZone: null,
    actorId: null,
  },
  waiting: {
    since: AT,
    messageId: 'msg_sample1',
    level: 'ok',
    soonAt: '2026-11-20T10:03:00.000Z',
    overdueAt: '2026-11-20T10:05:00.000Z',
  },
  handler: 'people',
  window: { expiresAt: '2026-11-21T10:00:00.000Z', openedBy: 'message', freeReplyUntil: null, messagesLeft: null, after: 'template' },
  unread: null,
  presence: null,
  lastMessage: {
    id: 'msg_sample1',
    seq: 7,
    direction: 'inbound',
    visibility: 'public',
    author: customer,
    createdAt: AT,
    summary: 'Hello, is my order ready?',
  },
  tags: ['order'],
  attributes: { order: '20451' },
  source: null,
  snoozedUntil: null,
  closedAt: null,
  closedBy: null,
  closeReason: null,
  mergedInto: null,
  createdAt: AT,
  updatedAt: AT,
};

const joined: Conversation = {
  ...waiting,
  status: 'active',
  waiting: null,
  assigneeId: MEMBER.id,
  participants: [{ memberId: MEMBER.id, joinedAt: AT, via: 'first_message' }],
};
const closed: Conversation = {
  ...joined,
  status: 'closed',
  participants: [],
  assigneeId: null,
  closedAt: AT,
  closedBy: MEMBER.id,
  closeReason: 'solved',
};
const late = (level: 'soon' | 'overdue'): Conversation => ({ ...waiting, waiting: waiting.waiting && { ...waiting.waiting, level } });

const channel = { id: 'chn_sample', type: 'whatsapp', provider: 'cloud_api', name: 'Front desk' } as const;
const template = { externalId: '572279198452421', name: 'order_ready', language: 'en_US', status: 'approved', category: 'utility' };
const place = (team: string | null, who: typeof MEMBER | null) => ({
  team: team === null ? null : { id: 'tea_sample', name: team },
  member: who,
});

type Told = Pick<EventEnvelope, 'actor' | 'data'>;

const CUSTOMER: EventEnvelope['actor'] = { type: 'contact', id: 'cnt_sample', name: NAME };
const TEAM: EventEnvelope['actor'] = { type: 'member', ...MEMBER };
const CLOCK: EventEnvelope['actor'] = { type: 'system', id: null, name: null };

const about = (actor: EventEnvelope['actor'], conversation: Conversation, more: EventEnvelope['data'] = {}): Told => ({
  actor,
  data: { conversation, contact, channel, ...more },
});
const delivered = (state: 'delivered' | 'read'): Told =>
  about(CLOCK, joined, { message: { ...sent, delivery: { state, sentAs: 'message' } } });

const SAMPLES: Readonly<Record<EventType, Told>> = {
  'message.received': about(CUSTOMER, waiting, { message: received }),
  'message.sent': about(TEAM, joined, { message: sent }),
  'message.delivered': delivered('delivered'),
  'message.read': delivered('read'),
  'message.failed': about(CLOCK, joined, {
    message: {
      ...sent,
      delivery: {
        state: 'failed',
        error: { code: 'recipient_unreachable', detail: 'This number is not on WhatsApp.', platformCode: '131026' },
      },
    },
  }),
  'message.updated': about(CUSTOMER, joined, { message: { ...sent, reactions: [{ emoji: '👍', by: 'cnt_sample', at: AT }] } }),
  'message.deleted': about(CUSTOMER, waiting, { message: { ...received, deletedAt: AT } }),
  'conversation.created': about(CUSTOMER, waiting),
  'conversation.updated': about(TEAM, joined),
  'conversation.snoozed': about(
    TEAM,
    { ...joined, snoozedUntil: '2026-11-21T09:00:00.000Z' },
    { from: null, to: '2026-11-21T09:00:00.000Z' },
  ),
  'conversation.status_changed': about(TEAM, joined, { from: 'rep_needed', to: 'active' }),
  'conversation.soon_overdue': about(CLOCK, late('soon')),
  'conversation.overdue': about(CLOCK, late('overdue')),
  'conversation.joined': about(TEAM, joined, { member: MEMBER }),
  'conversation.left': about(TEAM, waiting, { member: MEMBER }),
  'conversation.assigned': about(TEAM, joined, { member: MEMBER, from: null, to: MEMBER }),
  'conversation.transferred': about(TEAM, waiting, { message: note, from: place(null, MEMBER), to: place('Back office', null) }),
  'conversation.closed': about(TEAM, closed),
  'conversation.reopened': about(CUSTOMER, waiting),
  'conversation.handed_over': about(CLOCK, waiting, { from: 'bot', to: 'people' }),
  'conversation.window_closing': about(CLOCK, joined),
  'conversation.window_closed': about(CLOCK, joined),
  'contact.created': { actor: CUSTOMER, data: { contact } },
  'contact.updated': { actor: TEAM, data: { contact } },
  'contact.merged': { actor: TEAM, data: { contact, from: 'cnt_sample2', to: 'cnt_sample' } },
  'contact.online': { actor: CUSTOMER, data: { contact } },
  'contact.offline': { actor: CUSTOMER, data: { contact } },
  'note.created': about(TEAM, joined, { message: note }),
  'template.status_changed': { actor: CLOCK, data: { channel, template, from: 'pending', to: 'approved' } },
  'channel.health_changed': {
    actor: CLOCK,
    data: {
      channel: {
        ...channel,
        health: { level: 'error', what: 'token', detail: 'The access token has ended.', nextStep: 'Make a new one.' },
      },
      from: 'ok',
      to: 'error',
    },
  },
};

/** A whole event of this type, as the gateway would deliver it. Nothing it names exists. */
export function sampleOf(type: EventType): EventEnvelope {
  const isOfConversation = 'conversation' in SAMPLES[type].data;
  return { id: 'evt_sample', type, occurredAt: AT, cursor: '0.42', conversationSeq: isOfConversation ? 12 : null, ...SAMPLES[type] };
}

/** Whether there is a sample of what a workflow names. */
export function isEventType(type: unknown): type is EventType {
  return typeof type === 'string' && type in SAMPLES;
}
