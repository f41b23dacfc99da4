import { maySee } from '../model/audience.ts';
import { readCrew } from '../store/crew.ts';
import { type ConversationRecord, presentConversation } from '../store/records.ts';
import type { Unit } from '../store/unit.ts';
import { type Failure, badFields } from './failure.ts';

/** The members a note calls on, each once, or which of them there are not or may not see the conversation. */
export async function findMentioned(
  unit: Unit,
  conversation: ConversationRecord,
  memberIds: readonly string[],
): Promise<readonly string[] | Failure> {
  if (memberIds.length === 0) return [];
  const teamIds = new Set(conversation.teamId === null ? [] : [conversation.teamId]);
  const needed = { memberIds: new Set(memberIds), teamIds, admins: false, everybody: false };
  const crew = await readCrew({ reader: unit.tx.db, dialect: unit.tx.dialect }, needed);
  const held = presentConversation(conversation, unit.factsOf(conversation.channelId), unit.now);
  const faults = memberIds.flatMap((id, index) => {
    const member = crew.members.get(id);
    if (member !== undefined && maySee(crew, member, held)) return [];
    const message = member === undefined ? 'There is no such member.' : 'This member may not see the conversation.';
    return [{ path: `mentions.${index}`, message }];
  });
  const [first, ...more] = faults;
  return first === undefined ? [...new Set(memberIds)] : badFields(first, ...more);
}
