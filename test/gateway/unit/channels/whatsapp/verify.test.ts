import { createHmac } from 'node:crypto';
import { WhatsAppAPI } from 'whatsapp-api-js';
import { whatsappCloud } from '../../../../../gateway/src/channels/whatsapp/index.ts';
import { get, post } from '../../../contract/channels.contract.ts';
import { settings } from './settings.ts';

const sign = (body: string, algorithm = 'sha256') => createHmac(algorithm, settings.appSecret).update(body).digest('hex');
const judge = (body: string | Buffer, headers: Record<string, string>) => whatsappCloud.verify(post(body, headers), settings, 0).is;

const BODY = '{"name":"みどりいろ 👍","path":"image\\/jpeg"}';
const ESCAPED = '{"name":"\\u307f\\u3069\\u308a\\u3044\\u308d \\ud83d\\udc4d","path":"image\\/jpeg"}';

test('the raw bytes are believed as they are', () => {
  expect(judge(BODY, { 'X-Hub-Signature-256': `sha256=${sign(BODY)}` })).toBe('genuine');
});

test("Meta's escaped form of the same body is believed, and whatsapp-api-js agrees", async () => {
  expect(judge(BODY, { 'X-Hub-Signature-256': `sha256=${sign(ESCAPED)}` })).toBe('genuine');
  const api = new WhatsAppAPI({ token: 'x', appSecret: settings.appSecret, v: 'v25.0' });
  expect(await api.verifyRequestSignature(BODY, `sha256=${sign(ESCAPED)}`)).toBe(true);
});

test('upper-case escapes are not what Meta signs', () => {
  expect(judge(BODY, { 'X-Hub-Signature-256': `sha256=${sign(ESCAPED.replaceAll('\\u307f', '\\u307F'))}` })).toBe('forged');
});

test('the SHA-1 header alone is never enough', () => {
  expect(judge(BODY, { 'X-Hub-Signature': `sha1=${sign(BODY, 'sha1')}` })).toBe('forged');
  expect(judge(BODY, { 'X-Hub-Signature-256': `sha1=${sign(BODY, 'sha1')}` })).toBe('forged');
});

test('a body that is no UTF-8 is judged by its bytes', () => {
  const body = Buffer.from([0x7b, 0xff, 0xfe, 0x7d]);
  const digest = createHmac('sha256', settings.appSecret).update(body).digest('hex');
  expect(judge(body, { 'X-Hub-Signature-256': `sha256=${digest}` })).toBe('genuine');
});

test('a handshake that is incomplete, or of another mode, is refused', () => {
  const query = { 'hub.mode': 'subscribe', 'hub.verify_token': settings.verifyToken, 'hub.challenge': '1' };
  const status = (changed: Record<string, string | undefined>) => {
    const kept = Object.entries({ ...query, ...changed }).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
    return whatsappCloud.handshake(get(Object.fromEntries(kept)), settings)?.status;
  };
  expect(status({})).toBe(200);
  expect(status({ 'hub.mode': 'unsubscribe' })).toBe(403);
  expect(status({ 'hub.challenge': undefined })).toBe(403);
  expect(status({ 'hub.verify_token': undefined })).toBe(403);
  expect(status({ 'hub.verify_token': settings.verifyToken.slice(0, -1) })).toBe(403);
  expect(whatsappCloud.handshake(get({ ...query, 'hub.verify_token': '' }), { ...settings, verifyToken: '' })?.status).toBe(403);
});

test.each([
  ['a letter of two digits is escaped with zeros before it', 'é', '\\u00e9'],
  ['the last character of ASCII is escaped, though it is one', '\u007f', '\\u007f'],
  ['the one before it is not', '~é', '~\\u00e9'],
])('%s', (_what, letter, escaped) => {
  expect(judge(`"${letter}"`, { 'X-Hub-Signature-256': `sha256=${sign(`"${escaped}"`)}` })).toBe('genuine');
});

test.each([
  ['no app secret is set', { ...settings, appSecret: '' }, BODY, `sha256=${sign(BODY)}`],
  ['no X-Hub-Signature-256, or a malformed one', settings, BODY, undefined],
  ['no X-Hub-Signature-256, or a malformed one', settings, BODY, `sha256=${sign(BODY)}0`],
  ['no X-Hub-Signature-256, or a malformed one', settings, BODY, ` sha256=${sign(BODY)}`],
  ['the signature does not fit the body', settings, BODY, `sha256=${sign('another')}`],
  ['the signature does not fit the body', settings, '{}', `sha256=${sign('another')}`],
])('a forged request says why: %s', (why, using, body, signature) => {
  expect(whatsappCloud.verify(post(body, signature === undefined ? {} : { 'X-Hub-Signature-256': signature }), using, 0)).toEqual({
    is: 'forged',
    why,
  });
});

test('the check of the address is answered in plain text, and only where it comes as a GET', () => {
  const query = { 'hub.mode': 'subscribe', 'hub.verify_token': settings.verifyToken, 'hub.challenge': '<b>1</b>' };
  const asked = get(query);
  expect(whatsappCloud.handshake(asked, settings)).toEqual({ status: 200, contentType: 'text/plain', body: '<b>1</b>' });
  expect(whatsappCloud.handshake({ ...asked, query: { ...query, 'hub.verify_token': 'x' } }, settings)).toEqual({
    status: 403,
    contentType: 'text/plain',
    body: 'forbidden',
  });
  expect(whatsappCloud.handshake({ ...asked, method: 'POST' }, settings)).toBeUndefined();
});
