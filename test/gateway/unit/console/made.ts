import type { Contact, Conversation, Message } from '../../../../gateway/console/api/wire.ts';

const AT = '2026-11-20T10:00:00.000Z';

/** A conversation as the API shows it, with what a test wants of it. */
export function conversation(change: Partial<Conversation> = {}): Conversation {
  return {
    id: 'cnv_a',
    channelId: 'chn_a',
    contactId: 'cnt_a',
    identityId: 'idt_a',
    sessionId: 'ses_1',
    teamId: null,
    assigneeId: null,
    participants: [],
    status: 'rep_needed',
    statusSince: AT,
    waiting: null,
    handler: 'people',
    window: { expiresAt: '2026-11-21T10:00:00.000Z', openedBy: 'message', freeReplyUntil: null, messagesLeft: null, after: 'template' },
    lastMessage: null,
    tags: [],
    attributes: {},
    source: null,
    snoozedUntil: null,
    closedAt: null,
    closedBy: null,
    closeReason: null,
    mergedInto: null,
    createdAt: AT,
    updatedAt: AT,
    ...change,
  };
}

export function message(seq: number, change: Partial<Message> = {}): Message {
  return {
    id: `msg_${seq}`,
    conversationId: 'cnv_a',
    sessionId: 'ses_1',
    seq,
    direction: 'inbound',
    visibility: 'public',
    author: { type: 'contact', id: 'cnt_a', name: 'Ana', origin: 'native_app' },
    content: { type: 'text', text: `text ${seq}` },
    quotedMessageId: null,
    reactions: [],
    externalId: null,
    sentAt: AT,
    createdAt: AT,
    editedAt: null,
    deletedAt: null,
    delivery: null,
    ...change,
  };
}

export function contact(change: Partial<Contact> = {}): Contact {
  return {
    id: 'cnt_a',
    name: 'Ana',
    email: null,
    phone: null,
    locale: null,
    avatarUrl: null,
    identities: [],
    externalIds: [],
    tags: [],
    attributes: {},
    blockedAt: null,
    optedOut: false,
    createdAt: AT,
    updatedAt: AT,
    ...change,
  };
}
