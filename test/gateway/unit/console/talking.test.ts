import type { EventEnvelope } from '../../../../gateway/console/api/wire.ts';
import type { Channel, ContactChange, Session, Team } from '../../../../gateway/console/api/wire-organisation.ts';
import { filled, mentionAt, mentionsIn, slashOf } from '../../../../gateway/console/composer/fill.ts';
import { kindOf, lossesOf } from '../../../../gateway/console/composer/losses.ts';
import { modeOf } from '../../../../gateway/console/composer/mode.ts';
import { isTold } from '../../../../gateway/console/composer/told.ts';
import { channelAddress, customerAddress } from '../../../../gateway/console/panel/addresses.ts';
import { timelineOf } from '../../../../gateway/console/panel/timeline.ts';
import { initialsOf } from '../../../../gateway/console/parts/initials.ts';
import { shownName } from '../../../../gateway/console/parts/name.ts';
import { settingsFrom } from '../../../../gateway/console/settings/channel-fields.ts';
import { en } from '../../../../gateway/console/strings/en.ts';
import { languageFor, stringsOf } from '../../../../gateway/console/strings/strings.ts';
import { linesOf } from '../../../../gateway/console/thread/days.ts';
import { piecesOf } from '../../../../gateway/console/thread/links.ts';
import { withMessage } from '../../../../gateway/console/thread/message-pages.ts';
import { lengthText, sizeText } from '../../../../gateway/console/thread/sizes.ts';
import { snoozeTimes } from '../../../../gateway/console/thread/snooze-times.ts';
import { shownSummary } from '../../../../gateway/console/thread/summary.ts';
import { type Stretch, stretchesOf } from '../../../../gateway/console/thread/stretches.ts';
import { standingIn } from '../../../../gateway/console/thread/standing.ts';
import { happeningsOf } from '../../../../gateway/console/thread/happening.ts';
import { isTurn, withTurn } from '../../../../gateway/console/thread/turns.ts';
import { madeName } from '../../../../gateway/src/model/made-name.ts';
import { EVENT_TYPES, TURN_TYPES } from '../../../../gateway/src/model/events.ts';
import { contact, conversation, message } from './made.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

describe('pages of messages', () => {
  const pages = [
    { data: [message(4), message(3)], nextCursor: 'c' },
    { data: [message(2), message(1)], nextCursor: null },
  ];
  test('the next one stands first', () =>
    expect(withMessage(pages, message(5))).toMatchObject([{ data: [{ seq: 5 }, { seq: 4 }, { seq: 3 }] }, {}]));
  test('one that is there is replaced where it stands', () => {
    expect(withMessage(pages, message(2, { editedAt: '2026-11-20T11:00:00Z' }))).toMatchObject([
      {},
      { data: [{ seq: 2, editedAt: '2026-11-20T11:00:00Z' }, { seq: 1 }] },
    ]);
  });
  test('a gap is told rather than shown', () => expect(withMessage(pages, message(7))).toBe('gap'));
  test('an older one that is not loaded changes nothing', () => {
    const one = [{ data: [message(9)], nextCursor: 'c' }];
    expect(withMessage(one, message(2))).toBe(one);
  });
});

describe('lines of a thread', () => {
  const session = (number: number, closedAt: string | null): Session => ({
    id: `ses_${number}`,
    conversationId: 'cnv_a',
    channelId: 'chn_a',
    number,
    owners: [],
    openedAt: '2026-11-20T10:00:00Z',
    firstResponseMs: null,
    closedAt,
    closedBy: null,
    closeReason: 'solved',
  });
  const at = (time: string, seq: number, change = {}) => message(seq, { createdAt: time, ...change });

  test('each day begins with its own line, and messages close together stand together', () => {
    const lines = linesOf([at('2026-11-18T12:00:00Z', 1), at('2026-11-18T12:01:00Z', 2), at('2026-11-20T12:00:00Z', 3)]);
    expect(lines.map((line) => line.is)).toEqual(['day', 'message', 'message', 'day', 'message']);
    expect(lines.filter((line) => line.is === 'message').map((line) => [line.isFirst, line.isLast])).toEqual([
      [true, false],
      [false, true],
      [true, true],
    ]);
  });

  test('a session’s end and the next one’s beginning stand between its messages', () => {
    const messages = [at('2026-11-20T12:00:00Z', 1), at('2026-11-20T12:01:00Z', 2, { sessionId: 'ses_2' })];
    const lines = linesOf(messages, [session(2, null), session(1, '2026-11-20T12:00:30Z')]);
    expect(lines.map((line) => (line.is === 'session' ? `${line.what} ${line.session.number}` : line.is))).toEqual([
      'day',
      'message',
      'closed 1',
      'opened 2',
      'message',
    ]);
  });

  test('what happened stands where it happened, and what was before the loaded messages is left out', () => {
    const messages = [at('2026-11-20T12:00:00Z', 1), at('2026-11-20T12:05:00Z', 2)];
    const happened = ['2026-11-20T11:00:00Z', '2026-11-20T12:02:00Z', '2026-11-20T12:06:00Z'].map(
      (time) => ({ is: 'event', key: time, text: time, at: time }) as const,
    );
    expect(linesOf(messages, [], happened).map(({ key }) => key)).toEqual([
      'day 2026-11-20',
      'msg_1',
      '2026-11-20T12:02:00Z',
      'msg_2',
      '2026-11-20T12:06:00Z',
    ]);
    const closed = linesOf(messages, [session(1, '2026-11-20T12:07:00Z')], happened);
    expect(closed.map(({ is }) => is)).toEqual(['day', 'message', 'event', 'message', 'event', 'session']);
  });

  const turn = (seq: number, type: string, member = 'Mia') =>
    ({
      id: `evt_${seq}`, type: `conversation.${type}`, occurredAt: '2026-11-20T12:01:00Z', cursor: `0.${seq}`, conversationSeq: seq,
      actor: { type: 'system', id: null, name: null }, data: { member: { id: 'mbr_mia', name: member } },
    }) as const; // prettier-ignore

  test('what became of the conversation is told in a sentence each, where there is one', () => {
    expect(happeningsOf([turn(1, 'joined'), turn(2, 'closed'), turn(3, 'left', 'Tom')], en).map(({ text }) => text)).toEqual([
      'Mia joined',
      'Tom left',
    ]);
  });

  test('what is heard of it comes into the pages once, by its number', () => {
    const pages = [
      { data: [turn(7, 'left'), turn(4, 'joined')], nextCursor: 'c' },
      { data: [turn(2, 'joined')], nextCursor: null },
    ];
    const seqs = (event: EventEnvelope) => withTurn(pages, event).map(({ data }) => data.map((one) => one.conversationSeq));
    expect([9, 5, 4, 2, 1].map((seq) => seqs(turn(seq, 'joined')))).toEqual([
      [[9, 7, 4], [2]],
      [[7, 5, 4], [2]],
      [[7, 4], [2]],
      [[7, 4], [2]],
      // Older than the first page: the page it belongs to brings it.
      [[7, 4], [2]],
    ]);
    expect(withTurn([{ data: [], nextCursor: null }], turn(1, 'joined'))).toMatchObject([{ data: [{ id: 'evt_1' }] }]);
  });

  test('the console takes for such events exactly those that the gateway lists', () => {
    expect(EVENT_TYPES.filter((type) => isTurn({ type }))).toEqual(TURN_TYPES);
  });
});

describe('stretches of a thread', () => {
  const lines = (from: number, to: number) => linesOf(Array.from({ length: to - from + 1 }, (_, i) => message(from + i)));
  const seqs = (stretches: readonly Stretch[]) =>
    stretches.map((one) => one.lines.flatMap((line) => (line.is === 'message' ? [line.message.seq] : [])));

  test('messages are together by their numbers, and what stands before one goes with it', () => {
    const all = stretchesOf(lines(1, 20), true);
    expect(seqs(all)).toEqual([
      [1, 2, 3, 4, 5, 6, 7, 8],
      [9, 10, 11, 12, 13, 14, 15, 16],
      [17, 18, 19, 20],
    ]);
    expect(all[0]?.lines[0]?.is).toBe('day');
    const later = { is: 'event', key: 'evt', text: 'Mia joined', at: '2026-11-21T00:00:00Z' } as const;
    expect(stretchesOf(linesOf([message(1)], [], [later]), true)[0]?.lines.map(({ is }) => is)).toEqual(['day', 'message', 'event']);
    expect(stretchesOf([], true)).toEqual([]);
  });

  test('one that is not all there waits, except where nothing is earlier or it is all there is', () => {
    expect(seqs(stretchesOf(lines(15, 20), false))).toEqual([[17, 18, 19, 20]]);
    expect(seqs(stretchesOf(lines(9, 20), false))[0]?.[0]).toBe(9);
    expect(seqs(stretchesOf(lines(15, 20), true))).toEqual([
      [15, 16],
      [17, 18, 19, 20],
    ]);
    expect(seqs(stretchesOf(lines(19, 20), false))).toEqual([[19, 20]]);
  });

  test('a page more, or a message more, leaves the others as they are', () => {
    const messages = Array.from({ length: 24 }, (_, i) => message(i + 1));
    const before = stretchesOf(linesOf(messages.slice(8)), false);
    const after = stretchesOf(linesOf(messages), true, before);
    // The day began the second one, and begins the first now.
    expect(after.map((one) => before.includes(one))).toEqual([false, false, true]);
    const again = stretchesOf(linesOf([...messages, message(25)]), true, after);
    // The last one of the third goes on in the fourth now.
    expect(again.map((one) => after.includes(one))).toEqual([true, true, false, false]);
    const edited = stretchesOf(linesOf(messages.with(3, message(4, { editedAt: '2026-11-20T11:00:00Z' }))), true, after);
    expect(edited.map((one) => after.includes(one))).toEqual([false, true, true]);
  });
});

describe('what the composer lets one do', () => {
  const channel = { twoWay: true } as Channel;
  const facts = { contact: contact(), channel, memberId: 'mbr_me', standing: 'joins', now: NOW } as const;
  const inside = { participants: [{ memberId: 'mbr_me', joinedAt: '2026-11-20T10:00:00Z', via: 'join' }] } as const;

  test.each([
    ['a free one: the first message takes it', conversation(), {}, { is: 'write', takes: true }],
    ['one’s own', conversation(inside), {}, { is: 'write', takes: false }],
    ['closed', conversation({ closedAt: '2026-11-20T10:00:00Z' }), {}, { is: 'closed' }],
    ['somebody else’s', conversation({ assigneeId: 'mbr_x' }), {}, { is: 'taken', ownerId: 'mbr_x' }],
    ['somebody else’s that one has joined', conversation({ ...inside, assigneeId: 'mbr_x' }), {}, { is: 'write', takes: false }],
    ['of another team', conversation(), { standing: 'outside' }, { is: 'join' }],
    ['blocked', conversation(inside), { contact: contact({ blockedAt: '2026-11-20T10:00:00Z' }) }, { is: 'unreachable', why: 'blocked' }],
    ['opted out', conversation(inside), { contact: contact({ optedOut: true }) }, { is: 'unreachable', why: 'opted_out' }],
    ['a channel that only receives', conversation(inside), { channel: { twoWay: false } as Channel }, { is: 'one_way' }],
    [
      'the window is shut',
      conversation({ ...inside, window: { ...conversation().window, expiresAt: '2026-11-20T11:00:00Z' } }),
      {},
      { is: 'template' },
    ],
    [
      'no message is left',
      conversation({ ...inside, window: { ...conversation().window, messagesLeft: 0, after: 'nothing' } }),
      {},
      { is: 'shut' },
    ],
    [
      'a platform without a window',
      conversation({ ...inside, window: { ...conversation().window, expiresAt: null, after: 'push' } }),
      {},
      { is: 'write', takes: false },
    ],
  ] as const)('%s', (_what, given, change, mode) => expect(modeOf({ ...facts, ...change, conversation: given })).toEqual(mode));

  test('who grabs, who joins, and who is outside', () => {
    const team = {
      id: 'tea_a',
      mode: 'grab',
      members: [
        { memberId: 'mbr_r', role: 'representative' },
        { memberId: 'mbr_a', role: 'admin' },
      ],
    } as unknown as Team;
    const given = conversation({ teamId: 'tea_a' });
    const as = (id: string, role: 'agent' | 'admin' = 'agent') => standingIn(given, [team], { id, role });
    expect([as('mbr_r'), as('mbr_a'), as('mbr_x'), as('mbr_x', 'admin')]).toEqual(['grabs', 'joins', 'outside', 'joins']);
  });
});

describe('what a channel will not show is said before', () => {
  test('long texts by the unit the platform counts', () => {
    const limits = (unit: 'characters' | 'utf16' | 'bytes') => ({ text: { max: 4, unit } });
    const text = (words: string, unit: 'characters' | 'utf16' | 'bytes') =>
      lossesOf({ text: words, files: [], quotes: false }, limits(unit), en);
    expect(text('😀😀😀', 'characters')).toEqual([]);
    expect(text('😀😀😀', 'utf16')).toEqual([en.composer.tooLong(2)]);
    expect(text('你好', 'bytes')).toEqual([en.composer.tooLong(2)]);
  });
  test('files, captions and quotes', () => {
    const intended = { text: 'look', files: [kindOf('application/pdf'), kindOf('image/png')], quotes: true };
    expect(lossesOf(intended, { sends: ['text', 'image'], caption: null, quotes: false }, en)).toEqual([
      en.composer.noFiles,
      en.composer.noCaption,
      en.composer.noQuotes,
    ]);
  });
});

test('only http addresses become links, without the full stop after them', () => {
  expect(piecesOf('See https://a.example/x?y=1. javascript:alert(1)')).toEqual([
    { is: 'text', text: 'See ' },
    { is: 'link', text: 'https://a.example/x?y=1', url: 'https://a.example/x?y=1' },
    { is: 'text', text: '. javascript:alert(1)' },
  ]);
  expect(piecesOf('（https://例え.jp/道）').find((piece) => piece.is === 'link')?.text).toBe('https://例え.jp/道');
  expect(piecesOf('')).toEqual([]);
});

test('variables are filled where something is known, and stay where nothing is', () => {
  expect(filled('Hello {{contact.name}}, {{ order }}', { 'contact.name': 'Ana', order: null })).toBe('Hello Ana, {{ order }}');
  expect([slashOf('/open'), slashOf('and/or'), slashOf('/a\nb')]).toEqual(['open', undefined, undefined]);
  expect([mentionAt('ask @To', 7), mentionAt('a@b.example', 11)]).toEqual(['To', undefined]);
  expect(
    mentionsIn('@Anna and @Ann, not @annika', [
      { id: '1', name: 'Ann' },
      { id: '2', name: 'Anna' },
      { id: '3', name: 'Tom' },
    ]),
  ).toEqual(['2', '1']);
});

test('what the live stream has told already is not shown twice', () => {
  const sent = message(5, { direction: 'outbound', content: { type: 'text', text: 'hi' } });
  expect(isTold({ shown: 'hi', afterSeq: 4 }, [sent])).toBe(true);
  expect([isTold({ shown: 'hi', afterSeq: 5 }, [sent]), isTold({ shown: 'ho', afterSeq: 4 }, [sent])]).toEqual([false, false]);
});

test.each([
  ['Ana Ferreira', 'AF'],
  ['李娜', '李'],
  ['+1 555 0142', '42'],
  ['  ', '?'],
  ['😀 Zoé', 'Z'],
])('%s is drawn as %s', (name, letters) => expect(initialsOf(name)).toBe(letters));

test('sizes and lengths are written for people', () => {
  expect([sizeText(25), sizeText(3_400_000), sizeText(12_000)]).toEqual(['25 B', '3.4 MB', '12 kB']);
  expect([lengthText(7.4), lengthText(760), lengthText(Number.NaN)]).toEqual(['0:07', '12:40', '0:00']);
  const times = snoozeTimes(NOW);
  expect(times.hour - NOW).toBe(3_600_000);
  expect(new Date(times.tomorrow).getHours()).toBe(9);
  expect(times.tomorrow).toBeGreaterThan(NOW);
});

test('a form’s fields become settings; an empty secret stays, another empty one goes', () => {
  const field = (name: string, type: 'text' | 'boolean' | 'list' = 'text', secret = false) => ({
    name,
    label: name,
    description: null,
    required: false,
    secret,
    type,
  });
  const fields = [field('botUserId'), field('channelSecret', 'text', true), field('passive', 'boolean'), field('origins', 'list')];
  const given = { botUserId: '', channelSecret: '', origins: 'https://a.example, https://b.example' };
  expect(settingsFrom(fields, given, false)).toEqual({ passive: false, origins: ['https://a.example', 'https://b.example'] });
  expect(settingsFrom(fields, { ...given, passive: 'on' }, true)).toEqual({
    botUserId: null,
    passive: true,
    origins: ['https://a.example', 'https://b.example'],
  });
});

describe('languages', () => {
  const namesIn = (value: unknown, at = ''): readonly string[] =>
    typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([name, one]) => namesIn(one, `${at}.${name}`)) : [at];

  test.each(['zh-Hans', 'zh-Hant'] as const)('%s says everything that English says, and leaves nothing empty', async (language) => {
    const strings = await stringsOf(language);
    expect(namesIn(strings)).toEqual(namesIn(en));
    expect(JSON.stringify(strings)).not.toMatch(/:""/);
  });

  test.each([
    [['zh-TW'], 'zh-Hant'],
    [['zh-HK', 'en'], 'zh-Hant'],
    [['zh-CN'], 'zh-Hans'],
    [['de', 'en-GB'], 'en'],
    [[], 'en'],
  ] as const)('a reader of %j reads %s', (wanted, language) => expect(languageFor(wanted)).toBe(language));
});

describe('names that the gateway made', () => {
  test.each([
    ['Visitor Q7K2', '访客 Q7K2'],
    ['WeChat user -bGY', '微信用户 -bGY'],
    ['Visitor Q7K2 of Sunday', 'Visitor Q7K2 of Sunday'],
    ['Ana', 'Ana'],
  ])('%s reads %s', async (name, shown) => expect(shownName(name, await stringsOf('zh-Hans'))).toBe(shown));

  test('are known by what the gateway makes', () => {
    expect(shownName(madeName('visitor', 'VIS_Q7K2'), { names: { visitor: () => 'seen', wechat: () => 'no' } })).toBe('seen');
    expect(shownName(madeName('wechat', 'oQ3-bGY'), { names: { visitor: () => 'no', wechat: () => 'seen' } })).toBe('seen');
  });
});

describe('a customer’s timeline', () => {
  const at = (hour: number) => `2026-11-20T${String(hour).padStart(2, '0')}:00:00.000Z`;
  const session = (hour: number): Session => ({
    id: `ses_${hour}`, conversationId: 'cnv_a', channelId: 'chn_a', number: hour, owners: [], openedAt: at(hour), firstResponseMs: null,
    closedAt: null, closedBy: null, closeReason: null,
  }); // prettier-ignore
  const change = (hour: number): ContactChange => ({ id: `chg_${hour}`, at: at(hour), what: 'updated', actor: { type: 'member', name: 'Mia' }, changes: [] }); // prettier-ignore
  const shown = (...lists: Parameters<typeof timelineOf>) =>
    timelineOf(...lists).map((one) => (one.is === 'session' ? one.session.id : one.change.id));

  test('is sessions and changes in one order, newest first', () => {
    expect(shown({ data: [session(9), session(3)], nextCursor: null }, { data: [change(5), change(1)], nextCursor: null })).toEqual([
      'ses_9', 'chg_5', 'ses_3', 'chg_1',
    ]); // prettier-ignore
  });

  test('ends where a list ends of which more follows', () => {
    expect(shown({ data: [session(9), session(3)], nextCursor: 'more' }, { data: [change(5), change(1)], nextCursor: null })).toEqual([
      'ses_9', 'chg_5', 'ses_3',
    ]); // prettier-ignore
    expect(shown({ data: [session(9)], nextCursor: 'more' }, { data: [change(12), change(10)], nextCursor: 'more' })).toEqual([
      'chg_12', 'chg_10',
    ]); // prettier-ignore
  });
});

test.each<[string, Record<string, unknown>, string | null]>([
  ['a number of Twilio’s', { from: 'whatsapp:+15550100', accountSid: 'AC1' }, '+15550100'],
  ['a number’s id at Meta', { phoneNumberId: '1060', businessAccountId: '7' }, '1060'],
  ['a Page', { pageId: '77' }, '77'],
  ['websites', { allowedOrigins: ['https://a.example', 'https://b.example'] }, 'https://a.example, https://b.example'],
  ['nothing that is known', { welcome: 'Hello' }, null],
])('the address of a channel is %s', (_what, settings, address) => expect(channelAddress({ settings })).toBe(address));

test('what a channel calls a customer is the key that holds now', () => {
  const key = (value: string, retiredAt: string | null) => ({ kind: 'wa_id', value, createdAt: '2026-11-20T10:00:00.000Z', retiredAt });
  const keys = [key('15550100', '2026-11-20T11:00:00.000Z'), key('15550101', null)];
  const known = contact({ identities: [{ id: 'idt_a', channelId: 'chn_a', kind: 'person', keys, reachable: true }] });
  expect([customerAddress(known, { identityId: 'idt_a' }), customerAddress(undefined, { identityId: 'idt_a' })]).toEqual([
    '15550101',
    null,
  ]);
});

test.each([
  ['[image]', 'Picture'],
  ['[voice]', 'Voice message'],
  ['[carousel]', '[carousel]'],
  ['[image] of a shelf', '[image] of a shelf'],
])('a line of a list that says %s shows %s', (summary, shown) => expect(shownSummary(summary, en)).toBe(shown));
