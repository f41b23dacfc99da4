import { CompiledQuery, sql } from 'kysely';
import { type ConversationFilter, type ConversationSort, opennessOf } from '../../../gateway/src/store/read/conversation-filter.ts';
import { pageQuery } from '../../../gateway/src/store/read/conversations.ts';
import { countConversations } from '../../../gateway/src/store/read/conversation-counts.ts';
import { messagesQuery } from '../../../gateway/src/store/read/messages.ts';
import { unfinishedQuery } from '../../../gateway/src/store/read/announcements.ts';
import { turnsQuery } from '../../../gateway/src/store/read/turns.ts';
import { STATUSES } from '../../../gateway/src/model/status.ts';
import { type OpenedStore, open, temporaryFolder } from '../support/stores.ts';
import { conversation, member, organisationWriter } from '../support/sight.ts';

const SORTS: readonly ConversationSort[] = ['updated', 'created', 'waiting'];
const SINGLE: Readonly<Record<string, ConversationFilter>> = {
  nothing: {},
  all: { view: 'all' },
  'joined by anybody': { view: 'joined' },
  ...Object.fromEntries(STATUSES.map((status) => [status, { status: [status] }])),
  ...Object.fromEntries((['any', 'none', 'ok', 'soon', 'overdue'] as const).map((waiting) => [`waiting ${waiting}`, { waiting }])),
  channel: { channelId: ['chn_1', 'chn_2'] },
  team: { teamId: 'tea_1' },
  nobody: { assigneeId: null },
  'all of a team on a channel that are overdue': { view: 'all', teamId: 'tea_1', channelId: ['chn_1'], status: ['overdue'] },
};
/** A person's own: few, which are sorted. */
const FEW: Readonly<Record<string, ConversationFilter>> = {
  contact: { contactId: 'cnt_1' },
  owner: { view: 'all', assigneeId: 'mbr_1' },
  joined: { view: 'joined', viewer: 'mbr_1' },
};

let folder: ReturnType<typeof temporaryFolder>;
let opened: OpenedStore;
beforeAll(async () => {
  folder = temporaryFolder();
  opened = await open({ dataDir: folder.folder });
  const team = { assignment: 'manual', createdAt: 1, updatedAt: 1 } as const;
  await organisationWriter(opened.store)({
    members: [member('mbr_1'), member('mbr_admin', { role: 'admin' })],
    teams: [
      { ...team, overridesJson: null, id: 'tea_1', name: 'Together', mode: 'collaboration' },
      { ...team, overridesJson: null, id: 'tea_2', name: 'Grab', mode: 'grab' },
    ],
    teamMembers: ['tea_1', 'tea_2'].map((teamId) => ({ teamId, memberId: 'mbr_1', role: 'representative', lastTurn: 0 })),
    conversations: [null, 'tea_1', 'tea_2', 'tea_3'].flatMap((teamId) => [
      conversation(`cnv_${teamId}`, { teamId }),
      conversation(`cnv_closed_${teamId}`, { teamId, status: 'closed', closedAt: 1 }),
    ]),
  });
});
afterAll(async () => {
  await opened.store.close();
  folder.remove();
});

/** How SQLite goes about a page, also one that goes on from another. */
async function planOf(filter: ConversationFilter, sort: ConversationSort): Promise<readonly string[]> {
  const query = await pageQuery(opened.store, filter, 1000, { sort, after: [1, 'cnv_1'], limit: 50 });
  if (query === undefined) return [];
  const { rows } = await sql<{ detail: string }>`explain query plan ${query}`.execute(opened.store.reader);
  return rows.map((row) => row.detail);
}

/** What is sorted, but for the few whom time has brought to another level since they were written. */
const sorts = (plan: readonly string[]) =>
  plan.filter((detail, i) => {
    const from = plan.slice(0, i).findLast((one) => /^(SEARCH|SCAN) conversations\b/.test(one));
    return detail.includes('USE TEMP B-TREE') && !from?.includes('conversationsLevelDue');
  });
/** Every step into a table that grows that does not search an index of it. */
const scans = (plan: readonly string[]) =>
  plan.filter((detail) => /^SCAN (conversations|participants|reads|contacts|messages|searchDocuments)\b/.test(detail));

/** A writer of its own says that there is much of everything, so that lists are walked along. */
const SAID = 99;
async function sayMany(isSo: boolean): Promise<void> {
  await opened.run({
    locks: [],
    async run({ tx: { db } }) {
      await db.deleteFrom('tallies').where('writer', '=', SAID).execute();
      if (!isSo) return;
      for (const teamId of ['', 'tea_1', 'tea_2', 'tea_3'])
        for (const status of STATUSES)
          for (const waitLevel of [0, 1, 2, 3]) {
            const kind = { teamId, channelId: 'chn_1', status, isJoined: 1, isOwned: 0, isSilent: 0, waitLevel };
            await db
              .insertInto('tallies')
              .values({ writer: SAID, ...kind, n: 100_000 })
              .execute();
          }
    },
  });
}

describe.each(SORTS)('a list by %s', (sort) => {
  beforeAll(() => sayMany(true));
  afterAll(() => sayMany(false));

  it.each(Object.entries(SINGLE))('comes from its index in order: %s', async (name, filter) => {
    for (const viewer of name.startsWith('joined') ? [undefined] : [undefined, 'mbr_admin']) {
      const plan = await planOf({ ...filter, viewer }, sort);
      expect(scans(plan)).toEqual([]);
      expect(sorts(plan)).toEqual([]);
    }
  });

  it.each(Object.entries(SINGLE))('sorts for an agent only what they are in elsewhere: %s', async (_name, filter) => {
    const plan = await planOf({ ...filter, viewer: 'mbr_1' }, sort);
    expect(scans(plan)).toEqual([]);
    // What they own and what they joined become one, in order: once for what is open and once for what is closed.
    expect(sorts(plan).length).toBeLessThanOrEqual(2 * opennessOf(filter, sort).length);
  });

  it.each(Object.entries(FEW))('of few is searched for, never gone through: %s', async (_name, filter) => {
    expect(scans(await planOf(filter, sort))).toEqual([]);
  });
});

it.each(SORTS)('where tallies say that there is little, it is searched for by %s', async (sort) => {
  for (const viewer of [undefined, 'mbr_admin', 'mbr_1']) {
    for (const filter of Object.values(SINGLE)) expect(scans(await planOf({ ...filter, viewer }, sort))).toEqual([]);
    const ofChannel = await planOf({ view: 'all', channelId: ['chn_1'], viewer }, sort);
    expect(ofChannel.join()).toContain('conversationsOpenByChannel (channelId=? AND teamId=?)');
    expect(await planOf({ status: ['closed'], channelId: ['chn_1'], viewer: undefined }, 'created').then(String)).toContain(
      'conversationsClosedByChannel',
    );
    if (sort !== 'waiting')
      expect(String(await planOf({ status: ['active'], viewer }, sort))).toContain('conversationsOpenByStatus (teamId=? AND status=?');
    // Nobody has written there: no team's list is looked at.
    expect(String(await planOf({ view: 'all', channelId: ['chn_9'], viewer }, sort))).not.toContain('conversationsOpenBy');
  }
});

it('what became of a conversation comes from its index in order', async () => {
  for (const viewer of [undefined, 'mbr_1']) {
    const query = turnsQuery(opened.store, 'cnv_tea_1', viewer, { before: 7, limit: 50 }).compile();
    const { rows } = await opened.store.reader.executeQuery<{ detail: string }>(
      CompiledQuery.raw(`explain query plan ${query.sql}`, [...query.parameters]),
    );
    const plan = rows.map((row) => row.detail);
    expect(plan.join()).toContain('events USING INDEX eventsTurns (conversationId=? AND conversationSeq<?)');
    expect([...sorts(plan), ...scans(plan)]).toEqual([]);
  }
});

it('a conversation’s notes come from their own index in order, whatever else was said', async () => {
  for (const viewer of [undefined, 'mbr_1']) {
    const query = messagesQuery(opened.store, 'cnv_tea_1', viewer, { before: 7, limit: 50, visibility: 'internal' }).compile();
    const { rows } = await opened.store.reader.executeQuery<{ detail: string }>(
      CompiledQuery.raw(`explain query plan ${query.sql}`, [...query.parameters]),
    );
    const plan = rows.map((row) => row.detail);
    expect(plan.join()).toContain('messages USING INDEX messagesNotes (conversationId=? AND seq<?)');
    expect([...sorts(plan), ...scans(plan)]).toEqual([]);
  }
});

it('counts, and what is searched, go by an index in every step', async () => {
  const asked: CompiledQuery[] = [];
  const executor = opened.store.reader.getExecutor();
  const execute = executor.executeQuery.bind(executor);
  const listening: typeof executor.executeQuery = (query) => {
    asked.push(query);
    return execute(query);
  };
  Object.assign(executor, { executeQuery: listening });
  for (const viewer of [undefined, 'mbr_admin', 'mbr_1']) {
    for (const filter of [
      {},
      { teamId: 'tea_1' },
      { channelId: ['chn_1'] },
      { unread: true },
      { q: 'order 4711' },
      { q: 'a' },
      ...Object.values(FEW),
    ]) {
      await countConversations(opened.store, { viewer, ...filter }, 1000);
    }
  }
  Object.assign(executor, { executeQuery: execute });
  expect(asked.length).toBeGreaterThan(50);
  for (const { sql: text, parameters } of asked) {
    const { rows } = await opened.store.reader.executeQuery<{ detail: string }>(
      CompiledQuery.raw(`explain query plan ${text}`, [...parameters]),
    );
    expect([text, scans(rows.map((row) => row.detail))]).toEqual([text, []]);
  }
});

test('looking for announcements, twice a second, searches an index of those that have not ended', async () => {
  const plan = await unfinishedQuery(opened.store, 1000).explain<{ detail: string }>(undefined, sql`query plan`);
  expect(plan[0]?.detail).toContain('SEARCH announcements USING INDEX announcementsByEnd');
});
