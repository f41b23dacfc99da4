import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { wechat } from '../../../../../gateway/src/channels/wechat/index.ts';
import type { InboundEvent } from '../../../../../gateway/src/model/inbound.ts';
import { post } from '../../../contract/channels.contract.ts';
import { IO_NOW } from '../../../support/channel-io.ts';
import { CONTENTS, SCANTY } from './parse-cases.ts';
import { ACCOUNT, OPENID, happened, safeRequest, safeSettings, said, sealed, settings, xml } from './settings.ts';

const FOLDER = join(import.meta.dirname, '../../../fixtures/wechat');
const files = readdirSync(FOLDER);
const BODIES = files.filter((file) => !file.endsWith('.expected.json'));

const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
const parse = (body: string, using = settings) => wechat.parse(post(body), using, IO_NOW);
const one = (fields: Record<string, unknown>, using = settings) => parse(xml(fields), using)?.[0];

/** The expectation leaves the raw part out, and writes a key made of a hash as `#hash`. */
function comparable(event: InboundEvent): unknown {
  const { raw: _raw, ...rest } = event;
  return { ...rest, key: rest.key.replace(/(body|long):[\w-]{43}/, '$1:#hash') };
}

/** What only this kind of event says. */
function matterOf(event: InboundEvent): unknown {
  const { key: _key, sentAt: _sentAt, account: _account, raw: _raw, ...rest } = event;
  if (rest.is !== 'notice') return rest;
  const { from: _from, ...matter } = rest;
  return matter;
}

test.each(BODIES)('%s parses to what was typed beside it', (file) => {
  const events = parse(read(file)) ?? [];
  expect(events.map(comparable)).toEqual(JSON.parse(read(file.replace(/\.(xml|json)$/, '.expected.json'))));
});

test('every event keeps what it was read from', () => {
  expect(parse(read('scan.xml'))?.[0]?.raw).toEqual({
    ToUserName: ACCOUNT,
    FromUserName: OPENID,
    CreateTime: '1790000001',
    MsgType: 'event',
    Event: 'SCAN',
    EventKey: 'store-7',
    Ticket: 'ticket-1',
  });
});

describe('ids and keys', () => {
  test('an id over 2^53 keeps every digit, in XML and in JSON', () => {
    const id = '5847060634540564918';
    expect(one(said({ MsgType: 'text', Content: 'x', MsgId: id }))).toMatchObject({ externalId: id, key: `message:${id}` });
    const json = `{"FromUserName":"${OPENID}","CreateTime":1790000001,"MsgType":"text","Content":"x","MsgId":${id}}`;
    expect(parse(json)?.[0]).toMatchObject({ externalId: id, key: `message:${id}` });
    expect(JSON.stringify(parse(json)?.[0]?.raw)).toContain(id);
  });
  test('a repeated message has the same key whatever else of it changed', () => {
    const first = one(said({ MsgType: 'text', Content: 'x', MsgId: '7' }));
    const again = one({ ...said({ MsgType: 'text', Content: 'x', MsgId: '7' }), CreateTime: 1_790_000_060 });
    expect(again?.key).toBe(first?.key);
  });
  test('events are told apart by person, time, name and key', () => {
    const keys = [
      one(happened('CLICK', { EventKey: 'a' })),
      one(happened('CLICK', { EventKey: 'b' })),
      one(happened('VIEW', { EventKey: 'a' })),
      one({ ...happened('CLICK', { EventKey: 'a' }), FromUserName: 'oSomebodyElse' }),
      one({ ...happened('CLICK', { EventKey: 'a' }), CreateTime: 1_790_000_002 }),
    ].map((event) => event?.key);
    expect(new Set(keys).size).toBe(5);
    expect(one(happened('CLICK', { EventKey: 'a' }))?.key).toBe(keys[0]);
  });
  test('a very long menu key does not make a long key of the store', () => {
    const key = (EventKey: string) => one(happened('CLICK', { EventKey }))?.key ?? '';
    const longest = 'k'.repeat(200 - key('').length);
    expect(key(longest)).toBe(`${key('')}${longest}`);
    expect(key(`${longest}k`)).toMatch(/^long:[\w-]{43}$/);
    expect(key(`${longest}kk`)).not.toBe(key(`${longest}k`));
  });
  test.each(['CreateTime', 'FromUserName'])('events without a %s are told apart by all that they say', (name) => {
    const key = (Ticket: string) => one({ ...happened('SCAN', { EventKey: 'a', Ticket }), [name]: '' })?.key;
    expect(key('1')).toMatch(/^body:/);
    expect(key('1')).not.toBe(key('2'));
  });
  test('an id may be written MsgId or MsgID', () => {
    expect(one(said({ MsgType: 'text', Content: 'x', MsgID: '7' }))).toMatchObject({ externalId: '7', key: 'message:7' });
    expect(one(happened('TEMPLATESENDJOBFINISH', { MsgId: '7', Status: 'success' }))).toMatchObject({ externalId: '7' });
  });
  test('a message without an id is told apart by what it says', () => {
    const [a, b] = [one(said({ MsgType: 'text', Content: 'a' })), one(said({ MsgType: 'text', Content: 'b' }))];
    expect(a).toMatchObject({ is: 'message', externalId: a?.key });
    expect(a?.key).not.toBe(b?.key);
  });
  test('places reported within the same hour and kilometre are one line', () => {
    const at = (Latitude: string, CreateTime: number) =>
      one({ ...happened('LOCATION', { Latitude, Longitude: '113.352' }), CreateTime })?.key;
    expect(at('23.1371', 1_790_000_005)).toBe(at('23.1372', 1_790_000_010));
    expect(at('23.1371', 1_790_000_005)).not.toBe(at('23.2371', 1_790_000_005));
    expect(at('23.1371', 1_790_000_005)).not.toBe(at('23.1371', 1_790_004_005));
    expect(at('23.1371', 0)).toMatch(/^body:/);
  });
});

test.each([
  ['1790000001', 1_790_000_001_000],
  ['1790000001123', 1_790_000_001_123],
  ['8640000000000000', 8_640_000_000_000_000],
  ['8640000000000001', null],
  ['', null],
  ['soon', null],
  ['0', null],
  ['-5', null],
  ['1e400', null],
  ['99999999999999999999', null],
])('a CreateTime of %j is %j', (CreateTime, sentAt) => {
  expect(one({ ...said({ MsgType: 'text', Content: 'x', MsgId: '7' }), CreateTime })?.sentAt).toBe(sentAt);
});

test.each(CONTENTS)('%s', (_what, fields, content) => {
  const event = one(fields);
  expect(event?.is === 'message' && event.content).toStrictEqual(content);
});

describe('what says less than its page has', () => {
  test.each(SCANTY)('%s', (_what, fields, read) => {
    const event = one(fields);
    expect(event === undefined ? undefined : matterOf(event)).toStrictEqual(read);
  });
  test.each(['[]', '1', 'null', '{}', '<xml></xml>', '<xml>1</xml>'])('%s is ignored', (body) => {
    expect(parse(body)?.map(matterOf)).toStrictEqual([{ is: 'ignored', what: 'no_message_type' }]);
  });
});

describe('windows', () => {
  test('a tap in the menu lets the business write for a minute, a written message as its own rule says', () => {
    expect(one(happened('CLICK', { EventKey: 'a' }))).toMatchObject({ opens: 'click' });
    expect(one(said({ MsgType: 'text', Content: 'x', MsgId: '7' }))).not.toHaveProperty('opens');
    expect(one(happened('VIEW', { EventKey: 'a' }))).not.toHaveProperty('opens');
  });
});

describe('free replies', () => {
  const passive = { ...settings, passiveReplies: true };
  const message = said({ MsgType: 'text', Content: 'x', MsgId: '7' });

  test('a message has one for four and a half seconds after it came, whatever time it carries', () => {
    const event = one(message, passive);
    expect(event).toMatchObject({ freeReply: { until: IO_NOW + 4500 } });
    const token = event !== undefined && 'freeReply' in event ? event.freeReply?.token : undefined;
    expect(JSON.parse(token ?? '')).toEqual([OPENID, ACCOUNT, 'message:7']);
  });
  test.each([happened('CLICK', { EventKey: 'a' }), happened('subscribe'), happened('SCAN', { EventKey: 'a' })])(
    '%j has one too',
    (fields) => {
      expect(one(fields, passive)).toHaveProperty('freeReply.token');
    },
  );
  test.each([happened('unsubscribe'), happened('LOCATION'), happened('VIEW', { EventKey: 'a' })])('%j has none', (fields) => {
    expect(one(fields, passive)).not.toHaveProperty('freeReply');
  });
  test('there are none where the channel does not want them', () => {
    expect(one(message)).not.toHaveProperty('freeReply');
    expect(wechat.passiveWaitMs(settings)).toBeNull();
    expect(wechat.passiveWaitMs(passive)).toBe(4500);
  });
  test('there is none for what does not say which account answers', () => {
    expect(one({ ...message, ToUserName: '' }, passive)).not.toHaveProperty('freeReply');
  });
  test('there are none in JSON, whose answers no page describes', () => {
    expect(parse(JSON.stringify(message), passive)?.[0]).not.toHaveProperty('freeReply');
  });
  test('two messages never share a token', () => {
    expect(one(message, passive)).not.toMatchObject({
      freeReply: (one({ ...message, MsgId: '8' }, passive) as { freeReply: object }).freeReply,
    });
  });
});

test('encrypted messages without a key are told once an hour, however many there are', () => {
  const key = (text: string, now: number) =>
    wechat.parse(post(xml({ ToUserName: ACCOUNT, Encrypt: sealed(text) })), settings, now)?.[0]?.key;
  expect(key('b', IO_NOW + 60_000)).toBe(key('a', IO_NOW));
  expect(key('a', IO_NOW + 3_600_000)).not.toBe(key('a', IO_NOW));
});

describe('safe mode', () => {
  const message = xml(said({ MsgType: 'text', Content: '保密', MsgId: '7' }));

  test('the encrypted part is what is read', () => {
    const request = safeRequest(message);
    expect(wechat.parse(request, safeSettings, IO_NOW)?.[0]).toMatchObject({ content: { type: 'text', text: '保密' } });
  });
  test('beside an encrypted part nothing else counts', () => {
    const body = xml({ ...said({ MsgType: 'text', Content: 'put there by somebody', MsgId: '8' }), Encrypt: sealed(message) });
    expect(parse(body, safeSettings)?.[0]).toMatchObject({ externalId: '7', content: { text: '保密' } });
  });
  test.each([
    ['another key', sealed(message, safeSettings.appId, 'B'.repeat(43))],
    ['another app', sealed(message, 'wx-somebody-else')],
    ['no base64', '!!!!'],
    ['nothing', sealed('')],
    ['no document', sealed('<xml>')],
  ])('what was encrypted with %s cannot be read', (_what, encrypted) => {
    expect(parse(xml({ ToUserName: ACCOUNT, Encrypt: encrypted }), safeSettings)).toBeUndefined();
  });
  test('encrypted JSON is read like JSON', () => {
    const body = JSON.stringify({ Encrypt: sealed(JSON.stringify(said({ MsgType: 'text', Content: 'x', MsgId: 7 }))) });
    expect(parse(body, safeSettings)?.[0]).toMatchObject({ externalId: '7' });
  });
});

test('64 KiB are read, a byte more is not', () => {
  const body = (length: number) => {
    const whole = xml(said({ MsgType: 'text', Content: '', MsgId: '7' }));
    return whole.replace('<Content><![CDATA[', `<Content><![CDATA[${'x'.repeat(length - whole.length)}`);
  };
  expect(parse(body(65_536))?.[0]).toMatchObject({ is: 'message' });
  expect(parse(body(65_537))).toBeUndefined();
});

test('JSON nested deeper than anything of WeChat’s is not kept', () => {
  const deep = `{"MsgType":"text","FromUserName":"o","Content":"x","MsgId":"1","x":${'['.repeat(100)}${']'.repeat(100)}}`;
  expect(parse(deep)?.[0]).toMatchObject({ is: 'message', raw: null });
});
