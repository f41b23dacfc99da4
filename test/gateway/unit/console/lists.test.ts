import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { applyEvent } from '../../../../gateway/console/api/apply-event.ts';
import { overlayAnswers } from '../../../../gateway/console/api/meanwhile.ts';
import { keys } from '../../../../gateway/console/api/keys.ts';
import type { Contact, Conversation, EventEnvelope, Id, Message, Page } from '../../../../gateway/console/api/wire.ts';
import { addressOf, placeOf } from '../../../../gateway/console/app/place.ts';
import { knownContacts } from '../../../../gateway/console/api/known-contacts.ts';
import { inSlices } from '../../../../gateway/console/api/in-slices.ts';
import { allOf, arranged, listed } from '../../../../gateway/console/conversations/list-pages.ts';
import { EVERYTHING, type View, belongs, queryOf } from '../../../../gateway/console/conversations/view.ts';
import { clockText, lastChange, waitedShare } from '../../../../gateway/console/conversations/clock-text.ts';
import { fitting } from '../../../../gateway/console/app/commands.ts';
import { contact, conversation, message } from './made.ts';

const ONLINE = {
  online: true,
  state: 'active',
  lastActiveAt: '2026-11-20T10:00:00.000Z',
  page: null,
  place: null,
  typingUntil: null,
} as const;
const ME = 'mbr_me';
const at = (minute: number) => `2026-11-20T10:${String(minute).padStart(2, '0')}:00.000Z`;
/** Everything that waits for nothing has been done. */
const settled = () => new Promise((resolve) => setTimeout(resolve));
type Pages = readonly Page<Conversation>[];
/** A list in one piece, of which nothing follows. */
const whole = (data: readonly Conversation[]): Pages => [{ data, nextCursor: null }];
const ids = (pages: Pages) => pages.map(({ data }) => data.map((one) => one.id).join(' '));

describe('a list that follows events', () => {
  const list = whole([conversation({ id: 'cnv_b', updatedAt: at(5) }), conversation({ id: 'cnv_a', updatedAt: at(3) })]);
  const after = (pages: Pages, change: Partial<Conversation>, view: View = EVERYTHING) => arranged(pages, conversation(change), view, ME);

  test('a conversation with something new moves to the top', () => {
    expect(ids(after(list, { id: 'cnv_a', updatedAt: at(9) }))).toEqual(['cnv_a cnv_b']);
  });

  test('one that belongs no more goes, one that begins to belong comes', () => {
    expect(ids(after(list, { id: 'cnv_b', updatedAt: at(9), closedAt: at(9), status: 'closed' }))).toEqual(['cnv_a']);
    expect(ids(after(list, { id: 'cnv_c', updatedAt: at(4) }))).toEqual(['cnv_b cnv_c cnv_a']);
  });

  test('what would stand behind the last loaded row waits for its page', () => {
    const old = { id: 'cnv_c', updatedAt: at(1) };
    const more = list.map(({ data }) => ({ data, nextCursor: 'more' }));
    expect(after(more, old)).toBe(more);
    expect(ids(after(list, old))).toEqual(['cnv_b cnv_a cnv_c']);
  });

  test('an event that an answer has overtaken changes nothing', () => {
    expect(after(list, { id: 'cnv_b', updatedAt: at(4), assigneeId: 'mbr_x' })).toBe(list);
  });

  test('sorted by waiting, who waits longest stands first and who does not wait is not there', () => {
    const view: View = { ...EVERYTHING, sort: 'waiting' };
    const waiting = (since: string) => ({ since, messageId: null, level: 'ok' as const, soonAt: at(30), overdueAt: at(40) });
    const two = after(whole([conversation({ id: 'cnv_a', waiting: waiting(at(2)) })]), { id: 'cnv_b', waiting: waiting(at(1)) }, view);
    expect(ids(two)).toEqual(['cnv_b cnv_a']);
    expect(ids(after(two, { id: 'cnv_b', updatedAt: at(9), waiting: null }, view))).toEqual(['cnv_a']);
  });

  test('while searching, rows change but none comes or goes', () => {
    const view: View = { ...EVERYTHING, q: 'atlas' };
    expect(after(list, { id: 'cnv_c', updatedAt: at(9) }, view)).toBe(list);
    expect(after(list, { id: 'cnv_a', updatedAt: at(9), tags: ['x'] }, view)[0]?.data[1]?.tags).toEqual(['x']);
  });

  test('of many pages only those change that it leaves and comes to, and each keeps its cursor', () => {
    const many = [50, 40, 30, 20].map((from, i) => ({
      data: [0, 1, 2].map((step) => conversation({ id: `cnv_${from - step}`, updatedAt: at(from - step) })),
      nextCursor: i === 3 ? null : `c${i}`,
    }));
    const next = after(many, { id: 'cnv_29', updatedAt: at(45) });
    expect(ids(next)).toEqual(['cnv_50 cnv_49 cnv_48', 'cnv_29 cnv_40 cnv_39 cnv_38', 'cnv_30 cnv_28', 'cnv_20 cnv_19 cnv_18']);
    expect(next.map((page, i) => page === many[i])).toEqual([true, false, false, true]);
    expect(next.map((page) => page.nextCursor)).toEqual(['c0', 'c1', 'c2', null]);
    expect([listed(next, 'cnv_29')?.updatedAt, listed(next, 'cnv_99')]).toEqual([at(45), undefined]);
    // A page that was on its way while this moved up has it too.
    expect(allOf([...next.slice(0, 2), ...many.slice(2, 3)]).filter(({ id }) => id === 'cnv_29').map((one) => one.updatedAt)).toEqual([at(45)]); // prettier-ignore
  });
});

test.each<[string, Partial<View>, Partial<Conversation>, boolean]>([
  ['joined, and in it', { view: 'joined' }, { participants: [{ memberId: ME, joinedAt: at(1), via: 'join' }] }, true],
  ['joined, and not in it', { view: 'joined' }, {}, false],
  ['mine', { view: 'mine' }, { assigneeId: ME }, true],
  ['somebody else’s', { view: 'mine' }, { assigneeId: 'mbr_x' }, false],
  ['another team', { teamId: 'tea_a' }, { teamId: 'tea_b' }, false],
  ['one of the chosen channels', { channelIds: ['chn_a', 'chn_b'] }, { channelId: 'chn_b' }, true],
  ['none of the chosen channels', { channelIds: ['chn_a'] }, { channelId: 'chn_b' }, false],
  ['another status', { status: 'overdue' }, { status: 'pending' }, false],
  ['closed, when closed ones are asked for', { status: 'closed' }, { status: 'closed', closedAt: at(1) }, true],
  ['merged into another', { status: 'closed' }, { status: 'closed', closedAt: at(1), mergedInto: 'cnv_x' }, false],
  ['a visitor who is there', { view: 'online' }, { presence: ONLINE }, true],
])('belongs: %s', (_what, view, change, does) => {
  expect(belongs(conversation(change), { ...EVERYTHING, ...view }, ME)).toBe(does);
});

describe('where one is', () => {
  test('an address says all of it, and is read back', () => {
    const place = {
      page: 'inbox',
      view: { view: 'joined', status: null, teamId: 'tea_a', channelIds: ['chn_a', 'chn_b'], sort: 'waiting', q: 'harbour atlas' },
      conversationId: 'cnv_01',
      details: true,
      shows: null,
    } as const;
    const address = new URL(addressOf(place), 'http://127.0.0.1');
    expect(placeOf(address.pathname, address.search)).toEqual(place);
  });

  test('the usual is left out, and what nobody knows is passed over', () => {
    expect(addressOf({ page: 'inbox', view: EVERYTHING, conversationId: null, details: false, shows: null })).toBe('/');
    expect(placeOf('/', '?view=nothing&status=<b>&sort=x&c=javascript:1').view).toEqual(EVERYTHING);
    expect(placeOf('/', '?c=javascript:1').conversationId).toBeNull();
    expect(placeOf('/settings/members/', '').page).toBe('settings/members');
  });

  test('the API is asked for closed ones without a view, which would leave them out', () => {
    expect(queryOf({ ...EVERYTHING, status: 'closed' }, ME)).toMatchObject({ view: undefined, status: 'closed' });
    expect(queryOf({ ...EVERYTHING, view: 'mine' }, ME)).toMatchObject({ view: 'all', assigneeId: ME });
  });
});

test.each([
  [0, '0:00'],
  [42_900, '0:42'],
  [725_000, '12:05'],
  [3_600_000 * 3 + 240_000, '3 h 04'],
  [86_400_000 * 2 + 3_600_000 * 5, '2 d 5 h'],
  [-5, '0:00'],
])('%i ms are shown as %s', (ms, text) => expect(clockText(ms, { hours: 'h', days: 'd' })).toBe(text));

test('a clock changes with its text', () => {
  expect([lastChange(500, 43_400), lastChange(500, 43_500)]).toEqual([42_500, 43_500]);
  expect(lastChange(500, 500 + 3_600_000 + 75_000)).toBe(500 + 3_660_000);
  expect(waitedShare(0, 100, 25)).toBe(0.25);
  expect([waitedShare(0, 100, 500), waitedShare(100, 100, 0), waitedShare(0, 100, -5)]).toEqual([1, 1, 0]);
});

test('commands are found by all of their words, those that begin with it first', () => {
  const all = [{ label: 'Settings: Members' }, { label: 'Members online' }, { label: 'Analytics' }];
  expect(fitting(all, 'mem').map((one) => one.label)).toEqual(['Members online', 'Settings: Members']);
  expect(fitting(all, 'set mem').map((one) => one.label)).toEqual(['Settings: Members']);
  expect(fitting(all, '')).toHaveLength(3);
});

describe('what is heard while an answer is on its way', () => {
  const client = new QueryClient({ defaultOptions: { queries: { gcTime: Infinity } } });
  const key = keys.messages('cnv_a');
  const heard = (seq: number): EventEnvelope => ({
    id: `evt_${seq}`, type: 'message.received', occurredAt: at(seq), cursor: `0.${seq}`, conversationSeq: seq,
    actor: { type: 'contact', id: null, name: null }, data: { message: message(seq), conversation: conversation({ updatedAt: at(seq) }) },
  }); // prettier-ignore
  let clock = 0;
  const overlay = overlayAnswers(client, (event) => applyEvent(client, event, ME), () => ++clock); // prettier-ignore
  afterAll(() => {
    overlay.stop();
    client.clear();
  });
  const seqs = () => client.getQueryData<{ pages: readonly Page<Message>[] }>(key)?.pages.map(({ data }) => data.map(({ seq }) => seq));

  /** Reads pages of the thread; each is answered when the test says so, with what the gateway had when it was asked. */
  function asks(pages: number) {
    const answers: ((page: Page<Message>) => void)[] = [];
    const done = client.fetchInfiniteQuery({
      queryKey: key,
      queryFn: () => new Promise<Page<Message>>((resolve) => answers.push(resolve)),
      initialPageParam: 0,
      getNextPageParam: (_last: Page<Message>, all) => all.length,
      pages,
    });
    return { done, answer: (data: readonly Message[]) => answers.shift()?.({ data, nextCursor: 'c' }) };
  }

  test('is laid over an answer that is older', async () => {
    const { done, answer } = asks(1);
    overlay.hear(heard(3));
    answer([message(2), message(1)]);
    await done;
    expect(seqs()).toEqual([[3, 2, 1]]);
  });

  test('is laid over once where the answer knows it already', async () => {
    const { done, answer } = asks(1);
    overlay.hear(heard(4));
    overlay.hear(heard(5));
    answer([message(4), message(3)]);
    await done;
    expect(seqs()).toEqual([[5, 4, 3]]);
  });

  test('is nothing that was heard before it was asked', async () => {
    overlay.hear(heard(6));
    const { done, answer } = asks(1);
    answer([message(5)]);
    await done;
    expect(seqs()).toEqual([[5]]);
  });

  test('has a first answer asked for again that was on its way, once', async () => {
    const answers: ((sessions: number) => void)[] = [];
    const queryFn = () => new Promise<number>((resolve) => answers.push(resolve));
    const stop = new QueryObserver(client, { queryKey: keys.campaigns, queryFn }).subscribe(() => undefined);
    overlay.hear({ ...heard(7), type: 'conversation.created' });
    expect(answers).toHaveLength(1);
    answers[0]?.(0);
    await settled();
    expect(answers).toHaveLength(2);
    answers[1]?.(1);
    await settled();
    expect([client.getQueryData(keys.campaigns), answers.length]).toEqual([1, 2]);
    stop();
  });

  test('leaves a conversation that is known newer as it is', () => {
    client.setQueryData(keys.conversation('cnv_a'), conversation({ updatedAt: at(9), tags: ['new'] }));
    overlay.hear(heard(8));
    expect(client.getQueryData<Conversation>(keys.conversation('cnv_a'))?.tags).toEqual(['new']);
  });
});

describe('people of whom rows ask', () => {
  /** What is asked of the API, and when; each call is answered when the test says so. */
  function asking() {
    const calls: { readonly ids: readonly Id[]; answer(found: readonly Contact[]): void; fail(error: Error): void }[] = [];
    const timers: { readonly ms: number; run(): void }[] = [];
    const contacts = knownContacts({
      some: (ids) => new Promise((answer, fail) => calls.push({ ids, answer, fail })),
      one: (id) => new Promise((answer, fail) => calls.push({ ids: [id], answer: ([found]) => found && answer(found), fail })),
      passes: (error) => error instanceof TypeError,
      after: (ms, run) => void timers.push({ ms, run }),
    });
    return { contacts, calls, timers };
  }
  const ana = contact({ id: 'cnt_a', updatedAt: at(5) });

  test('are asked for together, once, and each row is told of its own', async () => {
    const { contacts, calls, timers } = asking();
    const told: string[] = [];
    const stop = contacts.watch('cnt_a', () => told.push('a'));
    contacts.watch('cnt_b', () => told.push('b'));
    contacts.ask(['cnt_a', 'cnt_c']);
    timers.shift()?.run();
    expect([calls.map(({ ids }) => ids), timers]).toEqual([[['cnt_a', 'cnt_b', 'cnt_c']], []]);
    calls[0]?.answer([ana, contact({ id: 'cnt_b' }), contact({ id: 'cnt_c' })]);
    await settled();
    expect([told, contacts.get('cnt_a')]).toEqual([['a', 'b'], ana]);
    stop();
    contacts.put({ ...ana, name: 'Ana F.' });
    expect([told, contacts.get('cnt_a')?.name]).toEqual([['a', 'b'], 'Ana F.']);
  });

  test('are not shown older than an event has told', async () => {
    const { contacts, calls, timers } = asking();
    contacts.ask(['cnt_a']);
    timers.shift()?.run();
    contacts.put({ ...ana, name: 'Ana F.', updatedAt: at(6) });
    calls[0]?.answer([ana]);
    await settled();
    expect(contacts.get('cnt_a')?.name).toBe('Ana F.');
  });

  test('who became another is shown as that other', async () => {
    const { contacts, calls, timers } = asking();
    contacts.ask(['cnt_b']);
    timers.shift()?.run();
    calls[0]?.answer([]);
    await settled();
    calls[1]?.answer([ana]);
    await settled();
    expect(contacts.get('cnt_b')).toBe(ana);
  });

  test('are asked for again, later and later, while a row wants them; what is refused is not', async () => {
    const { contacts, calls, timers } = asking();
    contacts.watch('cnt_a', () => undefined);
    contacts.ask(['cnt_b']);
    const waits: (number | undefined)[] = [];
    for (let failures = 0; failures < 3; failures++) {
      timers.shift()?.run();
      calls.shift()?.fail(failures < 2 ? new TypeError('Failed to fetch') : new Error('forbidden'));
      await settled();
      const again = timers.shift();
      waits.push(again?.ms);
      again?.run();
    }
    expect([waits, calls, timers]).toEqual([[1000, 2000, undefined], [], []]);
    contacts.renew();
    timers.shift()?.run();
    expect(calls.map(({ ids }) => ids)).toEqual([['cnt_a']]);
  });
});

test('what comes in a burst is done in order, a little at a time', () => {
  let now = 0;
  const later: (() => void)[] = [];
  const done: string[] = [];
  const take = inSlices<number>((item) => void ((now += 3), done.push(String(item))), { now: () => now, later: (run) => later.push(run) });
  for (let item = 1; item <= 7; item++) take(item);
  while (later.length > 0) {
    done.push('|');
    later.shift()?.();
  }
  expect(done.join('')).toBe('|123|456|7');
  take(8);
  expect(later).toHaveLength(1);
});
