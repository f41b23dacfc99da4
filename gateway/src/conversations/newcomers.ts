import { adminsOf } from '../model/audience.ts';
import { readCrew } from '../store/crew.ts';
import type { MemberRow } from '../store/schema.ts';
import type { Unit } from '../store/unit.ts';

/** Tells the organisation's admins that somebody accepted their invitation. No event of the log tells of members. */
export async function tellOfNewcomer(unit: Unit, newcomer: Pick<MemberRow, 'id' | 'name'>): Promise<void> {
  const needed = { memberIds: new Set<string>(), teamIds: new Set<string>(), admins: true, everybody: false };
  const crew = await readCrew({ reader: unit.tx.db, dialect: unit.tx.dialect }, needed);
  for (const id of adminsOf(crew).filter((one) => one !== newcomer.id)) {
    unit.tellings.push({
      memberId: id,
      kind: 'invitation',
      actor: { type: 'member', id: newcomer.id, name: newcomer.name },
      conversationId: null,
      messageId: null,
      channelId: null,
      isOffer: false,
      detail: newcomer.name,
      about: newcomer.id,
    });
  }
}
