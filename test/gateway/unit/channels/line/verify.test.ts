import { createHmac } from 'node:crypto';
import { validateSignature } from '@line/bot-sdk';
import fc from 'fast-check';
import type { LineSettings } from '../../../../../gateway/src/channels/line/settings.ts';
import { verify } from '../../../../../gateway/src/channels/line/verify.ts';

const SECRET = 'a-channel-secret';
const body = Buffer.from('{"destination":"U01","events":[],"text":"\\ud83e\\udd28 🤨"}');

function verdict(signature: string | undefined, over: Buffer = body, channelSecret = SECRET) {
  const headers = { 'x-line-signature': signature };
  const settings = { channelSecret, channelAccessToken: 'a-token' };
  return judge(headers, over, settings).is;
}

function judge(headers: Readonly<Record<string, string | undefined>>, over: Buffer, settings: LineSettings) {
  return verify({ method: 'POST', url: 'https://parley.example/webhooks/chn_1', query: {}, headers, body: over }, settings);
}

const sign = (over: Buffer, secret = SECRET) => createHmac('sha256', secret).update(over).digest('base64');

test('a signature is right whenever LINE’s own SDK would make it', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.string({ minLength: 1 }), (bytes, secret) => {
      const over = Buffer.from(bytes);
      const signature = sign(over, secret);
      return verdict(signature, over, secret) === 'genuine' && validateSignature(over, secret, signature);
    }),
  );
});
test('what the SDK refuses is refused', () => {
  fc.assert(fc.property(fc.base64String(), (value) => validateSignature(body, SECRET, value) || verdict(value) === 'forged'));
});
test.each([
  ['absent', undefined],
  ['empty', ''],
  ['without its padding, which the SDK would take', sign(body).slice(0, -1)],
  ['with a line break, which the SDK would take', `${sign(body)}\n`],
  ['in hex', createHmac('sha256', SECRET).update(body).digest('hex')],
  ['of SHA-1', createHmac('sha1', SECRET).update(body).digest('base64')],
  ['over other bytes', sign(Buffer.from(JSON.stringify(JSON.parse(body.toString()))))],
])('a signature %s is forged', (_what, signature) => expect(verdict(signature)).toBe('forged'));
test('nothing is genuine without a channel secret', () =>
  expect(verdict(createHmac('sha256', '').update(body).digest('base64'), body, '')).toBe('forged'));
test.each([
  ['the channel has no channel secret', '', sign(body)],
  ['the request has no x-line-signature', SECRET, undefined],
  ['the request has no x-line-signature', SECRET, ''],
  ['x-line-signature does not fit the body', SECRET, sign(body, 'another secret')],
])('a forged one says that %s', (why, channelSecret, signature) =>
  expect(judge({ 'x-line-signature': signature }, body, { channelSecret, channelAccessToken: 'a-token' })).toEqual({ is: 'forged', why }),
);
