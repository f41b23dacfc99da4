import type { Crew } from '../../../../gateway/src/model/audience.ts';
import type { Conversation } from '../../../../gateway/src/model/conversation.ts';
import type { Actor, EventData, EventType } from '../../../../gateway/src/model/events.ts';
import type { Message } from '../../../../gateway/src/model/message.ts';
import { NOTIFICATION_KINDS, NO_CHOICE, type NotificationChoice } from '../../../../gateway/src/model/notification.ts';
import { type OpenNotification, planOf } from '../../../../gateway/src/model/notification-plan.ts';
import { type Happening, neededFor } from '../../../../gateway/src/model/notification-rules.ts';

const CUSTOMER: Actor = { type: 'contact', id: 'cnt_1', name: 'Customer' };
const CLOCK: Actor = { type: 'system', id: null, name: null };
const BOT: Actor = { type: 'bot', id: 'key_1', name: 'Bot' };
const member = (id: string): Actor => ({ type: 'member', id, name: id });

/** Ann and Ben take customers of team G, which grabs, and of team C, which does not; Boss is an admin of both; Root of the organisation. */
function crew(choices: Readonly<Record<string, NotificationChoice>> = {}): Crew {
  const roles = new Map([['Ann', 'representative'], ['Ben', 'representative'], ['Boss', 'admin']] as const); // prettier-ignore
  return {
    members: new Map(
      ['Ann', 'Ben', 'Boss', 'Root', 'Zoe'].map((id) => [
        id,
        { id, role: id === 'Root' ? 'admin' : 'agent', choice: choices[id] ?? NO_CHOICE, hasBrowsers: false },
      ]),
    ),
    teams: new Map([
      ['tea_G', { mode: 'grab', roles }],
      ['tea_C', { mode: 'collaboration', roles }],
    ]),
  };
}

function conversation(change: Partial<Conversation> = {}): Conversation {
  return {
    id: 'cnv_1',
    channelId: 'chn_1',
    contactId: 'cnt_1',
    identityId: 'idt_1',
    sessionId: 'ses_1',
    teamId: null,
    assigneeId: null,
    participants: [],
    status: 'rep_needed',
    statusSince: '',
    because: { rule: 'nobody_joined', since: '', messageId: null, thresholds: null, clock: 'wall', timeZone: null, actorId: null },
    waiting: null,
    handler: 'people',
    window: { expiresAt: null, openedBy: null, freeReplyUntil: null, messagesLeft: null, after: 'template' },
    unread: null,
    presence: null,
    lastMessage: null,
    tags: [],
    attributes: {},
    source: null,
    snoozedUntil: null,
    closedAt: null,
    closedBy: null,
    closeReason: null,
    mergedInto: null,
    createdAt: '',
    updatedAt: '',
    ...change,
  };
}

const joined = (...ids: readonly string[]) => ({
  participants: ids.map((memberId) => ({ memberId, joinedAt: '', via: 'join' as const })),
});

function message(change: Partial<Message> = {}): Message {
  return {
    id: 'msg_1',
    conversationId: 'cnv_1',
    sessionId: 'ses_1',
    seq: 1,
    direction: 'outbound',
    visibility: 'public',
    author: { type: 'bot', id: 'key_1', name: 'Bot', origin: 'workflow' },
    content: { type: 'text', text: 'hi' },
    quotedMessageId: null,
    reactions: [],
    externalId: null,
    sentAt: '',
    createdAt: '',
    editedAt: null,
    deletedAt: null,
    delivery: null,
    ...change,
  };
}

const happens = (type: EventType, actor: Actor, data: EventData): Happening => ({ type, actor, data });
const named = (id: string) => ({ id, name: id });
const needed = (change: Partial<Conversation> = {}, actor = CUSTOMER) =>
  happens('conversation.status_changed', actor, { conversation: conversation(change), from: 'active', to: 'rep_needed' });

/** Who is told what by these events, in one line each. */
function told(happenings: readonly Happening[], who = crew(), open: readonly OpenNotification[] = []): readonly string[] {
  const { tellings } = planOf(happenings, who, open);
  return tellings.map(({ telling, count }) => `${telling.memberId} ${telling.kind}${telling.isOffer ? ' offer' : ''}${count > 1 ? ` ×${count}` : ''}`).sort(); // prettier-ignore
}

const noted = (mentions: readonly string[], teamId: string | null = null, change: Partial<Conversation> = {}) =>
  happens('note.created', member('Ann'), {
    conversation: conversation({ teamId, ...change }),
    message: message({ visibility: 'internal', content: { type: 'text', text: 'look', mentions } }),
  });
const failed = (author: Message['author'], change: Partial<Conversation> = {}) =>
  happens('message.failed', CLOCK, { conversation: conversation(change), message: message({ author }) });
const byMember = (id: string | null): Message['author'] => ({ type: 'member', id, name: null, origin: 'gateway' });
const closed = (closeReason: string, teamId: string | null) =>
  happens('conversation.closed', CLOCK, { conversation: conversation({ closeReason, closedAt: '2026', teamId, status: 'closed' }) });
const late = (type: 'conversation.overdue' | 'conversation.soon_overdue', change: Partial<Conversation>) =>
  happens(type, CLOCK, { conversation: conversation(change) });
const assigned = (id: string, actor: Actor, change: Partial<Conversation> = {}) =>
  happens('conversation.assigned', actor, { conversation: conversation({ assigneeId: id, ...joined(id), ...change }), member: named(id) });
const health = (to: string) =>
  happens('channel.health_changed', CLOCK, {
    channel: { id: 'chn_1', type: 'line', provider: null, name: 'Line', health: { level: to, detail: 'The token died.' } },
    from: 'ok',
    to,
  });

const TABLE: readonly (readonly [string, readonly Happening[], readonly string[]])[] = [
  ['a customer of a team that grabs: its representatives', [needed({ teamId: 'tea_G' })], ['Ann grab_offer offer', 'Ben grab_offer offer']],
  [
    'a customer of a team that collaborates: everybody in it',
    [needed({ teamId: 'tea_C' })],
    ['Ann new_conversation offer', 'Ben new_conversation offer', 'Boss new_conversation offer'],
  ],
  ['a customer of nobody: everybody', [needed()], ['Ann', 'Ben', 'Boss', 'Root', 'Zoe'].map((id) => `${id} new_conversation offer`)],
  [
    'a conversation whose last member left: everybody else of the team',
    [needed({ teamId: 'tea_C' }, member('Ann'))],
    ['Ben new_conversation offer', 'Boss new_conversation offer'],
  ],
  [
    'a status that needs nobody: nobody',
    [happens('conversation.status_changed', CUSTOMER, { conversation: conversation(joined('Ann')), from: 'active', to: 'pending' })],
    [],
  ],
  [
    'a message: who owns it and who joined',
    [
      happens('message.received', CUSTOMER, {
        conversation: conversation({ teamId: 'tea_G', assigneeId: 'Ann', ...joined('Ann', 'Boss') }),
      }),
    ],
    ['Ann new_message', 'Boss new_message'],
  ],
  ['a message into what nobody has: nobody', [happens('message.received', CUSTOMER, { conversation: conversation() })], []],
  [
    'a message that a bot answers: nobody',
    [happens('message.received', CUSTOMER, { conversation: conversation({ handler: 'bot', ...joined('Ann') }) })],
    [],
  ],
  ['an assignment: the one who got it', [assigned('Ann', BOT, { teamId: 'tea_G' })], ['Ann assignment']],
  ['an assignment to oneself: nobody', [assigned('Ann', member('Ann'))], []],
  [
    'a transfer to a member: the member, once',
    [
      assigned('Ben', member('Ann')),
      happens('conversation.transferred', member('Ann'), { conversation: conversation({ assigneeId: 'Ben', ...joined('Ben') }), member: named('Ben') }), // prettier-ignore
    ],
    ['Ben transfer'],
  ],
  [
    'a transfer to a team that grabs, with a customer who waits: its representatives, once',
    [
      happens('conversation.transferred', member('Zoe'), { conversation: conversation({ teamId: 'tea_G' }) }),
      needed({ teamId: 'tea_G' }, member('Zoe')),
    ],
    ['Ann transfer offer', 'Ben transfer offer'],
  ],
  [
    'a transfer to a team that assigns at once: only who got it',
    [
      happens('conversation.transferred', member('Zoe'), { conversation: conversation({ teamId: 'tea_G' }) }),
      happens('conversation.joined', CLOCK, { conversation: conversation({ teamId: 'tea_G', ...joined('Ben') }), member: named('Ben') }),
      assigned('Ben', CLOCK, { teamId: 'tea_G' }),
    ],
    ['Ben assignment'],
  ],
  [
    'a conversation that passed to another team with its owner: nobody',
    [happens('conversation.transferred', CLOCK, { conversation: conversation({ teamId: 'tea_C', assigneeId: 'Ann', ...joined('Ann') }) })],
    [],
  ],
  ['mentions: who is mentioned, but not by themselves', [noted(['Ben', 'Ann', 'Zoe'])], ['Ben mention', 'Zoe mention']],
  ['mentions: not who may not see it', [noted(['Ben', 'Zoe', 'Root'], 'tea_G')], ['Ben mention', 'Root mention']],
  ['mentions in what was grabbed', [noted(['Ben', 'Boss'], 'tea_G', { assigneeId: 'Ann', ...joined('Ann') })], ['Boss mention']],
  ['soon overdue: who works on it', [late('conversation.soon_overdue', { teamId: 'tea_C', ...joined('Ann') })], ['Ann soon_overdue']],
  [
    'soon overdue with nobody in it: whoever could be',
    [late('conversation.soon_overdue', { teamId: 'tea_G' })],
    ['Ann soon_overdue offer', 'Ben soon_overdue offer'],
  ],
  [
    'overdue: who works on it and the team’s admins',
    [late('conversation.overdue', { teamId: 'tea_G', assigneeId: 'Ben', ...joined('Ben') })],
    ['Ben overdue', 'Boss overdue'],
  ],
  ['a failed message: its writer', [failed(byMember('Ann'), { assigneeId: 'Ben', ...joined('Ben') })], ['Ann delivery_failed']],
  ['a failed message of who may not see it any more: nobody', [failed(byMember('Zoe'), { teamId: 'tea_G' })], []],
  ['a bot’s failed message: the owner', [failed(message().author, { assigneeId: 'Ben' })], ['Ben delivery_failed']],
  ['a failed message from the phone’s own app: the owner', [failed(byMember(null), { assigneeId: 'Ben' })], ['Ben delivery_failed']],
  ['a bot’s failed message without an owner: nobody', [failed(message().author)], []],
  ['closed unanswered: the organisation’s admins and the team’s', [closed('unanswered', 'tea_G')], ['Boss unanswered', 'Root unanswered']],
  ['closed for another reason: nobody', [closed('inactive', 'tea_G')], []],
  ['a channel in trouble: admins', [health('error')], ['Root channel_health']],
  ['a channel that is well: nobody', [health('ok')], []],
  [
    'what is alike in one commit: once, with a number',
    [1, 2, 3].map(() => happens('message.received', CUSTOMER, { conversation: conversation(joined('Ann')) })),
    ['Ann new_message ×3'],
  ],
  [
    'what is settled in the same commit: nobody',
    [needed(), happens('conversation.status_changed', CLOCK, { conversation: conversation(), from: 'rep_needed', to: 'active' })],
    [],
  ],
];

it.each(TABLE)('%s', (_case, happenings, expected) => expect(told(happenings)).toEqual([...expected].sort()));

it('tells nobody what they switched off everywhere', () => {
  const off: NotificationChoice = { kinds: { grab_offer: { inApp: false, email: false, push: false } } };
  expect(told([needed({ teamId: 'tea_G' })], crew({ Ann: off }))).toEqual(['Ben grab_offer offer']);
});

it('asks only for those who may be told', () => {
  const message = (change: Partial<Conversation>) => [happens('message.received', CUSTOMER, { conversation: conversation(change) })];
  const nobody = { memberIds: new Set(), teamIds: new Set(), admins: false, everybody: false };
  expect(neededFor(message({}))).toEqual(nobody);
  expect(neededFor(message({ teamId: 'tea_G', assigneeId: 'Ann' }))).toEqual({ ...nobody, memberIds: new Set(['Ann']) });
  expect(neededFor([needed()])).toEqual({ ...nobody, everybody: true });
  expect(neededFor([needed({ teamId: 'tea_G' })])).toEqual({ ...nobody, teamIds: new Set(['tea_G']) });
  expect(neededFor([health('error')])).toEqual({ ...nobody, admins: true });
});

describe('what is settled', () => {
  const ALL = NOTIFICATION_KINDS.flatMap((kind) =>
    ['Ann', 'Ben'].map((memberId): OpenNotification => {
      const isOffer = kind === 'new_conversation' || kind === 'grab_offer';
      const isOfChannel = kind === 'channel_health';
      return { id: `${memberId} ${kind}`, memberId, kind, isOffer, conversationId: isOfChannel ? null : 'cnv_1', channelId: isOfChannel ? 'chn_1' : null }; // prettier-ignore
    }),
  );
  /** Which of everything Ann and Ben have unread ends, and why. */
  function ended(...happenings: readonly Happening[]): readonly string[] {
    const plan = planOf(happenings, { members: new Map(), teams: new Map() }, ALL);
    return [...plan.ended].map(([id, end]) => `${id}: ${end === 'read' ? 'read' : `${end.reason} by ${end.by?.id ?? 'nobody'}`}`).sort(); // prettier-ignore
  }
  const of = (ids: readonly string[], kinds: readonly string[], end: string) => ids.flatMap((id) => kinds.map((kind) => `${id} ${kind}: ${end}`)).sort(); // prettier-ignore
  const both = ['Ann', 'Ben'];
  const offers = ['new_conversation', 'grab_offer'];
  const work = ['new_message', 'soon_overdue', 'overdue', 'assignment', 'transfer'];
  const status = (to: string, actor: Actor) =>
    happens('conversation.status_changed', actor, { conversation: conversation(joined('Ann')), from: 'pending', to });

  it('somebody joined: the offers', () =>
    expect(
      ended(happens('conversation.joined', member('Ann'), { conversation: conversation(joined('Ann')), member: named('Ann') })),
    ).toEqual(of(both, offers, 'taken by Ann')));
  it('somebody owns it: the offers, and what others were given', () =>
    expect(ended(assigned('Ann', BOT))).toEqual(
      [...of(both, offers, 'taken by Ann'), ...of(['Ben'], ['assignment', 'transfer'], 'passed_on by Ann')].sort(),
    ));
  it('somebody left: what they worked on', () =>
    expect(ended(happens('conversation.left', member('Ben'), { conversation: conversation(), member: named('Ben') }))).toEqual(
      of(['Ben'], work, 'left by Ben'),
    ));
  it('a member answered: they have read, and nobody is late', () =>
    expect(ended(status('active', member('Ann')))).toEqual(
      [
        ...of(['Ann'], NOTIFICATION_KINDS.filter((kind) => !offers.includes(kind) && kind !== 'channel_health'), 'read'), // prettier-ignore
        ...of(['Ann'], offers, 'answered by Ann'),
        ...of(['Ben'], [...offers, 'soon_overdue', 'overdue'], 'answered by Ann'),
      ].sort(),
    ));
  it('a bot has it: all that people should have done', () =>
    expect(ended(status('bot', BOT))).toEqual(of(both, [...work, ...offers], 'handed_over by key_1')));
  it('closed: all that people should have done', () => expect(ended(closed('inactive', null))).toEqual(of(both, [...work, ...offers], 'closed by nobody'))); // prettier-ignore
  it('overdue: that it soon would be', () =>
    expect(ended(late('conversation.overdue', {}))).toEqual(of(both, ['soon_overdue'], 'overdue by nobody')));
  it('another team has it: the offers', () =>
    expect(ended(happens('conversation.transferred', member('Ann'), { conversation: conversation({ teamId: 'tea_C' }) }))).toEqual(
      of(both, offers, 'passed_on by Ann'),
    ));
  it('a channel is well: that it was not', () => expect(ended(health('ok'))).toEqual(of(both, ['channel_health'], 'well by nobody')));
  it('another conversation: nothing', () =>
    expect(ended(happens('conversation.closed', CLOCK, { conversation: conversation({ id: 'cnv_2' }) }))).toEqual([]));
});
