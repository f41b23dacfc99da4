import { whatsappTwilio } from '../../../../../gateway/src/channels/twilio/index.ts';
import { basicAuth, twilioUrl, withoutSecrets } from '../../../../../gateway/src/channels/twilio/settings.ts';
import { BASIC, settings } from './settings.ts';

const parse = (value: object) => whatsappTwilio.settings.safeParse(value);

test('account, token and sender are needed, the rest is optional', () => {
  expect(parse(settings).data).toEqual(settings);
  const all = { ...settings, messagingServiceSid: 'MG555', apiBaseUrl: 'http://127.0.0.1:9999/twilio' };
  expect(parse(all).data).toEqual(all);
  expect(parse({ ...settings, from: '  whatsapp:+15550001111 ' }).data).toEqual(settings);
});

test.each([
  ['accountSid', 'SK555'],
  ['accountSid', 'AC/../x'],
  ['accountSid', ''],
  ['authToken', ''],
  ['authToken', 'has space'],
  ['authToken', 'line\nbreak'],
  ['from', '+15550001111'],
  ['from', 'whatsapp:15550001111'],
  ['from', 'whatsapp:+1 555 000'],
  ['messagingServiceSid', 'AC555'],
  ['apiBaseUrl', 'ftp://x.example'],
  ['apiBaseUrl', 'not an address'],
  ['nonsense', 'x'],
])('%s may not be %j', (field, value) => {
  expect(parse({ ...settings, [field]: value }).success).toBe(false);
});

test('one field is a secret, every field has a label', () => {
  const meta = Object.entries(whatsappTwilio.settings.shape).map(([name, schema]) => [name, schema.meta()] as const);
  expect(meta.filter(([, about]) => about?.['secret'] === true).map(([name]) => name)).toEqual(['authToken']);
  expect(meta.filter(([, about]) => typeof about?.['label'] !== 'string')).toEqual([]);
});

test('an address is made of escaped segments, on the right host or on the stand-in', () => {
  expect(twilioUrl(settings, 'api', ['2010-04-01', 'a/b'])).toBe('https://api.twilio.com/2010-04-01/a%2Fb');
  expect(twilioUrl(settings, 'content', ['v1'], { q: 'x y' })).toBe('https://content.twilio.com/v1?q=x+y');
  expect(twilioUrl(settings, 'messaging', ['v2'], 'Page=1&PageToken=a%3D')).toBe('https://messaging.twilio.com/v2?Page=1&PageToken=a%3D');
  for (const host of ['api', 'content', 'messaging'] as const) {
    expect(twilioUrl({ ...settings, apiBaseUrl: 'http://127.0.0.1:9/t/' }, host, ['v1'])).toBe('http://127.0.0.1:9/t/v1');
  }
});

test('a sentence is kept without the token in any of its forms', () => {
  expect(basicAuth(settings)).toEqual({ authorization: BASIC });
  expect(withoutSecrets(`Bad ${BASIC} and ${settings.authToken}!`, settings)).toBe('Bad Basic [secret] and [secret]!');
  expect(withoutSecrets('x'.repeat(900), settings)).toHaveLength(500);
});
