import type { Content } from '../model/content.ts';
import type { Author } from '../model/message.ts';
import type { ConversationRecord, MessageRecord, SendRequest } from '../store/records.ts';
import type { Unit } from '../store/unit.ts';
import { answerCustomer } from './waiting.ts';

/** A message of ours that nothing keeps from going out any more. */
export interface Outgoing {
  /** Made before, where files were bound to it. */
  readonly id?: string;
  readonly content: Content;
  readonly author: Author;
  readonly quotedMessageId: string | null;
  readonly send: SendRequest;
  /** Whether it ends the customer's wait. */
  readonly endsWaiting: boolean;
}

/** Puts a message into the conversation and makes its outbound lane due. A choice is open from now on. */
export function putMessage(unit: Unit, conversation: ConversationRecord, outgoing: Outgoing): MessageRecord {
  const { endsWaiting, ...rest } = outgoing;
  const message = unit.addMessage(conversation, {
    ...rest,
    direction: 'outbound',
    visibility: 'public',
    reactions: [],
    externalId: null,
    tokens: null,
    webhookId: null,
    sentAt: unit.now,
    editedAt: null,
    deletedAt: null,
    delivery: { state: 'queued' },
  });
  unit.dueSends.set(conversation.id, conversation.channelId);
  if (message.content.type === 'choice') conversation.openChoice = { messageId: message.id, options: message.content.options };
  if (endsWaiting) answerCustomer(unit, conversation);
  return message;
}
