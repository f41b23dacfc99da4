import fc from 'fast-check';
import { whyHidden } from '../../../gateway/src/model/sight.ts';
import { countConversations } from '../../../gateway/src/store/read/conversation-counts.ts';
import type { ConversationFilter } from '../../../gateway/src/store/read/conversation-filter.ts';
import { findConversation, listConversations } from '../../../gateway/src/store/read/conversations.ts';
import type { ConversationRow } from '../../../gateway/src/store/schema.ts';
import { STATUSES } from '../../../gateway/src/model/status.ts';
import { type OpenedStore, open, temporaryFolder } from '../support/stores.ts';
import { newDatabase } from '../support/postgres.ts';
import { STORES } from '../support/people.ts';
import { type Organisation, conversation, member, organisationWriter } from '../support/sight.ts';

const MEMBERS = ['mbr_1', 'mbr_2', 'mbr_3', 'mbr_admin', 'mbr_gone'] as const;
const TEAMS = ['tea_grab', 'tea_grab2', 'tea_together'] as const;
const NOW = 1_000_000;

/** Two teams that grab and one that does not; one that was removed has conversations still. */
const organisations = fc
  .record({
    memberships: fc.uniqueArray(
      fc.record({ teamId: fc.constantFrom(...TEAMS), memberId: fc.constantFrom(...MEMBERS), role: fc.constantFrom('representative', 'admin') }),
      { selector: ({ teamId, memberId }) => `${teamId} ${memberId}`, maxLength: 8 },
    ),
    conversations: fc.array(
      fc.record({
        teamId: fc.constantFrom(null, 'tea_removed', ...TEAMS),
        assigneeId: fc.constantFrom(null, ...MEMBERS),
        participants: fc.uniqueArray(fc.constantFrom(...MEMBERS), { maxLength: 2 }),
        status: fc.constantFrom(...STATUSES),
        waited: fc.constantFrom(10, 200, 400),
        updatedAt: fc.integer({ min: 1, max: 5 }),
        inboundCount: fc.integer({ min: 0, max: 2 }),
      }),
      { minLength: 1, maxLength: 25 },
    ),
  })
  .map(({ memberships, conversations }): Organisation => ({
    members: MEMBERS.map((id) => member(id, { role: id === 'mbr_admin' ? 'admin' : 'agent', removedAt: id === 'mbr_gone' ? 1 : null })),
    teams: TEAMS.map((id) => ({ id, name: id, mode: id === 'tea_together' ? 'collaboration' : 'grab', assignment: 'manual', overridesJson: null, createdAt: 1, updatedAt: 1 })),
    teamMembers: memberships.map((one) => ({ ...one, lastTurn: 0 })),
    conversations: conversations.map(({ participants, waited, ...row }, index) => {
      const waits = ['rep_needed', 'pending', 'soon_overdue', 'overdue'].includes(row.status);
      const since = waits ? NOW - waited : null;
      return conversation(`cnv_${String(index).padStart(3, '0')}`, {
        ...row,
        waitingSince: since,
        soonAt: since === null ? null : since + 100,
        overdueAt: since === null ? null : since + 300,
        closedAt: row.status === 'closed' ? 1 : null,
        participantsJson: JSON.stringify(participants.map((memberId) => ({ memberId, joinedAt: '2026-11-20T10:00:00.000Z', via: 'join' }))),
        isJoined: participants.length > 0 ? 1 : 0,
      });
    }),
  })); // prettier-ignore

function isInIt({ participantsJson, assigneeId }: ConversationRow, memberId: string): boolean {
  return assigneeId === memberId || hasJoined(participantsJson, memberId);
}
const hasJoined = (participantsJson: string, memberId: string) => participantsJson.includes(`"${memberId}"`);

/** By the rule itself. */
function seenByRule({ members, teams, teamMembers }: Organisation, row: ConversationRow, memberId: string | undefined): boolean {
  if (memberId === undefined) return true;
  const who = members.find((one) => one.id === memberId && one.removedAt === null);
  const team = teams.find((one) => one.id === row.teamId);
  if (who === undefined) return false;
  const role = teamMembers.find((one) => one.teamId === team?.id && one.memberId === memberId)?.role;
  return (
    whyHidden({
      role: who.role === 'admin' ? 'admin' : 'agent',
      team:
        team === undefined
          ? null
          : { mode: team.mode === 'grab' ? 'grab' : 'collaboration', role: role === undefined ? null : role === 'admin' ? 'admin' : 'representative' },
      isInIt: isInIt(row, memberId),
      isClosed: row.closedAt !== null,
      isOwned: row.assigneeId !== null,
    }) === undefined
  ); // prettier-ignore
}

const levelOf = ({ overdueAt, soonAt }: ConversationRow) =>
  overdueAt === null || soonAt === null ? 'none' : overdueAt < NOW ? 'overdue' : soonAt < NOW ? 'soon' : 'ok';

/** What the API calls it at `NOW`. */
function statusOf(row: ConversationRow): string {
  if (!['pending', 'soon_overdue', 'overdue'].includes(row.status)) return row.status;
  return { none: 'pending', ok: 'pending', soon: 'soon_overdue', overdue: 'overdue' }[levelOf(row)];
}

describe.each(STORES)('what members see on %s', (name) => {
  let database: Awaited<ReturnType<typeof newDatabase>> | undefined;
  let folder: ReturnType<typeof temporaryFolder>;
  let opened: OpenedStore;
  let write: (organisation: Organisation) => Promise<void>;
  beforeAll(async () => {
    folder = temporaryFolder();
    database = name === 'postgres' ? await newDatabase() : undefined;
    opened = await open({ dataDir: folder.folder, ...(database === undefined ? {} : { databaseUrl: database.url }) });
    write = organisationWriter(opened.store);
  });
  afterAll(async () => {
    await opened.store.close();
    await database?.drop();
    folder.remove();
  });
  const numRuns = name === 'sqlite' ? 40 : 8;

  /** All of a list, three at a time. */
  async function listed(filter: ConversationFilter, sort: 'updated' | 'created' | 'waiting'): Promise<readonly string[]> {
    const ids: string[] = [];
    let after: readonly [number, string] | null = null;
    do {
      const page: Awaited<ReturnType<typeof listConversations>> = await listConversations(opened.store, filter, NOW, {
        sort,
        after,
        limit: 7,
      });
      ids.push(...page.rows.map((row) => row.id));
      after = page.next;
    } while (after !== null);
    return ids;
  }

  it('is what the rule says, in lists, by id and in counts', async () => {
    await fc.assert(
      fc.asyncProperty(organisations, fc.constantFrom(undefined, ...MEMBERS), async (organisation, viewer) => {
        await write(organisation);
        const seen = organisation.conversations.filter((row) => seenByRule(organisation, row, viewer));
        const newest = seen.toSorted((a, b) => b.updatedAt - a.updatedAt || (a.id < b.id ? 1 : -1)).map((row) => row.id);
        expect(await listed({ viewer }, 'updated')).toEqual(newest);
        expect(await listed({ viewer }, 'created')).toEqual(seen.map((row) => row.id).toReversed());
        const waits = seen.filter((row) => row.waitingSince !== null);
        expect([...(await listed({ viewer }, 'waiting'))].sort()).toEqual(waits.map((row) => row.id));
        for (const row of organisation.conversations) {
          expect([row.id, (await findConversation(opened.store, row.id, viewer)) !== undefined]).toEqual([row.id, seen.includes(row)]);
        }
        const open = seen.filter((row) => row.closedAt === null);
        const joined = open.filter((row) => (viewer === undefined ? row.isJoined === 1 : hasJoined(row.participantsJson, viewer)));
        const some = (of: (row: ConversationRow) => string, value: string, rows = open) => rows.filter((row) => of(row) === value).length;
        const counts = await countConversations(opened.store, { viewer }, NOW);
        expect(counts).toEqual({
          statuses: Object.fromEntries(STATUSES.map((status) => [status, some(statusOf, status, seen)])),
          views: { all: open.length, joined: joined.length, online: 0 },
          waiting: { ok: some(levelOf, 'ok'), soon: some(levelOf, 'soon'), overdue: some(levelOf, 'overdue') },
          unread: viewer === undefined ? null : open.filter((row) => row.inboundCount > 0).length,
        });
        // The same numbers, gone through instead of counted in ranges.
        expect(await countConversations(opened.store, { viewer, channelId: ['chn_1'] }, NOW)).toEqual(counts);
      }),
      { numRuns },
    );
  });

  it('is narrowed by every filter', async () => {
    const filters: fc.Arbitrary<ConversationFilter> = fc.record(
      {
        view: fc.constantFrom('all' as const, 'joined' as const),
        status: fc.subarray([...STATUSES], { minLength: 1 }),
        waiting: fc.constantFrom('any' as const, 'none' as const, 'ok' as const, 'soon' as const, 'overdue' as const),
        teamId: fc.constantFrom(...TEAMS),
        assigneeId: fc.constantFrom(null, ...MEMBERS),
        unread: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(organisations, fc.constantFrom(undefined, ...MEMBERS), filters, async (organisation, viewer, filter) => {
        await write(organisation);
        const wanted = organisation.conversations.filter((row) => seenByRule(organisation, row, viewer) && matches(row, filter, viewer));
        expect([...(await listed({ ...filter, viewer }, 'updated'))].sort()).toEqual(wanted.map((row) => row.id));
        const counts = await countConversations(opened.store, { ...filter, viewer }, NOW);
        expect(counts.views.all + counts.statuses.closed).toBe(wanted.length);
        expect(Object.values(counts.statuses).reduce((sum, one) => sum + one, 0)).toBe(wanted.length);
      }),
      { numRuns: numRuns * 2 },
    );
  });
});

function matches(row: ConversationRow, filter: ConversationFilter, viewer: string | undefined): boolean {
  const isOpen = row.closedAt === null;
  const { view, status, waiting, teamId, assigneeId, unread } = filter;
  if (view !== undefined && !isOpen) return false;
  if (view === 'joined' && !(viewer === undefined ? row.isJoined === 1 : hasJoined(row.participantsJson, viewer))) return false;
  if (status !== undefined && !status.some((one) => one === statusOf(row))) return false;
  if (waiting === 'none' && row.waitingSince !== null) return false;
  if (waiting === 'any' && row.waitingSince === null) return false;
  if ((waiting === 'ok' || waiting === 'soon' || waiting === 'overdue') && levelOf(row) !== waiting) return false;
  if (teamId !== undefined && row.teamId !== teamId) return false;
  if (assigneeId !== undefined && row.assigneeId !== assigneeId) return false;
  return unread === undefined || unread === (viewer !== undefined && row.inboundCount > 0);
}
