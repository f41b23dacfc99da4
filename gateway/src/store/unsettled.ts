import { messageRecord } from './records.ts';
import type { Unit } from './unit.ts';

/** More messages than a conversation gets in the minutes in which an echo is compared with them. */
const LATEST_MESSAGES = 200;

/** Messages of ours of which it is not known whether the platform has them: on their way, or without an answer. */
export async function loadUnsettled(unit: Unit, conversationIds: Iterable<string>): Promise<void> {
  for (const id of new Set(conversationIds)) {
    const conversation = unit.conversations.get(id);
    if (conversation === undefined) continue;
    const rows = await unit.tx.db
      .selectFrom('messages')
      .selectAll()
      .where('conversationId', '=', id)
      .where('seq', '>', conversation.lastSeq - LATEST_MESSAGES)
      .where('deliveryState', 'in', ['sending', 'unknown'])
      .execute();
    for (const row of rows) if (!unit.messages.has(row.id)) unit.keep({ message: messageRecord(row) });
  }
}
