import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { facebook } from '../../../../../gateway/src/channels/facebook/index.ts';
import type { InboundEvent } from '../../../../../gateway/src/model/inbound.ts';
import { expectWellFormed, post } from '../../../contract/channels.contract.ts';
import { settings } from './settings.ts';

const FOLDER = join(import.meta.dirname, '../../../fixtures');
const CASES = ['facebook', 'instagram'].flatMap((network) =>
  readdirSync(join(FOLDER, network))
    .filter((file) => file.endsWith('.expected.json'))
    .map((file) => `${network}/${file.replace('.expected.json', '')}`),
);

const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
const parse = (body: string) => facebook.parse(post(body), settings, 0);
const webhook = (event: object, object = 'page') =>
  JSON.stringify({ object, entry: [{ id: '2', messaging: [{ sender: { id: '1' }, recipient: { id: '2' }, ...event }] }] });

/** The expectation leaves the raw part out, and writes what is made of a hash as `#hash`. */
function comparable({ raw: _raw, ...rest }: InboundEvent): unknown {
  return JSON.parse(JSON.stringify(rest).replaceAll(/#[0-9a-f]{32}(?=")/g, '#hash'));
}

test.each(CASES)('%s parses to what was typed beside it', (name) => {
  const events = parse(read(`${name}.json`)) ?? [];
  expect(events.map(comparable)).toEqual(JSON.parse(read(`${name}.expected.json`)));
});

test('every event keeps the part of the payload it was read from', () => {
  const body = read('facebook/text.json');
  expect(parse(body)?.[0]?.raw).toEqual(JSON.parse(body).entry[0].messaging[0]);
});

test.each([
  [1_790_000_001_123, 1_790_000_001_123],
  ['1790000001123', 1_790_000_001_123],
  [1_790_000_001, 1_790_000_001_000],
  ['1790000001', 1_790_000_001_000],
  ['2026-09-21T14:13:21+0000', 1_790_000_001_000],
  ['2026-09-21T14:13:21.123Z', 1_790_000_001_123],
  ['', null],
  ['soon', null],
  ['2026-99-99T00:00:00Z', null],
  [0, null],
  [-5, null],
  [null, null],
  [{}, null],
])('a timestamp of %j is %j', (timestamp, sentAt) => {
  expect(parse(webhook({ timestamp, message: { mid: 'm', text: 'x' } }))?.[0]?.sentAt).toBe(sentAt);
});

test('a Page user and an Instagram user with the same digits are two people', () => {
  const keysOf = (object: string) => parse(webhook({ message: { mid: 'm', text: 'x' } }, object))?.[0];
  expect(keysOf('page')).toMatchObject({ from: { keys: [{ kind: 'psid', value: '1' }] } });
  expect(keysOf('instagram')).toMatchObject({ from: { keys: [{ kind: 'psid', value: 'ig:1' }] } });
});

test.each([
  ['a tap', { postback: { title: 'A', payload: 'a' } }],
  ['feedback', { messaging_feedback: { feedback_screens: [{ questions: { q: { payload: '4' } } }] } }],
])('%s, which has no id, has the same name when it is redelivered, and another when it is made again', (_what, event) => {
  const name = (timestamp: number) => {
    const made = parse(webhook({ timestamp, ...event }))?.[0];
    return made?.is === 'message' ? made.externalId : 'none';
  };
  expect(name(1_790_000_001_000)).toMatch(/^#[0-9a-f]{32}$/);
  expect(name(1_790_000_001_000)).toBe(name(1_790_000_001_000));
  expect(name(1_790_000_001_000)).not.toBe(name(1_790_000_002_000));
});

test('reactions to one message differ by emoji, removal and time', () => {
  const key = (reaction: object, timestamp = 1_790_000_001_000) =>
    parse(webhook({ timestamp, reaction: { mid: 'm', ...reaction } }))?.[0]?.key;
  const love = { action: 'react', emoji: '❤' };
  const keys = [key(love), key({ action: 'react', emoji: '👍' }), key({ action: 'unreact', emoji: '❤' }), key(love, 1_790_000_002_000)];
  expect(new Set(keys).size).toBe(4);
  expect(key(love)).toBe(key(love));
});

test.each([
  [{ reaction: 'love' }, '❤️'],
  [{ reaction: 'smile' }, '😆'],
  [{ reaction: 'wow' }, '😮'],
  [{ reaction: 'sad' }, '😢'],
  [{ reaction: 'angry' }, '😠'],
  [{ reaction: 'like' }, '👍'],
  [{ reaction: 'dislike' }, '👎'],
  [{ reaction: 'something new' }, '❔'],
  [{}, '❔'],
  [{ reaction: 'love', emoji: '🧡' }, '🧡'],
])('the reaction %j is shown as %s, and only an unreact takes it away', (reaction, emoji) => {
  const made = (action: string) => parse(webhook({ reaction: { mid: 'm', action, ...reaction } }))?.[0];
  expect(made('react')).toMatchObject({ is: 'reaction', emoji });
  expect(made('unreact')).toMatchObject({ is: 'reaction', emoji: null });
});

test('edits that are not counted differ by their time', () => {
  const key = (timestamp: number) => parse(webhook({ timestamp, message_edit: { mid: 'm', text: 'x' } }))?.[0]?.key;
  expect(key(1_790_000_001_000)).toBe('edit:m:at 1790000001000');
  expect(key(1_790_000_002_000)).toBe('edit:m:at 1790000002000');
});

test('metadata of others on an echo is no claim on a message of ours', () => {
  for (const metadata of ['parley:', 'parley:msg 1', 'xparley:msg_1', 'parley:msg_1\n', `parley:${'x'.repeat(201)}`]) {
    expect(parse(webhook({ message: { mid: 'm', is_echo: true, text: 'x', metadata } }))?.[0]).toMatchObject({ is: 'echo' });
  }
});

test('a customer cannot pass for us by metadata, only an echo can', () => {
  expect(parse(webhook({ message: { mid: 'm', text: 'x', metadata: 'parley:msg_1' } }))?.[0]).toMatchObject({ is: 'message' });
});

test('an unsend reaches every message that several files became', () => {
  const files = Array.from({ length: 10 }, (_, n) => ({ type: 'image', payload: { url: `https://x.example/${n}` } }));
  const made = (parse(webhook({ message: { mid: 'm', attachments: files } })) ?? []).map(
    (event) => 'externalId' in event && event.externalId,
  );
  const gone = (parse(webhook({ message: { mid: 'm', is_deleted: true } })) ?? []).map(
    (event) => 'targetExternalId' in event && event.targetExternalId,
  );
  expect(made).toHaveLength(10);
  expect(gone).toEqual(made);
});

test('of an echo with several files only the first quotes', () => {
  const files = ['a', 'b', 'c'].map((name) => ({ type: 'image', payload: { url: `https://x.example/${name}` } }));
  const events = parse(webhook({ message: { mid: 'm', is_echo: true, attachments: files, reply_to: { mid: 'm_before' } } })) ?? [];
  expect(events.map((event) => event.is === 'echo' && [event.externalId, event.quotedExternalId])).toEqual([
    ['m', 'm_before'],
    ['m#2', undefined],
    ['m#3', undefined],
  ]);
});

test.each([
  ['x.example/a.pdf', undefined],
  ['https://x.example/a.pdf', 'a.pdf'],
  ['https://x.example/no-name', undefined],
  ['https://x.example/%E0%A4%A', undefined],
  [`https://x.example/${'n'.repeat(300)}.pdf`, undefined],
])('the file at %s is called %s', (url, name) => {
  const event = parse(webhook({ message: { mid: 'm', attachments: [{ type: 'file', payload: { url } }] } }))?.[0];
  expect(event).toMatchObject({ content: { type: 'file', attachment: { ref: { url } } } });
  expect(event?.is === 'message' && event.content.type === 'file' ? event.content.attachment.name : 'none').toBe(name);
});

test('a share that only ends like one of Meta’s hosts is a link', () => {
  const content = (url: string) => parse(webhook({ message: { mid: 'm', attachments: [{ type: 'share', payload: { url } }] } }))?.[0];
  expect(content('https://evilfbcdn.net/x')).toMatchObject({ content: { type: 'text', text: 'https://evilfbcdn.net/x' } });
  expect(content('https://scontent.fbcdn.net/x')).toMatchObject({ content: { type: 'file' } });
});

test('a body of another Meta product is ignored, not lost', () => {
  expect(parse('{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[]}]}')).toMatchObject([
    { is: 'ignored', what: 'body of another product' },
  ]);
});

test('any attachments whatever give at least one content each time', () => {
  const types = [
    'image',
    'sticker',
    'location',
    'template',
    'fallback',
    'reel',
    'story_mention',
    'ephemeral',
    'like_heart',
    'nothing known',
  ];
  const attachment = fc.record({ type: fc.constantFrom(...types), payload: fc.jsonValue() }, { requiredKeys: [] });
  fc.assert(
    fc.property(fc.array(fc.oneof(attachment, fc.jsonValue()), { maxLength: 5 }), fc.option(fc.string()), (attachments, text) => {
      const events = parse(webhook({ message: { mid: 'm', attachments, text } }));
      expectWellFormed(events);
      return (events ?? []).length > 0;
    }),
  );
});

test('a thousand events in one body are a thousand events', () => {
  const messaging = Array.from({ length: 1000 }, (_, n) => ({ sender: { id: '1' }, message: { mid: `m_${n}`, text: 'x' } }));
  const keys = (parse(JSON.stringify({ object: 'page', entry: [{ id: '2', messaging }] })) ?? []).map((event) => event.key);
  expect(new Set(keys).size).toBe(1000);
});

describe('what Meta tells of a conversation beside its messages', () => {
  const OF_THE_PAGE = { sender: { id: '2' }, recipient: { id: '1' } };

  test.each([
    [{ pre_checkout: { payload: 'p' } }, 'The customer is about to pay in Messenger.'],
    [{ checkout_update: { payload: 'p' } }, 'The customer changed the delivery address of a purchase in Messenger.'],
    [{ response_feedback: { mid: 'm' } }, 'The customer rated a message: without saying how.'],
    [{ pass_thread_control: { new_owner_app_id: 26390203743090 } }, 'Messenger passed this conversation to the inbox of the Page.'],
    [{ take_thread_control: { previous_owner_app_id: null } }, 'This conversation was taken from another app.'],
    [{ optin: { type: 'notification_messages' } }, 'The customer opted in: notification_messages.'],
    [{ optin: {} }, 'The customer opted in.'],
  ])('%j says: %s', (event, text) => expect(parse(webhook(event))).toMatchObject([{ is: 'notice', notice: 'other', text }]));

  test.each([
    ['STOP NOTIFICATIONS', true],
    ['STOP_NOTIFICATIONS', true],
    ['RESUME NOTIFICATIONS', false],
    ['RESUME_NOTIFICATIONS', false],
  ])('%s stops marketing messages: %s', (status, optedOut) =>
    expect(parse(webhook({ optin: { notification_messages_status: status } }))).toMatchObject([
      { is: 'opt_out', optedOut, from: { keys: [{ kind: 'psid', value: '1' }] }, detail: 'marketing messages' },
    ]),
  );

  test.each([
    [{ action: 'block' }, 'error', 'policy_enforcement.block'],
    [{ action: 'unblock' }, 'info', 'policy_enforcement.unblock'],
    [{ action: 'warning' }, 'warning', 'policy_enforcement.warning'],
    [{}, 'warning', 'policy_enforcement.warning'],
  ])('a policy of %j is of the level %s', (policy, level, what) =>
    expect(parse(webhook({ policy_enforcement: policy }))).toMatchObject([{ is: 'health', level, what }]),
  );

  test.each([
    [
      { payload: '4', follow_up: { payload: 'Friendly!' } },
      { q: '4', 'q.follow_up': 'Friendly!' },
    ],
    [{ payload: '4' }, { q: '4' }],
    [{ follow_up: { payload: 'Friendly!' } }, { 'q.follow_up': 'Friendly!' }],
  ])('the feedback %j is the form %j', (answer, fields) =>
    expect(
      parse(webhook({ messaging_feedback: { feedback_screens: [{ questions: { q: answer } }] } }))?.map(
        (event) => event.is === 'message' && event.content,
      ),
    ).toEqual([{ type: 'form_reply', name: 'feedback', fields }]),
  );

  test.each([
    [{ postback: { title: 'A' } }, 'postback that says nothing'],
    [{ ...OF_THE_PAGE, postback: { title: 'A', payload: 'a' } }, 'postback without a sender'],
    [{ reaction: { action: 'react', emoji: '👍' } }, 'reaction without a message'],
    [{ message_edit: { mid: 'm', num_edit: 1 } }, 'edit without a message or text'],
    [{ message_edit: { text: 'x', num_edit: 1 } }, 'edit without a message or text'],
    [{ sender: { id: '2' }, recipient: {}, message: { mid: 'm', is_echo: true, text: 'x' } }, 'echo without a recipient'],
    [{ delivery: { mids: [null, ''] } }, 'delivery of nothing'],
    [{ ...OF_THE_PAGE, delivery: { watermark: 1_790_000_001_123 } }, 'delivery of nothing'],
    [{ read: {} }, 'read of nothing'],
    [{ ...OF_THE_PAGE, read: { watermark: 1_790_000_001_123 } }, 'read of nothing'],
    [{ referral: 'poster' }, 'referral that says nothing'],
    [{ ...OF_THE_PAGE, referral: { ref: 'poster' } }, 'referral about nobody'],
    [{ ...OF_THE_PAGE, optin: { notification_messages_status: 'STOP NOTIFICATIONS' } }, 'optin about nobody'],
    [{ messaging_feedback: { feedback_screens: [{ questions: { q: {} } }] } }, 'feedback that says nothing'],
    [{ ...OF_THE_PAGE, messaging_feedback: { feedback_screens: [{ questions: { q: { payload: '4' } } }] } }, 'feedback that says nothing'],
  ])('%j is left alone, and says why', (event, what) =>
    expect(parse(webhook(event))).toMatchObject([{ is: 'ignored', key: expect.stringMatching(/^ignored:./), what }]),
  );
});

describe('what Meta tells as a change of the account', () => {
  const changed = (change: object, object = 'page') =>
    parse(JSON.stringify({ object, entry: [{ id: '2', time: 1_790_000_001, changes: [change] }] })) ?? [];

  test.each([
    [{ event: 'APPROVED' }, { status: 'approved' }],
    [{ message_template_status: 'APPROVED' }, { status: 'approved' }],
    [{ status: 'APPROVED' }, { status: 'approved' }],
    [
      { event: 'REJECTED', reason: 'PROMOTIONAL' },
      { status: 'rejected', reason: 'PROMOTIONAL' },
    ],
    [{ event: 'APPROVED', reason: 'none' }, { status: 'approved' }],
    [{}, {}],
  ])('the review %j of a template of which only the id is told is %j', (value, review) => {
    const change = { field: 'message_template_status_update', value: { message_template_id: 7, ...value } };
    const head = { key: 'template:#hash', account: '2', sentAt: 1_790_000_001_000 };
    expect(changed(change).map(comparable)).toEqual([
      { ...head, is: 'template_status', externalId: '7', name: '', language: '', ...review },
    ]);
  });

  test.each([
    [{ field: 'message_template_status_update', value: { event: 'APPROVED' } }, 'message_template_status_update'],
    [{ field: 'message_template_quality_update', value: { message_template_id: 7 } }, 'message_template_quality_update'],
    [{ value: { message_template_id: 7 } }, 'change without a field'],
  ])('%j is left alone, and says which field it was', (change, what) => expect(changed(change)).toMatchObject([{ is: 'ignored', what }]));

  test('a message that comes as a change and has no time has its entry’s', () => {
    const value = { sender: { id: '1' }, message: { mid: 'm', text: 'x' } };
    expect(changed({ field: 'messages', value }, 'instagram')).toMatchObject([{ is: 'message', sentAt: 1_790_000_001_000 }]);
  });
});

test('a body that is nested too deep is ignored as a whole, and always by the same key', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect(parse(deep)).toMatchObject([{ is: 'ignored', what: 'body nested too deep' }]);
  expect(parse(deep)?.[0]?.key).toBe(parse(deep)?.[0]?.key);
});
