import fc from 'fast-check';
import { type ChannelUnderTest, type Signed, JSON_BODY, NOW, get, post } from './under-test.ts';

export function describeSignatures<S>(under: ChannelUnderTest<S>): void {
  const { channel, settings } = under;
  const { name, prefix } = under.signature;
  const place = under.signature.in === 'header' ? 'headers' : 'query';
  const body = (under.body ?? JSON_BODY).encode(under.ownExamples[0]);
  const signed = under.sign(body);
  const genuine = signed[place]?.[name] ?? '';
  const digest = genuine.slice(prefix.length);
  const verdict = (value: string | undefined, using = settings, over: Buffer = body) => judged(value, using, over).is;
  const judged = (value: string | undefined, using: S, over: Buffer) => {
    const { [name]: _genuine, ...others } = signed[place] ?? {};
    const changed: Signed = { ...signed, [place]: value === undefined ? others : { ...others, [name]: value } };
    return channel.verify(post(over, changed.headers, changed.query), using, NOW);
  };

  test('a genuine signature is believed', () => expect(verdict(genuine)).toBe('genuine'));
  test.each([
    ['no signature', undefined],
    ['an empty one', ''],
    ['a short one', `${prefix}ab`],
    ['only the prefix', prefix],
    ['one without its last character', genuine.slice(0, -1)],
    ['one with a character more', `${genuine}0`],
    ['one with another first character', `${prefix}${digest.startsWith('a') ? 'b' : 'a'}${digest.slice(1)}`],
    ['another prefix', `md5=${digest}`],
    ['two at once', `${genuine},${genuine}`],
    ['characters no digest has', `${prefix}${'é'.repeat(digest.length)}`],
  ])('%s is forged', (_what, value) => expect(verdict(value)).toBe('forged'));

  test('a signature made with another secret is forged', () => {
    expect(verdict(genuine, under.withSecret('another-secret-altogether'))).toBe('forged');
  });
  test('an unset secret makes everything forged', () => {
    expect(verdict(genuine, under.withSecret(''))).toBe('forged');
    expect(verdict(undefined, under.withSecret(''))).toBe('forged');
  });
  test('what is signed with an empty secret is forged where none is set, and says so', () => {
    const empty = under.sign(body, '')[place]?.[name];
    expect(empty).not.toBe(genuine);
    expect(judged(empty, under.withSecret(''), body)).toEqual({ is: 'forged', why: expect.stringMatching(/\bno\b.* (secret|token)\b/) });
  });
  const { spoil = (whole: Buffer) => Buffer.concat([whole, Buffer.from(' ')]) } = under;
  if (spoil !== null) {
    test('one changed byte of the body is forged', () => {
      expect(verdict(genuine, settings, spoil(body))).toBe('forged');
      expect(verdict(genuine, settings, Buffer.alloc(0))).toBe('forged');
    });
  }
  test('any signature whatever is judged without throwing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (value) => verdict(value) === 'forged'));
  });
}

export function describeHandshake<S>(under: ChannelUnderTest<S>): void {
  const { channel, settings, handshake } = under;
  if (handshake === null) {
    test('a GET is no handshake on this platform', () => expect(channel.handshake(get({}), settings)).toBeUndefined());
    return;
  }
  test("the platform's check is answered with what it sent", () => {
    expect(channel.handshake(get(handshake.genuine), settings)).toMatchObject({ status: 200, body: handshake.answer });
  });
  test('a check with a wrong token is refused and not repeated to the caller', () => {
    const reply = channel.handshake(get(handshake.wrong), settings);
    expect(reply?.status).toBe(403);
    expect(reply?.body).not.toContain(handshake.answer);
  });
  test('a GET without a check is none', () => expect(channel.handshake(get({}), settings)).toBeUndefined());
}
