import type { Actor } from '../model/events.ts';
import { loadConversations, loadMessages } from '../store/load.ts';
import type { MessageRecord, SendRequest } from '../store/records.ts';
import type { Unit } from '../store/unit.ts';
import { whyNotToContact } from './contact-refusals.ts';
import { type Failure, failure } from './failure.ts';

/**
 * Puts a message that failed back into its conversation's queue, under its own id and number. Parts that are out stay out; where the platform
 * had taken all of it and told later that it failed, it goes out whole.
 */
export async function retryMessage(
  unit: Unit,
  { id, conversationId }: Pick<MessageRecord, 'id' | 'conversationId'>,
  actor: Actor,
): Promise<MessageRecord | Failure> {
  await loadConversations(unit, [conversationId]);
  await loadMessages(unit, [id]);
  const [message, conversation] = [unit.messages.get(id), unit.conversations.get(conversationId)];
  if (message === undefined || conversation === undefined) return failure('not_found', 'There is no such message.');
  const refused = whyNotToContact(unit.contacts.get(conversation.contactId));
  if (refused !== undefined) return refused;
  if (message.delivery?.state !== 'failed' || message.send === null || message.deletedAt !== null) {
    return failure('not_supported', 'Only a message that has failed can be sent again.');
  }
  const wasTaken = message.delivery.sentAs !== undefined;
  message.send = anew(message.send, wasTaken ? message.externalId : undefined);
  if (wasTaken) message.externalId = null;
  message.delivery = { state: 'queued' };
  unit.touchMessage(message);
  unit.dueSends.set(conversation.id, conversation.channelId);
  unit.emit({ type: 'message.updated', actor, conversation, message });
  return message;
}

/** The request without what is left of its last try. @param takenAs the platform's id where it had all of it; undefined: it had not */
function anew(send: SendRequest, takenAs: string | null | undefined): SendRequest {
  const { firstTriedAt: _first, heldReports: _reports, heldEchoes: _echoes, echoedTry: _try, offeredFreeReply: _free, ...rest } = send;
  if (takenAs === undefined) return rest;
  // What is told of the former try's ids is about nothing any more.
  const abandoned = [...(send.abandoned ?? []), ...(takenAs ?? '').split(' '), ...send.sent.flatMap((ids) => ids.split(' '))];
  return { ...rest, sent: [], abandoned: [...new Set(abandoned)].filter((one) => one !== '') };
}
