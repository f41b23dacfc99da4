import type { Content } from './content.ts';
import type { Contact, Conversation } from './conversation.ts';
import type { Actor, EventData } from './events.ts';
import type { Author, Message } from './message.ts';

/** Whose traces go: a person's contacts (with those merged into it) and conversations. */
export interface Erased {
  readonly contactIds: ReadonlySet<string>;
  readonly conversationIds: ReadonlySet<string>;
}

/** What stands where a message was. */
export const ERASED_CONTENT = { type: 'unsupported', summary: 'This message was erased.' } as const satisfies Content<never>;

/** Of a stored event, what may stay: which objects it is about, their numbers, times and states. */
export function eraseFromEvent(data: EventData, erased: Erased): EventData {
  const { contact, conversation, message } = data;
  return {
    ...data,
    ...(contact === undefined ? {} : { contact: erased.contactIds.has(contact.id) ? eraseContact(contact) : contact }),
    ...(conversation === undefined ? {} : { conversation: eraseConversation(conversation, erased) }),
    ...(message === undefined ? {} : { message: eraseMessage(message, erased) }),
  };
}

/** Whether the message is the person's, or was written to them. */
export function isTheirs(message: Pick<Message, 'conversationId' | 'author'>, { contactIds, conversationIds }: Erased): boolean {
  return conversationIds.has(message.conversationId) || (message.author.id !== null && contactIds.has(message.author.id));
}

export function eraseActor<Who extends Actor | Author>(actor: Who, { contactIds }: Erased): Who {
  return actor.id !== null && contactIds.has(actor.id) ? { ...actor, name: null } : actor;
}

function eraseContact(contact: Contact): Contact {
  return {
    ...contact,
    name: null,
    email: null,
    phone: null,
    locale: null,
    avatarUrl: null,
    identities: contact.identities.map((identity) => ({ ...identity, keys: [] })),
    externalIds: [],
    tags: [],
    attributes: {},
    blockedAt: null,
    optedOut: false,
  };
}

function eraseConversation(conversation: Conversation, erased: Erased): Conversation {
  const { lastMessage } = conversation;
  const isOurs = erased.conversationIds.has(conversation.id) || erased.contactIds.has(conversation.contactId);
  const isLastTheirs = lastMessage?.author.id != null && erased.contactIds.has(lastMessage.author.id);
  const last = lastMessage && (isOurs || isLastTheirs) ? eraseLine(lastMessage, erased) : lastMessage;
  return isOurs ? { ...conversation, lastMessage: last, tags: [], attributes: {}, source: null } : { ...conversation, lastMessage: last };
}

/** What lists show of the last message. */
export function eraseLine<Line extends NonNullable<Conversation['lastMessage']>>(line: Line, erased: Erased): Line {
  return { ...line, summary: ERASED_CONTENT.summary, author: eraseActor(line.author, erased) };
}

function eraseMessage(message: Message, erased: Erased): Message {
  if (!isTheirs(message, erased)) return message;
  const { delivery } = message;
  return {
    ...message,
    author: eraseActor(message.author, erased),
    content: ERASED_CONTENT,
    reactions: [],
    externalId: null,
    delivery: delivery === null ? null : { state: delivery.state },
  };
}
