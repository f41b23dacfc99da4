import { wechat } from '../../../../../gateway/src/channels/wechat/index.ts';
import type { RawRequest } from '../../../../../gateway/src/channels/channel.ts';
import { get, post } from '../../../contract/channels.contract.ts';
import { IO_NOW } from '../../../support/channel-io.ts';
import { ACCOUNT, SECONDS, plainQuery, safeQuery, safeRequest, safeSettings, said, sealed, settings, xml } from './settings.ts';

const message = xml(said({ MsgType: 'text', Content: '在吗', MsgId: '7' }));
const judge = (request: RawRequest, using = settings, now = IO_NOW) => wechat.verify(request, using, now);
/** A plain request with this query; what is undefined is not in it. */
const plain = (query: Readonly<Record<string, string | undefined>> = plainQuery()) =>
  post(message, {}, Object.fromEntries(Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))));

describe('plain mode', () => {
  test('signature over token, timestamp and nonce', () => expect(judge(plain())).toEqual({ is: 'genuine' }));
  test.each(['signature', 'timestamp', 'nonce'])('without %s it is forged', (name) => {
    const { [name]: _gone, ...query } = plainQuery();
    expect(judge(plain(query)).is).toBe('forged');
  });
  test('an upper-case signature is none of WeChat’s', () => {
    const query = plainQuery();
    expect(judge(plain({ ...query, signature: query['signature']?.toUpperCase() ?? '' })).is).toBe('forged');
  });
  test('the same request again is genuine: WeChat repeats what was not answered', () => {
    const request = plain();
    expect([judge(request).is, judge(request, settings, IO_NOW + 10_000).is]).toEqual(['genuine', 'genuine']);
  });
});

describe('safe and compatible mode', () => {
  const encrypted = sealed(message);

  test('msg_signature over the encrypted part', () => expect(judge(safeRequest(message), safeSettings)).toEqual({ is: 'genuine' }));
  test('the plain fields of the compatible mode are allowed beside it', () => {
    const body = xml({ ...said({ MsgType: 'text', Content: '在吗', MsgId: '7' }), Encrypt: encrypted });
    expect(judge(post(body, {}, safeQuery(encrypted)), safeSettings)).toEqual({ is: 'genuine' });
  });
  test('JSON as well', () => {
    const body = JSON.stringify({ ToUserName: ACCOUNT, Encrypt: encrypted });
    expect(judge(post(body, {}, safeQuery(encrypted)), safeSettings)).toEqual({ is: 'genuine' });
  });
  test('an unencrypted request is forged, however well it is signed', () => {
    expect(judge(plain(), safeSettings).is).toBe('forged');
    expect(judge(post(message, {}, safeQuery(encrypted)), safeSettings).is).toBe('forged');
  });
  test('the plain signature does not stand in for msg_signature', () => {
    const { msg_signature: _gone, ...query } = safeQuery(encrypted);
    const body = xml({ Encrypt: encrypted });
    expect(judge(post(body, {}, query), safeSettings).is).toBe('forged');
    expect(judge(post(body, {}, { ...query, msg_signature: query['signature'] ?? '' }), safeSettings).is).toBe('forged');
  });
  test('a plain body is forged with the plain signature as msg_signature, which anybody has who saw a plain request', () => {
    const { signature = '', ...query } = plainQuery();
    expect(judge(post(message, {}, { ...query, msg_signature: signature }), safeSettings)).toEqual({
      is: 'forged',
      why: 'the request has no encrypted part, but the channel has an EncodingAESKey',
    });
  });
  test.each([
    ['another AppID', sealed(message, 'wx-another')],
    ['another key', sealed(message, safeSettings.appId, 'C'.repeat(43))],
    ['half a block', encrypted.slice(0, 20)],
    ['nothing that is base64', '%%%'],
  ])('a part with %s is forged, however well it is signed', (_what, part) => {
    expect(judge(post(xml({ Encrypt: part }), {}, safeQuery(part)), safeSettings)).toEqual({
      is: 'forged',
      why: 'the encrypted part does not open with the EncodingAESKey and AppID',
    });
  });
  test('a body over 64 KiB is not even read', () => {
    const body = xml({ Encrypt: encrypted, Padding: 'x'.repeat(65_536) });
    expect(judge(post(body, {}, safeQuery(encrypted)), safeSettings).is).toBe('forged');
  });
  test.each([
    ['elements', `<xml>${'<a/>'.repeat(16_000)}</xml>`],
    ['entities', `<xml>${'&#65;'.repeat(13_000)}</xml>`],
    ['levels', '<a>'.repeat(21_000)],
    ['brackets', '['.repeat(65_000)],
  ])('a hostile body of %s that nobody signed costs less than 50 ms', (_what, body) => {
    const runs = [1, 2, 3].map(() => {
      const startedAt = performance.now();
      expect(judge(post(body, {}, safeQuery('x')), safeSettings).is).toBe('forged');
      return performance.now() - startedAt;
    });
    expect(Math.min(...runs)).toBeLessThan(50);
  });
});

test.each([
  ['the channel has no token', plain(), { ...settings, token: '' }],
  ['the request has no timestamp or no nonce', plain({ ...plainQuery(), timestamp: undefined }), settings],
  ['the request has no timestamp or no nonce', plain({ ...plainQuery(), nonce: undefined }), settings],
  ['the request has no signature', plain({ ...plainQuery(), signature: undefined }), settings],
  ['signature does not fit the token', plain({ ...plainQuery(), signature: '' }), settings],
  ['the request is older or newer than 5 minutes', plain(plainQuery('1')), settings],
  ['the request has no msg_signature, but the channel has an EncodingAESKey', plain(), safeSettings],
  ['the request is neither XML nor JSON, or too large', post('neither', {}, safeQuery('x')), safeSettings],
  ['msg_signature does not fit the encrypted part', post(xml({ Encrypt: 'x' }), {}, safeQuery('y')), safeSettings],
])('a forged request says why: %s', (why, request, using) => expect(judge(request, using)).toEqual({ is: 'forged', why }));

describe('time', () => {
  const at = (seconds: number) => judge(plain(plainQuery(String(seconds)))).is;

  test('five minutes to either side are taken, a second more is not', () => {
    expect([at(SECONDS - 300), at(SECONDS + 300)]).toEqual(['genuine', 'genuine']);
    expect([at(SECONDS - 301), at(SECONDS + 301)]).toEqual(['forged', 'forged']);
  });
  test('a captured request is worth nothing an hour later', () => {
    expect(judge(safeRequest(message), safeSettings, IO_NOW + 3_600_000).is).toBe('forged');
  });
  test.each(['', 'now', '1e9', '-1', '0x6ab', ` ${SECONDS}`, `${SECONDS} `, `${SECONDS}.0`, `+${SECONDS}`, '99999999999999999999'])(
    'a timestamp of %j is none',
    (timestamp) => {
      expect(judge(plain(plainQuery(timestamp))).is).toBe('forged');
    },
  );
});

describe('handshake', () => {
  const query: Record<string, string> = { ...plainQuery(), echostr: '4375120948345356249' };

  test('echostr comes back as it was, in safe mode too', () => {
    for (const using of [settings, safeSettings]) {
      expect(wechat.handshake(get(query), using)).toEqual({
        status: 200,
        contentType: 'text/plain; charset=utf-8',
        body: '4375120948345356249',
      });
    }
  });
  test.each(['signature', 'timestamp', 'nonce'])('without %s it is refused and nothing comes back', (name) => {
    const { [name]: _gone, ...rest } = query;
    expect(wechat.handshake(get(rest), settings)).toEqual({
      status: 403,
      contentType: 'text/plain; charset=utf-8',
      body: 'The signature does not fit the token of this channel.',
    });
  });
  test('a channel without a token refuses, also what is signed with none', () => {
    for (const signed of [query, { ...query, ...plainQuery(undefined, '') }])
      expect(wechat.handshake(get(signed), { ...settings, token: '' })?.status).toBe(403);
  });
});
