import type { MessageRecord } from '../store/records.ts';
import type { Unit } from '../store/unit.ts';
import type { Acting } from './acting.ts';

/** Writes the business's reaction, of which a platform knows only one: whoever reacts last replaces it. Null takes it away. */
export function setReaction(unit: Unit, message: MessageRecord, emoji: string | null, { actor }: Acting): void {
  const ofCustomers = message.reactions.filter((reaction) => reaction.by.startsWith('cnt_'));
  const own = emoji === null ? [] : [{ emoji, by: actor.id ?? 'system', at: new Date(unit.now).toISOString() }];
  message.reactions = [...ofCustomers, ...own];
  unit.touchMessage(message);
  const conversation = unit.conversations.get(message.conversationId);
  if (conversation !== undefined) unit.emit({ type: 'message.updated', actor, conversation, message });
}
