import { wechat } from '../../../../../gateway/src/channels/wechat/index.ts';
import { apiUrl, withoutSecrets } from '../../../../../gateway/src/channels/wechat/settings.ts';
import { ACCESS_TOKEN, safeSettings, settings } from './settings.ts';

const parse = (more: object) => wechat.settings.safeParse({ ...settings, ...more });
const meta = (name: string) => wechat.settings.shape[name]?.meta() ?? {};

test('secrets are named as such, and everything has a label', () => {
  const names = Object.keys(wechat.settings.shape);
  expect(names).toEqual(['appId', 'appSecret', 'token', 'encodingAesKey', 'passiveReplies', 'apiBaseUrl']);
  expect(names.filter((name) => meta(name)['secret'] === true)).toEqual(['appSecret', 'token', 'encodingAesKey']);
  expect(names.filter((name) => typeof meta(name)['label'] !== 'string')).toEqual([]);
});

test.each([{}, { encodingAesKey: safeSettings.encodingAesKey }, { passiveReplies: true }, { apiBaseUrl: 'http://127.0.0.1:9001' }])(
  '%j is taken',
  (more) => {
    expect(parse(more).success).toBe(true);
  },
);

test.each([
  { appId: '' },
  { appSecret: ' ' },
  { token: '' },
  { encodingAesKey: 'short' },
  { encodingAesKey: `${'A'.repeat(42)}=` },
  { encodingAesKey: 'A'.repeat(44) },
  { passiveReplies: 'yes' },
  { apiBaseUrl: 'ftp://a.example' },
  { apiBaseUrl: 'not a url' },
  { surprise: 1 },
])('%j is refused', (more) => expect(parse(more).success).toBe(false));

test('addresses', () => {
  expect(apiUrl(settings, '/a', { access_token: 'a+b/c=', x: '1' })).toBe('https://api.weixin.qq.com/a?access_token=a%2Bb%2Fc%3D&x=1');
  expect(apiUrl({ ...settings, apiBaseUrl: 'http://127.0.0.1:9001//' }, '/a')).toBe('http://127.0.0.1:9001/a');
});

test('secrets are taken out, also as they stand in an address', () => {
  const text = `${safeSettings.appSecret} ${safeSettings.token} ${safeSettings.encodingAesKey} ${ACCESS_TOKEN} ${encodeURIComponent(ACCESS_TOKEN)}`;
  expect(withoutSecrets(text, safeSettings, ACCESS_TOKEN)).toBe('[secret] [secret] [secret] [secret] [secret]');
  expect(withoutSecrets('nothing of it', { ...settings, token: '' })).toBe('nothing of it');
});

test('the window: five in 48 hours, three in a minute after a click, any number after a payment', () => {
  expect(wechat.capabilities.window).toEqual({
    hours: 48,
    after: 'template',
    messages: 5,
    openings: { click: { minutes: 1, messages: 3 }, payment: { minutes: 2880, messages: null } },
  });
});

test('the acknowledgement is the word that WeChat wants', () => expect(wechat.acknowledgement.body).toBe('success'));
