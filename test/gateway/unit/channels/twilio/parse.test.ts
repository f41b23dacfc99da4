import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { whatsappTwilio } from '../../../../../gateway/src/channels/twilio/index.ts';
import type { InboundEvent } from '../../../../../gateway/src/model/inbound.ts';
import { expectWellFormed, post } from '../../../contract/channels.contract.ts';
import { formOf, inbound, parsed, settings } from './settings.ts';

const FOLDER = join(import.meta.dirname, '../../../fixtures/twilio');
const CASES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.expected.json'))
  .map((file) => file.replace('.expected.json', ''));

const read = (file: string) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8'));

/** The expectation leaves the raw part out, and writes a key made of a hash as `#hash`. */
function comparable(event: InboundEvent): unknown {
  const { raw: _raw, ...rest } = event;
  return { ...rest, key: rest.key.replace(/#[0-9a-f]{32}$/, '#hash') };
}

test.each(CASES)('%s parses to what was typed beside it', (name) => {
  expect(parsed(read(`${name}.json`)).map(comparable)).toEqual(read(`${name}.expected.json`));
});

test('every event keeps all parameters, also those that nobody knows', () => {
  const params = inbound({ BrandNewParameter: 'x', Repeated: ['a', 'b'] });
  expect(parsed(params)[0]?.raw).toEqual(params);
});

test('the same parameters as JSON are the same events, nested values left out', () => {
  const body = JSON.stringify({ ...inbound(), NumMedia: 0, Extra: { deep: [1] } });
  const [event] = whatsappTwilio.parse(post(body), settings, 0) ?? [];
  expect(event).toMatchObject({ is: 'message', content: { type: 'text', text: 'Olá, está aberto?' } });
  expect(event?.raw).not.toHaveProperty('Extra');
});

test('two statuses of one message have different keys, a repeated one has the same', () => {
  const key = (word: string) => parsed({ MessageSid: 'SM1', MessageStatus: word, From: 'whatsapp:+15550001111' })[0]?.key;
  expect(new Set([key('sent'), key('delivered'), key('read'), key('failed')]).size).toBe(4);
  expect(key('sent')).toBe(key('sent'));
});

test("a status carries our message's id from the address that it was sent to", () => {
  const status = { MessageSid: 'SM1', MessageStatus: 'delivered', From: 'whatsapp:+15550001111' };
  expect(parsed(status, { correlation: 'msg_1' })[0]).toMatchObject({ is: 'status', externalId: 'SM1', correlation: 'msg_1' });
  expect(parsed(status)[0]).not.toHaveProperty('correlation');
  expect(parsed(status, { correlation: '' })[0]).not.toHaveProperty('correlation');
});

test('a message names the sender of ours that it is for', () => {
  expect(parsed(inbound({ To: 'WhatsApp:+15550002222' }))[0]).toMatchObject({ account: 'whatsapp:+15550002222' });
  expect(parsed(inbound({ To: '' }))[0]).toMatchObject({ account: null });
  expect(whatsappTwilio.accountsOf?.(settings)).toEqual(['whatsapp:+15550001111']);
  expect(whatsappTwilio.callbackSecretOf?.(settings)).toBe(settings.authToken);
});

test.each([
  ['whatsapp:+15550100001', [{ kind: 'phone', value: '15550100001' }]],
  ['whatsapp:15550100001', [{ kind: 'phone', value: '15550100001' }]],
  ['whatsapp:+1650380XXXX', [{ kind: 'phone', value: '1650380XXXX' }]],
  ['whatsapp:US.13491208655302741918', [{ kind: 'bsuid', value: 'US.13491208655302741918' }]],
  ['whatsapp:US.ENT.118157', [{ kind: 'parent_bsuid', value: 'US.ENT.118157' }]],
  ['whatsapp:some-new-kind-of-id', [{ kind: 'bsuid', value: 'some-new-kind-of-id' }]],
])('a customer who comes as %s is known as %j', (From, keys) => {
  expect(parsed(inbound({ From, WaId: '' }))[0]).toMatchObject({ from: { keys } });
});

test.each(['whatsapp:', 'whatsapp:+', '', '+15550100001', 'messenger:555', 'rcs:+15550100001'])(
  'a message from %j is not one of WhatsApp',
  (From) => {
    expect(parsed(inbound({ From }))).toMatchObject([{ is: 'ignored', what: 'request that is no WhatsApp message' }]);
  },
);

test('a flow answer too deep to be written again is kept as text', () => {
  const deep = '['.repeat(200_000);
  const [event] = parsed(inbound({ InteractiveData: `{"a":${deep}${']'.repeat(200_000)}}` }));
  expect(event).toMatchObject({ content: { type: 'form_reply', fields: { response: expect.any(String) } } });
  expect(() => JSON.stringify(event)).not.toThrow();
});

test('any parameters whatever give events that hold together', () => {
  const names = fc.constantFrom(
    'MessageSid', 'From', 'To', 'Body', 'MessageType', 'MessageStatus', 'EventType', 'ErrorCode', 'NumMedia', 'MediaUrl0', 'MediaContentType0',
    'Latitude', 'Longitude', 'ButtonPayload', 'ListId', 'InteractiveData', 'ReferralSourceType', 'OptOutType', 'ExternalUserId', 'WaId',
  ); // prettier-ignore
  const values = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('SM1', 'whatsapp:+1555', 'whatsapp:US.1', 'received', 'read', '0'),
  );
  fc.assert(
    fc.property(fc.dictionary(names, values, { minKeys: 1 }), (params) => expectWellFormed(parsed(params))),
    { numRuns: 500 },
  );
});

test('a form is read as URLSearchParams wrote it, whatever is in it', () => {
  const pairs = fc.array(fc.tuple(fc.string({ minLength: 1 }), fc.string({ minLength: 1 })), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(pairs, (entries) => {
      const params = new Map(entries);
      const raw = parsed(Object.fromEntries(params))[0]?.raw;
      expect(new Map(Object.entries(raw ?? {}))).toEqual(params);
    }),
  );
  expect(formOf({})).toBe('nothing=');
});
