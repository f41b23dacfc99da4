import { createHmac } from 'node:crypto';
import { facebook } from '../../../../../gateway/src/channels/facebook/index.ts';
import { post } from '../../../contract/channels.contract.ts';
import { settings } from './settings.ts';

const { graphVersion: _version, instagramAccountId: _instagram, ...needed } = settings;
const parse = (value: object) => facebook.settings.safeParse(value);

test('the version has a default, Instagram and the stand-in address are optional', () => {
  expect(parse(needed).data).toEqual({ ...needed, graphVersion: 'v25.0' });
  expect(parse({ ...settings, apiBaseUrl: 'http://127.0.0.1:9999/graph' }).success).toBe(true);
});

test.each([
  ['pageAccessToken', 'has space'],
  ['pageAccessToken', ''],
  ['appSecret', 'line\nbreak'],
  ['verifyToken', ''],
  ['pageId', '../me'],
  ['instagramAccountId', ''],
  ['graphVersion', 'v25.0/../me'],
  ['apiBaseUrl', 'ftp://x.example'],
  ['nonsense', 'x'],
])('%s may not be %j', (field, value) => {
  expect(parse({ ...settings, [field]: value }).success).toBe(false);
});

test('three fields are secrets, every field has a label', () => {
  const meta = Object.entries(facebook.settings.shape).map(([name, schema]) => [name, schema.meta()] as const);
  expect(meta.filter(([, about]) => about?.['secret'] === true).map(([name]) => name)).toEqual([
    'pageAccessToken',
    'appSecret',
    'verifyToken',
  ]);
  expect(meta.filter(([, about]) => typeof about?.['label'] !== 'string')).toEqual([]);
});

test('a channel answers for its Page and its Instagram account, and Meta proves itself with the app secret', () => {
  expect(facebook.accountsOf?.(settings)).toEqual(['555001000000001', '17840055500000001']);
  expect(facebook.accountsOf?.({ ...needed, graphVersion: 'v25.0' })).toEqual(['555001000000001']);
  expect(facebook.callbackSecretOf?.(settings)).toBe(settings.appSecret);
});

test('the raw body and its escaped form are believed, the SHA-1 header alone never', () => {
  const body = '{"object":"page","text":"Olá 👍"}';
  const escaped = '{"object":"page","text":"Ol\\u00e1 \\ud83d\\udc4d"}';
  const sign = (text: string, algorithm = 'sha256') => createHmac(algorithm, settings.appSecret).update(text).digest('hex');
  const judge = (headers: Record<string, string>) => facebook.verify(post(body, headers), settings, 0).is;
  expect(judge({ 'x-hub-signature-256': `sha256=${sign(body)}` })).toBe('genuine');
  expect(judge({ 'x-hub-signature-256': `sha256=${sign(escaped)}` })).toBe('genuine');
  expect(judge({ 'x-hub-signature': `sha1=${sign(body, 'sha1')}` })).toBe('forged');
});
