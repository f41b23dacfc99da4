import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { RawRequest } from '../../../../../gateway/src/channels/channel.ts';
import { parse } from '../../../../../gateway/src/channels/line/parse.ts';
import type { LineSettings } from '../../../../../gateway/src/channels/line/settings.ts';

const NOW = 1_700_000_010_000;
const OWN = join(import.meta.dirname, '../../../fixtures/line');
const settings: LineSettings = { channelSecret: 'a-secret', channelAccessToken: 'a-token' };

function post(body: string): RawRequest {
  return { method: 'POST', url: 'https://parley.example/webhooks/chn_1', query: {}, headers: {}, body: Buffer.from(body) };
}

const parsed = (body: unknown, using = settings, now = NOW) => parse(post(JSON.stringify(body)), using, now) ?? [];

function withoutRaw(event: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(event).filter(([name]) => name !== 'raw'));
}

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

const cases = readdirSync(OWN)
  .filter((file) => file.endsWith('.json') && !file.endsWith('.expected.json'))
  .map((file) => file.slice(0, -'.json'.length));

test.each(cases)('the webhook %s is read as written down', (name) => {
  const body = read(join(OWN, `${name}.json`)) as { events: unknown[] };
  const events = parsed(body);
  expect(events.map((event) => withoutRaw({ ...event }))).toEqual(read(join(OWN, `${name}.expected.json`)));
  expect(events.map((event) => event.raw)).toEqual(body.events);
});

const text = (more: object = {}) => ({
  type: 'message',
  message: { id: '555000000000000001', type: 'text', text: 'hello' },
  source: { type: 'user', userId: 'U01' },
  timestamp: NOW - 1000,
  replyToken: 'token',
  webhookEventId: '01HEVENT',
  ...more,
});

describe('which account a webhook is for', () => {
  const mine: LineSettings = { ...settings, botUserId: 'Umine' };
  test('events for another account are left alone', () => {
    expect(parsed({ destination: 'Uother', events: [text()] }, mine)).toMatchObject([{ is: 'ignored', what: 'other_destination' }]);
  });
  test.each([{ destination: 'Umine', events: [text()] }, { events: [text()] }])(
    'events for this account, or for none, are read',
    (body) => {
      expect(parsed(body, mine)).toMatchObject([{ is: 'message' }]);
    },
  );
});

describe('the free reply', () => {
  const freeReply = (event: object, now = NOW) => parsed({ events: [event] }, settings, now)[0];
  test('lasts a minute from the event', () => {
    expect(freeReply(text())).toMatchObject({ freeReply: { token: 'token', until: NOW + 59_000 } });
  });
  test('is not lengthened by a clock of LINE that is ahead', () => {
    expect(freeReply(text({ timestamp: NOW + 90_000 }))).toMatchObject({ freeReply: { until: NOW + 60_000 } });
  });
  test('of a redelivery lasts a minute from now, but never over 20 minutes after the event', () => {
    const redelivered = text({ deliveryContext: { isRedelivery: true } });
    const eventAt = NOW - 1000;
    expect(freeReply(redelivered, eventAt + 600_000)).toMatchObject({ freeReply: { until: eventAt + 660_000 } });
    expect(freeReply(redelivered, eventAt + 1_170_000)).toMatchObject({ freeReply: { until: eventAt + 1_200_000 } });
    expect(freeReply(redelivered, eventAt + 1_200_001)).not.toHaveProperty('freeReply');
  });
  test.each([{ replyToken: '' }, { replyToken: 7 }, { replyToken: null }])('is absent without a token: %j', (more) => {
    expect(freeReply(text(more))).not.toHaveProperty('freeReply');
  });
});

describe('the key of an event', () => {
  const keyOf = (event: object) => parsed({ events: [event] })[0]?.key;
  test('is the same when LINE delivers again', () => {
    expect(keyOf(text())).toBe('01HEVENT');
    expect(keyOf(text({ deliveryContext: { isRedelivery: true } }))).toBe('01HEVENT');
  });
  test('of an old payload without an event id comes from what does not change', () => {
    const follow = { type: 'follow', timestamp: NOW, source: { type: 'user', userId: 'U01' }, webhookEventId: undefined };
    expect(keyOf(follow)).toMatch(/^event:[\w-]{43}$/);
    expect(keyOf({ ...follow, replyToken: 'a', deliveryContext: { isRedelivery: true } })).toBe(keyOf({ ...follow, replyToken: 'b' }));
    expect(keyOf(follow)).not.toBe(keyOf({ ...follow, timestamp: NOW + 1 }));
    expect(keyOf(follow)).not.toBe(keyOf({ ...follow, source: { type: 'user', userId: 'U02' } }));
  });
  test('of an edit without an event id is not the one of its message', () => {
    expect(keyOf(text({ type: 'messageEdited', webhookEventId: '' }))).not.toBe(keyOf(text({ webhookEventId: '' })));
  });
});

describe('odd JSON does no harm', () => {
  const odd: readonly (readonly [string, object, object])[] = [
    ['a number as an id', text({ message: { id: 555, type: 'text', text: 'x' } }), { is: 'message', externalId: '555' }],
    ['a text without text', text({ message: { id: '1', type: 'text' } }), { content: { type: 'unsupported' } }],
    [
      'a location without coordinates',
      text({ message: { id: '1', type: 'location', latitude: '35' } }),
      { content: { type: 'unsupported' } },
    ],
    ['an image without an id', text({ message: { type: 'image' } }), { content: { type: 'unsupported' }, externalId: '01HEVENT' }],
    ['a sticker with nothing', text({ message: { id: '1', type: 'sticker', keywords: [7, null] } }), { content: { type: 'sticker' } }],
    ['a message that is a list', text({ message: [] }), { is: 'ignored', what: 'message_without_content' }],
    ['a postback without data', text({ type: 'postback' }), { content: { type: 'choice_reply', label: '' } }],
    ['an edit of nothing', text({ type: 'messageEdited', message: null }), { is: 'ignored', what: 'edit_without_message' }],
    ['an unsend of nothing', text({ type: 'unsend' }), { is: 'ignored', what: 'unsend_without_message' }],
    ['a follow by nobody', text({ type: 'follow', source: null }), { is: 'ignored', what: 'follow_without_source' }],
    ['a time before 1970', text({ timestamp: -5 }), { sentAt: null }],
    ['a type that is no text', text({ type: 7 }), { is: 'ignored', what: 'malformed_event' }],
  ];
  test.each(odd)('%s', (_what, event, expected) => expect(parsed({ events: [event] })).toMatchObject([expected]));

  test('what is no event is counted and left alone', () => {
    expect(parsed({ events: [null, 'x', [], {}] })).toMatchObject(
      Array.from({ length: 4 }, () => ({ is: 'ignored', what: 'malformed_event' })),
    );
  });
  test('a text named __proto__ stays a text', () => {
    const body =
      '{"events":[{"type":"message","__proto__":{"mode":"standby"},"webhookEventId":"1","source":{"userId":"U01"},"message":{"id":"1","type":"text","text":"__proto__"}}]}';
    expect(parse(post(body), settings, NOW)).toMatchObject([{ is: 'message', content: { type: 'text', text: '__proto__' } }]);
  });
  test('an event nested too deep to be kept is read without being kept', () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const body = `{"events":[{"type":"message","source":{"userId":"U01"},"message":{"id":"1","type":"text","text":"hi","odd":${deep}}}]}`;
    expect(parse(post(body), settings, NOW)).toMatchObject([{ is: 'message', content: { type: 'text', text: 'hi' }, raw: null }]);
    const nameless = parse(post(`{"events":[{"type":"follow","odd":${deep}}]}`), settings, NOW);
    expect(nameless).toMatchObject([{ is: 'ignored', raw: null }]);
  });
  test('any event whatever is one event of ours', () => {
    const event = fc.oneof(
      fc.jsonValue(),
      fc.record({
        type: fc.constantFrom('message', 'postback', 'follow', 'unsend', 'messageEdited', 'beacon', 'module'),
        source: fc.jsonValue(),
        message: fc.jsonValue(),
        postback: fc.jsonValue(),
        timestamp: fc.jsonValue(),
      }),
    );
    fc.assert(fc.property(fc.array(event, { maxLength: 4 }), (events) => expect(parsed({ events })).toHaveLength(events.length)));
  });
  test('any text comes through unchanged', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (words) => {
        expect(parsed({ events: [text({ message: { id: '1', type: 'text', text: words } })] })).toMatchObject([
          { content: { type: 'text', text: words } },
        ]);
      }),
    );
  });
});

/** What each type of event and of message in the real payloads must become; in mode `standby` everything is ignored. */
const EXPECTED: Readonly<Record<string, string>> = {
  'message:text': 'message:text',
  'message:image': 'message:image',
  'message:video': 'message:video',
  'message:audio': 'message:audio',
  'message:file': 'message:file',
  'message:location': 'message:location',
  'message:sticker': 'message:sticker',
  // Its source is of an unknown kind too and names nobody.
  'message:unknownunknownuknown': 'ignored',
  unsend: 'revoke',
  messageEdited: 'edit',
  follow: 'notice:followed',
  unfollow: 'notice:unfollowed',
  join: 'notice:joined',
  leave: 'notice:left',
  memberJoined: 'notice:member_joined',
  memberLeft: 'notice:member_left',
  postback: 'message:choice_reply',
  beacon: 'notice:other',
  accountLink: 'notice:other',
  videoPlayComplete: 'ignored',
  things: 'ignored',
  undefined: 'ignored',
  greatNewFeature: 'ignored',
};

describe('the real payloads', () => {
  const folder = join(process.env['PARLEY_FIXTURES'] ?? '', 'line');
  if (process.env['PARLEY_FIXTURES'] === undefined || !existsSync(folder)) {
    test.skip('were not run: PARLEY_FIXTURES does not name their folder', () => undefined);
    return;
  }
  const webhooks = readdirSync(folder).filter((file) => file.endsWith('.json') && !/^(sig_|linedoc_(err|res)_)/.test(file));

  test.each(webhooks)('every event of %s becomes what it is', (file) => {
    const body = read(join(folder, file)) as { events: { type: string; mode?: string; message?: { type: string } }[] };
    const labels = parsed(body).map((event) => {
      if (event.is === 'message') return `message:${event.content.type}`;
      return event.is === 'notice' ? `notice:${event.notice}` : event.is;
    });
    const expected = body.events.map((event) => {
      const kind = event.type === 'message' ? `message:${event.message?.type}` : event.type;
      return event.mode === 'standby' ? 'ignored' : EXPECTED[kind];
    });
    expect(labels).toEqual(expected);
  });
});
