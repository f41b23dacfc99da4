import { whatsappCloud } from '../../../../../gateway/src/channels/whatsapp/index.ts';
import { graphUrl, withoutSecrets } from '../../../../../gateway/src/channels/whatsapp/settings.ts';
import { settings } from './settings.ts';

const { graphVersion: _version, ...needed } = settings;
const parse = (value: object) => whatsappCloud.settings.safeParse(value);

test('the version has a default, the stand-in address is optional', () => {
  expect(parse(needed).data).toEqual({ ...needed, graphVersion: 'v25.0' });
  expect(parse({ ...needed, apiBaseUrl: 'http://127.0.0.1:9999/graph' }).success).toBe(true);
});

test.each([
  ['accessToken', 'has space'],
  ['accessToken', 'line\nbreak'],
  ['appSecret', ''],
  ['phoneNumberId', '../me'],
  ['businessAccountId', ''],
  ['graphVersion', '25'],
  ['graphVersion', 'v25.0/../me'],
  ['apiBaseUrl', 'ftp://x.example'],
  ['apiBaseUrl', 'not an address'],
  ['nonsense', 'x'],
])('%s may not be %j', (field, value) => {
  expect(parse({ ...settings, [field]: value }).success).toBe(false);
});

test('three fields are secrets, every field has a label', () => {
  const meta = Object.entries(whatsappCloud.settings.shape).map(([name, schema]) => [name, schema.meta()] as const);
  expect(meta.filter(([, about]) => about?.['secret'] === true).map(([name]) => name)).toEqual(['accessToken', 'appSecret', 'verifyToken']);
  expect(meta.filter(([, about]) => typeof about?.['label'] !== 'string')).toEqual([]);
});

test('an address is made of escaped segments, with or without a stand-in', () => {
  expect(graphUrl(settings, ['1', 'messages'])).toBe('https://graph.facebook.com/v25.0/1/messages');
  expect(graphUrl({ ...settings, apiBaseUrl: 'http://127.0.0.1:9/g/' }, ['a/b'], { q: 'x y' })).toBe(
    'http://127.0.0.1:9/g/v25.0/a%2Fb?q=x+y',
  );
});

test('a channel answers for its number and its account, and Meta proves itself with the app secret', () => {
  expect(whatsappCloud.accountsOf?.(settings)).toEqual(['555000111222', '555999888777']);
  expect(whatsappCloud.callbackSecretOf?.(settings)).toBe(settings.appSecret);
});

test('a sentence is kept without its secrets', () => {
  expect(withoutSecrets(`Malformed access token ${settings.accessToken}!`, settings)).toBe('Malformed access token [secret]!');
  expect(withoutSecrets('x'.repeat(900), settings)).toHaveLength(500);
});
