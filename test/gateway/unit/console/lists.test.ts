import { QueryClient } from '@tanstack/react-query';
import { applyEvent } from '../../../../gateway/console/api/apply-event.ts';
import { overlayAnswers } from '../../../../gateway/console/api/meanwhile.ts';
import { keys } from '../../../../gateway/console/api/keys.ts';
import type { Conversation, EventEnvelope, Message, Page } from '../../../../gateway/console/api/wire.ts';
import { addressOf, placeOf } from '../../../../gateway/console/app/place.ts';
import { EVERYTHING, type View, arranged, belongs, queryOf } from '../../../../gateway/console/conversations/view.ts';
import { clockText, nextTickMs, waitedShare } from '../../../../gateway/console/conversations/clock-text.ts';
import { fitting } from '../../../../gateway/console/app/commands.ts';
import { conversation, message } from './made.ts';

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
const whole = (view: View) => ({ view, memberId: ME, isWhole: true });
const ids = (list: readonly Conversation[]) => list.map((one) => one.id);

describe('a list that follows events', () => {
  const list = [conversation({ id: 'cnv_b', updatedAt: at(5) }), conversation({ id: 'cnv_a', updatedAt: at(3) })];

  test('a conversation with something new moves to the top', () => {
    expect(ids(arranged(list, conversation({ id: 'cnv_a', updatedAt: at(9) }), whole(EVERYTHING)))).toEqual(['cnv_a', 'cnv_b']);
  });

  test('one that belongs no more goes, one that begins to belong comes', () => {
    expect(
      ids(arranged(list, conversation({ id: 'cnv_b', updatedAt: at(9), closedAt: at(9), status: 'closed' }), whole(EVERYTHING))),
    ).toEqual(['cnv_a']);
    expect(ids(arranged(list, conversation({ id: 'cnv_c', updatedAt: at(4) }), whole(EVERYTHING)))).toEqual(['cnv_b', 'cnv_c', 'cnv_a']);
  });

  test('what would stand behind the last loaded row waits for its page', () => {
    const old = conversation({ id: 'cnv_c', updatedAt: at(1) });
    expect(ids(arranged(list, old, { view: EVERYTHING, memberId: ME, isWhole: false }))).toEqual(['cnv_b', 'cnv_a']);
    expect(ids(arranged(list, old, whole(EVERYTHING)))).toEqual(['cnv_b', 'cnv_a', 'cnv_c']);
  });

  test('an event that an answer has overtaken changes nothing', () => {
    expect(arranged(list, conversation({ id: 'cnv_b', updatedAt: at(4), assigneeId: 'mbr_x' }), whole(EVERYTHING))).toBe(list);
  });

  test('sorted by waiting, who waits longest stands first and who does not wait is not there', () => {
    const view: View = { ...EVERYTHING, sort: 'waiting' };
    const waiting = (since: string) => ({ since, messageId: null, level: 'ok' as const, soonAt: at(30), overdueAt: at(40) });
    const one = conversation({ id: 'cnv_a', waiting: waiting(at(2)) });
    const two = arranged([one], conversation({ id: 'cnv_b', waiting: waiting(at(1)) }), whole(view));
    expect(ids(two)).toEqual(['cnv_b', 'cnv_a']);
    expect(ids(arranged(two, conversation({ id: 'cnv_b', updatedAt: at(9), waiting: null }), whole(view)))).toEqual(['cnv_a']);
  });

  test('while searching, rows change but none comes or goes', () => {
    const view: View = { ...EVERYTHING, q: 'atlas' };
    expect(arranged(list, conversation({ id: 'cnv_c', updatedAt: at(9) }), whole(view))).toBe(list);
    expect(arranged(list, conversation({ id: 'cnv_a', updatedAt: at(9), tags: ['x'] }), whole(view))[1]?.tags).toEqual(['x']);
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

test('a clock is looked at again when its text changes', () => {
  expect(nextTickMs(42_900)).toBe(100);
  expect(nextTickMs(3_600_000 + 15_000)).toBe(45_000);
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

  test('leaves a conversation that is known newer as it is', () => {
    client.setQueryData(keys.conversation('cnv_a'), conversation({ updatedAt: at(9), tags: ['new'] }));
    overlay.hear(heard(8));
    expect(client.getQueryData<Conversation>(keys.conversation('cnv_a'))?.tags).toEqual(['new']);
  });
});
