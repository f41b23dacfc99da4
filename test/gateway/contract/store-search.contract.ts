import { searchIndexing } from '../../../gateway/src/store/search-index.ts';
import type { ConversationFilter } from '../../../gateway/src/store/read/conversation-filter.ts';
import { countConversations } from '../../../gateway/src/store/read/conversation-counts.ts';
import { listConversations } from '../../../gateway/src/store/read/conversations.ts';
import { listContacts } from '../../../gateway/src/store/read/contacts.ts';
import { eraseRows } from '../../../gateway/src/store/erase.ts';
import { textMessage } from '../support/inbound.ts';
import type { OpenedStore } from '../support/stores.ts';

/** Who wrote what, by a name for the test. */
const SAID: Readonly<Record<string, { readonly name: string; readonly text: string }>> = {
  zoe: { name: 'Zoë Müller-Lüdenscheidt', text: 'Where is my order 4711-B? It is past due.' },
  li: { name: '李小龙', text: '我的订单什么时候发货？' },
  ann: { name: 'Ann Smith', text: 'ORDERS for tomorrow 🎂 please' },
  smithers: { name: 'Ann-Marie Smithers', text: 'ord der rde: no such thing' },
  hangul: { name: '김민수', text: '주문 확인 부탁드립니다' },
};

/** What is looked for, and whose conversations are found. */
const FOUND: readonly (readonly [q: string, found: readonly string[]])[] = [
  ['order', ['ann', 'zoe']],
  ['ORDER', ['ann', 'zoe']],
  ['rder 471', ['zoe']],
  ['4711-b', ['zoe']],
  ['due order', ['zoe']],
  ['order tomorrow due', []],
  ['zoe', ['zoe']],
  ['muller', ['zoe']],
  ['müller lüden', ['zoe']],
  ['订单', ['li']],
  ['单', ['li']],
  ['发货 订单', ['li']],
  ['小龙', ['li']],
  ['주문', ['hangul']],
  ['민', ['hangul']],
  ['🎂', ['ann']],
  ['smith', ['ann', 'smithers']],
  ['ann smit', ['ann', 'smithers']],
  ['an', ['ann', 'smithers']],
  ['ma', ['smithers']],
  ['a', ['ann', 'smithers']],
  ['is', ['zoe']],
  ['155502', ['ann', 'hangul', 'li', 'smithers', 'zoe']],
  ["q'x", []],
  ['"', []],
  ['% _', []],
];

/** What both stores find, at once and when their index is up to date. */
export function describeSearch(open: () => Promise<readonly OpenedStore[]>): void {
  const filled = async (): Promise<{
    opened: OpenedStore;
    index: () => Promise<void>;
    find: (filter: ConversationFilter & { q: string }) => Promise<readonly string[]>;
  }> => {
    const [opened] = await open();
    if (opened === undefined) throw new Error('there is no store');
    const writeSome = opened.store.committer.register(searchIndexing(3));
    const names = new Map<string, string>();
    for (const [i, [name, said]] of Object.entries(SAID).entries()) {
      const phone = `1555020${i}`;
      const event = textMessage(phone, `wamid.${name}`, said.text, { from: { keys: [{ kind: 'phone', value: phone }], name: said.name } });
      await opened.ingest({ channelId: 'chn_1', body: '{}', events: [event] });
    }
    const rows = await opened.store.reader.selectFrom('conversations').select('id').orderBy('id').execute();
    rows.forEach(({ id }, i) => names.set(id, Object.keys(SAID)[i] ?? ''));
    return {
      opened,
      index: async () => {
        while ((await writeSome(null)) > 0);
      },
      find: async (filter) => {
        const page = await listConversations(opened.store, filter, opened.clock.now, { sort: 'updated', after: null, limit: 50 });
        return page.rows.map((row) => names.get(row.id) ?? '').toSorted();
      },
    };
  };

  it('finds words and parts of words in every script, the moment they are said and ever after', async () => {
    const { opened, index, find } = await filled();
    const all = async () => {
      const found: (readonly [string, readonly string[]])[] = [];
      for (const [q] of FOUND) found.push([q, await find({ q })]);
      return found;
    };
    expect(await all()).toEqual(FOUND);
    await index();
    expect(await opened.store.reader.selectFrom('searchDue').selectAll().execute()).toEqual([]);
    expect(await all()).toEqual(FOUND);
    expect(await find({ q: 'order', waiting: 'overdue' })).toEqual([]);
    expect((await countConversations(opened.store, { q: 'order' }, opened.clock.now)).views.all).toBe(2);
    const people = await listContacts(opened.store, { q: 'muller' }, { before: null, limit: 10 });
    expect(people.rows.map((row) => row.name)).toEqual([SAID['zoe']?.name]);
  });

  it('forgets what was changed, and at once what was erased', async () => {
    const { opened, index, find } = await filled();
    await index();
    const rename = (name: string) =>
      opened.ingest({
        channelId: 'chn_1',
        body: '{}',
        events: [textMessage('15550202', 'wamid.again', 'and more', { from: { keys: [{ kind: 'phone', value: '15550202' }], name } })],
      });
    await rename('Ann Taylor');
    expect(await find({ q: 'and more' })).toEqual(['ann']);
    await index();
    const rows = await opened.store.reader.selectFrom('messages').select(['conversationId', 'contentJson']).execute();
    const conversationId = rows.find((row) => row.contentJson.includes('4711'))?.conversationId ?? '';
    const erased = { conversationIds: new Set([conversationId]), contactIds: new Set<string>(), identityIds: [], pictureIds: [] };
    await opened.run({ locks: [conversationId], run: ({ tx }) => eraseRows(tx, erased) });
    const texts = () => opened.store.reader.selectFrom('searchDocuments').select('text').where('text', 'like', '%4711%').execute();
    expect([await texts(), await find({ q: '4711' })]).toEqual([[], []]);
    await index();
    expect([await texts(), await find({ q: '4711' })]).toEqual([[], []]);
    expect(await find({ q: 'order' })).toEqual(['ann']);
  });
}
