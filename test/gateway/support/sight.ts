import { countAnew } from '../../../gateway/src/store/tallies.ts';
import type { Store } from '../../../gateway/src/store/store.ts';
import type { ConversationRow, MemberRow, TeamMemberRow, TeamRow } from '../../../gateway/src/store/schema.ts';

/** An organisation as rows. */
export interface Organisation {
  readonly members: readonly MemberRow[];
  readonly teams: readonly TeamRow[];
  readonly teamMembers: readonly TeamMemberRow[];
  readonly conversations: readonly ConversationRow[];
}

/** Some rows have come to another level when tests look, and nobody has written it. */
const COUNTED_AT = 999_850;
const TABLES = ['members', 'teams', 'teamMembers', 'conversations', 'participants', 'reads'] as const;

/** Writes organisations, each in the place of the one before. */
export function organisationWriter(store: Store): (organisation: Organisation) => Promise<void> {
  const write = store.committer.register<Organisation, null>({
    name: 'organisation of a test',
    async run({ db }, items) {
      for (const { members, teams, teamMembers, conversations } of items) {
        for (const table of TABLES) await db.deleteFrom(table).execute();
        for (const row of members) await db.insertInto('members').values(row).execute();
        for (const row of teams) await db.insertInto('teams').values(row).execute();
        for (const row of teamMembers) await db.insertInto('teamMembers').values(row).execute();
        for (const row of conversations) {
          await db.insertInto('conversations').values(row).execute();
          const participants: readonly { memberId: string }[] = JSON.parse(row.participantsJson);
          for (const { memberId } of participants) {
            const isOpen = row.closedAt === null ? 1 : 0;
            await db.insertInto('participants').values({ memberId, conversationId: row.id, isOpen }).execute();
          }
        }
      }
      await countAnew(db, COUNTED_AT);
      return items.map(() => null);
    },
  });
  return async (organisation) => void (await write(organisation));
}

export const member = (id: string, changes: Partial<MemberRow> = {}): MemberRow => ({
  id, name: id, email: `${id}@example.com`, role: 'agent', availability: 'online', capacity: null, createdAt: 1, updatedAt: 1, removedAt: null, locale: null,
  ...changes,
}); // prettier-ignore

export const conversation = (id: string, changes: Partial<ConversationRow> = {}): ConversationRow => ({
  id, channelId: 'chn_1', contactId: `cnt_${id}`, identityId: `idt_${id}`, sessionId: `ses_${id}`, sessionNumber: 1, teamId: null, assigneeId: null,
  status: 'active', statusSince: 1, handler: 'people', waitingSince: null, waitingMessageId: null, soonAt: null, overdueAt: null, lastSeq: 0,
  eventSeq: 0, lastMessageJson: null, windowJson: null, clockJson: null, clockDueAt: null, customerAt: 1, freeReplyToken: null,
  freeReplyUntil: null, tagsJson: '[]', attributesJson: '{}', sourceJson: null, openChoiceJson: null, waitsJson: null, snoozedUntil: null, closedAt: null,
  closedBy: null, closeReason: null, mergedInto: null, participantsJson: '[]', peopleAt: null, oneWayRepliedAt: null, isJoined: 0, inboundCount: 0, waitLevel: 0, levelDueAt: null, createdAt: 1, updatedAt: 1,
  ...changes,
}); // prettier-ignore
