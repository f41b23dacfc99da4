import { createHash } from 'node:crypto';
import fc from 'fast-check';
import twilio from 'twilio';
import type { RawRequest } from '../../../../../gateway/src/channels/channel.ts';
import { whatsappTwilio } from '../../../../../gateway/src/channels/twilio/index.ts';
import { post } from '../../../contract/channels.contract.ts';
import { formOf, inbound, settings } from './settings.ts';

const ADDRESS = 'https://parley.example/webhooks/chn_1';
/** Twilio signs no time, so that any will do. */
const NOW = Date.UTC(2026, 10, 20, 12);

type Params = Record<string, string | string[]>;

/** A request at this address with this signature, given or made by the twilio package. */
function judge(url: string, params: Params, signature?: string, over?: string) {
  const made = signature ?? twilio.getExpectedTwilioSignature(settings.authToken, url, params);
  const request: RawRequest = { ...post(over ?? formOf(params), { 'X-Twilio-Signature': made }), url };
  return whatsappTwilio.verify(request, settings, NOW);
}

const signedFor = (url: string, params: Params) => twilio.getExpectedTwilioSignature(settings.authToken, url, params);
const text: Params = { AccountSid: settings.accountSid, Body: 'Olá & bem-vinda + 1', From: 'whatsapp:+15550100001', Empty: '' };

test.each([
  ['as Twilio called it', ADDRESS, ADDRESS],
  ['with the port that goes without saying', ADDRESS, 'https://parley.example:443/webhooks/chn_1'],
  ['without the port that goes without saying', 'https://parley.example:443/webhooks/chn_1', ADDRESS],
  ['over HTTP with its port', 'http://parley.example/webhooks/chn_1', 'http://parley.example:80/webhooks/chn_1'],
  ['with another port', 'https://parley.example:8443/webhooks/chn_1', 'https://parley.example:8443/webhooks/chn_1'],
  ['without another port', 'https://parley.example:8443/webhooks/chn_1', ADDRESS],
  ['with a name and a password', 'https://u:p@parley.example/webhooks/chn_1', 'https://u:p@parley.example:443/webhooks/chn_1'],
  ['as an IPv6 address', 'https://[2001:db8::1]/webhooks/chn_1', 'https://[2001:db8::1]:443/webhooks/chn_1'],
  ['with an apostrophe in its query', `${ADDRESS}?q=it's`, `${ADDRESS}?q=it's`],
  ['normalised by URL', `${ADDRESS}?q=it's`, `${ADDRESS}?q=it%27s`],
  ["as Node's old querystring writes it", `${ADDRESS}?q=a%20b&q=%7Ec`, `${ADDRESS}?q=a%20b&q=~c`],
])('an address signed %s is believed, and the twilio package agrees', (_how, received, signed) => {
  const signature = signedFor(signed, text);
  expect(twilio.validateRequest(settings.authToken, signature, received, text)).toBe(true);
  expect(judge(received, text, signature).is).toBe('genuine');
});

test.each([
  ['another path', 'https://parley.example/webhooks/chn_2'],
  ['another host', 'https://parley.example.evil/webhooks/chn_1'],
  ['another scheme', 'http://parley.example/webhooks/chn_1'],
  ['a further query', `${ADDRESS}?x=1`],
  ['another port', 'https://parley.example:8443/webhooks/chn_1'],
])('an address with %s is forged, and the twilio package agrees', (_what, signed) => {
  const signature = signedFor(signed, text);
  expect(twilio.validateRequest(settings.authToken, signature, ADDRESS, text)).toBe(false);
  expect(judge(ADDRESS, text, signature).is).toBe('forged');
});

test.each([
  ['a name that comes several times', { ...text, Digits: ['5678', '1234', '1234'] }],
  ['names that sort by their capitals', { b: '1', B: '2', a: '3', A: '4', Aa: '5' }],
  ['a parameter that Twilio has only just added', { ...text, BrandNewParameter: 'x' }],
  ['letters beyond ASCII', { Body: '早上好 👩‍👩‍👧 ñ', ProfileName: 'Zoë' }],
])('%s is signed as the twilio package signs it', (_what, params) => {
  expect(judge(ADDRESS, params).is).toBe('genuine');
  expect(judge(ADDRESS, params, undefined, formOf({ ...params, Extra: '1' })).is).toBe('forged');
});

test('any form whatever is judged as the twilio package judges it', () => {
  const value = fc.string({ unit: 'grapheme' });
  const params = fc.dictionary(
    fc.string({ minLength: 1, unit: 'grapheme' }),
    fc.oneof(value, fc.array(value, { minLength: 2, maxLength: 3 })),
    { minKeys: 1 },
  );
  fc.assert(
    fc.property(params, fc.boolean(), (some, isGenuine) => {
      const signature = isGenuine ? signedFor(ADDRESS, some) : signedFor(ADDRESS, { ...some, more: 'x' });
      const ours = judge(ADDRESS, some, signature).is === 'genuine';
      const foreign = some['AccountSid'] !== undefined;
      expect(ours).toBe(!foreign && twilio.validateRequest(settings.authToken, signature, ADDRESS, some));
    }),
  );
});

describe('a JSON body', () => {
  const body = JSON.stringify({ MessageSid: 'SM1', AccountSid: settings.accountSid });
  const hash = createHash('sha256').update(body).digest('hex');
  const withHash = `${ADDRESS}?bodySHA256=${hash}`;
  const verdict = (url: string, over = body) =>
    whatsappTwilio.verify({ ...post(over, { 'X-Twilio-Signature': signedFor(url, {}) }), url }, settings, NOW);

  test('is proven by the hash in its signed address, and the twilio package agrees', () => {
    expect(twilio.validateRequestWithBody(settings.authToken, signedFor(withHash, {}), withHash, body)).toBe(true);
    expect(verdict(withHash).is).toBe('genuine');
    expect(verdict(withHash.replace(hash, hash.toUpperCase())).is).toBe('genuine');
  });
  test('is forged with one byte changed, with another hash, or with none', () => {
    expect(verdict(withHash, `${body} `)).toEqual({ is: 'forged', why: 'bodySHA256 does not fit the body' });
    expect(verdict(`${ADDRESS}?bodySHA256=${'0'.repeat(64)}`).is).toBe('forged');
    expect(verdict(`${ADDRESS}?bodySHA256=`).is).toBe('forged');
    expect(verdict(ADDRESS)).toEqual({ is: 'forged', why: 'a JSON body whose address has no bodySHA256' });
  });
  test('does not lend its address to a form', () => {
    const form = formOf(text);
    const request: RawRequest = { ...post(form, { 'X-Twilio-Signature': signedFor(withHash, {}) }), url: withHash };
    expect(whatsappTwilio.verify(request, settings, NOW).is).toBe('forged');
  });
});

test('a request of another account is forged, though the token fits', () => {
  expect(judge(ADDRESS, { ...text, AccountSid: 'AC999' })).toEqual({
    is: 'forged',
    why: 'the request is of another Twilio account than the settings name',
  });
  expect(judge(ADDRESS, { Body: 'without an account' }).is).toBe('genuine');
});

test('a body that is no UTF-8 is forged, not thrown over', () => {
  const request = {
    ...post(Buffer.from([0x61, 0x3d, 0xff, 0xfe]), { 'X-Twilio-Signature': signedFor(ADDRESS, { a: '\u00ff\u00fe' }) }),
    url: ADDRESS,
  };
  expect(whatsappTwilio.verify(request, settings, NOW).is).toBe('forged');
});

test('an address that is none is judged without throwing', () => {
  for (const url of ['', 'not an address', '?', 'https://']) expect(judge(url, text, 'x').is).toBe('forged');
});

test('the answer to a webhook is TwiML that says nothing', () => {
  expect(whatsappTwilio.acknowledgement).toEqual({ status: 200, contentType: 'text/xml', body: '<Response/>' });
  expect(whatsappTwilio.verify(post(formOf(inbound())), settings, NOW)).toEqual({ is: 'forged', why: 'no X-Twilio-Signature' });
});

test('a body that says nothing is proven by the address alone, and says nothing', () => {
  for (const body of ['', 'no form']) {
    const request = { ...post(body, { 'X-Twilio-Signature': signedFor(ADDRESS, {}) }), url: ADDRESS };
    expect(whatsappTwilio.verify(request, settings, NOW)).toEqual({ is: 'genuine' });
    expect(whatsappTwilio.parse(request, settings, NOW)).toBeUndefined();
  }
});

test.each([
  ['no auth token is set', { ...settings, authToken: '' }, signedFor(ADDRESS, text)],
  ['no X-Twilio-Signature', settings, ''],
  ['the signature does not fit the address and the body', settings, signedFor(ADDRESS, {})],
])('a forged request says why: %s', (why, using, signature) => {
  const request = { ...post(formOf(text), { 'X-Twilio-Signature': signature }), url: ADDRESS };
  expect(whatsappTwilio.verify(request, using, NOW)).toEqual({ is: 'forged', why });
});
