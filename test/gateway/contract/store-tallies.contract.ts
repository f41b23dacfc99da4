import { closeConversation } from '../../../gateway/src/conversations/open.ts';
import type { ConversationFilter } from '../../../gateway/src/store/read/conversation-filter.ts';
import { listConversations } from '../../../gateway/src/store/read/conversations.ts';
import { countConversations } from '../../../gateway/src/store/read/conversation-counts.ts';
import { loadConversations } from '../../../gateway/src/store/load.ts';
import type { ConversationRecord } from '../../../gateway/src/store/records.ts';
import { countAnew, foldTallies, setLevel } from '../../../gateway/src/store/tallies.ts';
import type { Unit } from '../../../gateway/src/store/unit.ts';
import { textMessage } from '../support/inbound.ts';
import type { OpenedStore } from '../support/stores.ts';
import { wrongTallies } from '../support/tallies.ts';

const SYSTEM = { type: 'system', id: null, name: null } as const;
const PEOPLE = 12;
const CHANNELS = ['chn_1', 'chn_2'];

/** Numbers that are kept instead of counted, by one process and by several at once. */
export function describeTallies(open: () => Promise<readonly OpenedStore[]>): void {
  const change = (opened: OpenedStore, id: string, how: (unit: Unit, conversation: ConversationRecord) => void) =>
    opened.run({
      locks: [id],
      async run(unit) {
        await loadConversations(unit, [id]);
        const conversation = unit.conversations.get(id);
        if (conversation === undefined) throw new Error(`there is no ${id}`);
        how(unit, conversation);
        unit.touch(conversation);
        unit.settleStatus(conversation, SYSTEM);
      },
    });

  it('tallies say what a count says, whoever changed what at the same time', async () => {
    const processes = await open();
    const at = (i: number): OpenedStore => processes[i % processes.length] ?? raise();
    const write = (i: number, round: number) =>
      at(i + round).ingest({
        channelId: CHANNELS[i % 2] ?? '',
        body: '{}',
        events: [textMessage(`1555020${i}`, `wamid.${round}.${i}`, 'hello')],
      });
    const [first = raise()] = processes;
    const everybody = Array.from({ length: PEOPLE }, (_, i) => i);
    await Promise.all(everybody.map((i) => write(i, 0)));
    const ids = (await first.store.reader.selectFrom('conversations').select('id').orderBy('id').execute()).map((row) => row.id);
    expect(ids).toHaveLength(PEOPLE);
    await Promise.all([
      ...ids.map((id, i) =>
        change(at(i), id, (unit, conversation) => {
          conversation.teamId = i % 3 === 0 ? null : `tea_${i % 3}`;
          conversation.assigneeId = i % 4 === 0 ? 'mbr_1' : null;
          if (i % 5 === 0) conversation.waitingSince = null;
          if (i % 6 === 0) closeConversation(unit, conversation, SYSTEM, { reason: 'done' });
        }),
      ),
      ...everybody.map((i) => write(i, 1)),
    ]);
    expect(await wrongTallies(first.store)).toEqual([]);
    await Promise.all(processes.map((process) => process.run({ locks: [], run: ({ tx }) => foldTallies(tx) })));
    expect(await wrongTallies(first.store)).toEqual([]);
    const rows = await first.store.reader.selectFrom('tallies').select(['writer', 'n']).execute();
    expect(rows.filter(({ writer, n }) => writer !== 0 || n <= 0)).toEqual([]);
  });

  it('a wait counts at the level that time has brought it to before anybody has written that', async () => {
    const [first = raise()] = await open();
    await first.ingest({ channelId: 'chn_1', body: '{}', events: [textMessage('15550300', 'wamid.wait', 'hello')] });
    const since = first.clock.now;
    const waitingAt = async (after: number) => (await countConversations(first.store, {}, since + after)).waiting;
    expect(await waitingAt(180_000)).toEqual({ ok: 1, soon: 0, overdue: 0 });
    expect(await waitingAt(180_001)).toEqual({ ok: 0, soon: 1, overdue: 0 });
    expect(await waitingAt(300_001)).toEqual({ ok: 0, soon: 0, overdue: 1 });
  });

  it('who waits is listed at the level that time has brought them to, once, and in their order', async () => {
    const [first = raise()] = await open();
    const since = first.clock.now;
    for (const i of [1, 2, 3]) {
      await first.ingest({ channelId: 'chn_1', body: '{}', events: [textMessage(`1555050${i}`, `wamid.late.${i}`, `hello ${i}`)] });
      first.clock.now += 1000;
    }
    // The second has been written anew at its level, the others have not.
    const rows = await first.store.reader.selectFrom('conversations').select('id').orderBy('waitingSince').execute();
    const ids = rows.map((row) => row.id);
    first.clock.now = since + 185_000;
    await change(first, ids[1] ?? raise(), (_unit, conversation) => setLevel(conversation, first.clock.now));
    const listed = async (filter: ConversationFilter, after: number) => {
      const page = await listConversations(first.store, filter, since + after, { sort: 'waiting', after: null, limit: 10 });
      return page.rows.map((row) => ids.indexOf(row.id) + 1);
    };
    expect(await listed({}, 182_500)).toEqual([1, 2, 3]);
    expect(await listed({ waiting: 'ok' }, 181_500)).toEqual([3]);
    expect(await listed({ waiting: 'soon' }, 182_500)).toEqual([1, 2, 3]);
    expect(await listed({ waiting: 'overdue' }, 182_500)).toEqual([]);
    expect(await listed({ waiting: 'soon' }, 301_500)).toEqual([3]);
    expect(await listed({ waiting: 'overdue' }, 301_500)).toEqual([1, 2]);
    expect(await listed({ waiting: 'overdue' }, 302_500)).toEqual([1, 2, 3]);
  });

  it('rows that nobody has counted are counted as they are', async () => {
    const [first = raise()] = await open();
    await first.ingest({ channelId: 'chn_1', body: '{}', events: [textMessage('15550400', 'wamid.old', 'hello')] });
    await first.run({
      locks: [],
      async run({ tx: { db, now } }) {
        await db.deleteFrom('tallies').execute();
        await db.updateTable('conversations').set({ waitLevel: 0, levelDueAt: null }).execute();
        await countAnew(db, now + 200_000);
      },
    });
    expect(await wrongTallies(first.store)).toEqual([]);
    const row = await first.store.reader
      .selectFrom('conversations')
      .select(['waitLevel', 'levelDueAt', 'overdueAt'])
      .executeTakeFirstOrThrow();
    expect(row).toEqual({ waitLevel: 2, levelDueAt: row.overdueAt, overdueAt: first.clock.now + 300_000 });
  });
}

function raise(): never {
  throw new Error('there is none');
}
