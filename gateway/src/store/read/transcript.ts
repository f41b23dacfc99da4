import { messageRecord, presentMessage } from '../records.ts';
import type { Message } from '../../model/message.ts';
import type { Reads } from './page.ts';

/** The last messages of a conversation that were said, oldest first; what did not arrive was not said. */
export async function readSaid(
  { reader }: Pick<Reads, 'reader'>,
  conversationId: string,
  wanted: {
    readonly limit: number;
    /** Not after this number in the conversation. */
    readonly upToSeq?: number;
    /** What is for the team only, too. */
    readonly notes?: boolean;
  },
): Promise<readonly Message[]> {
  let query = reader
    .selectFrom('messages')
    .selectAll()
    .where('conversationId', '=', conversationId)
    .where((where) => where.or([where('deliveryState', 'is', null), where('deliveryState', '!=', 'failed')]))
    .orderBy('seq', 'desc')
    .limit(wanted.limit);
  if (wanted.upToSeq !== undefined) query = query.where('seq', '<=', wanted.upToSeq);
  if (wanted.notes !== true) query = query.where('visibility', '=', 'public');
  return (await query.execute()).map((row) => presentMessage(messageRecord(row))).reverse();
}
