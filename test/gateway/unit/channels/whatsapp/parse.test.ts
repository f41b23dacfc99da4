import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { whatsappCloud } from '../../../../../gateway/src/channels/whatsapp/index.ts';
import type { InboundEvent } from '../../../../../gateway/src/model/inbound.ts';
import { post } from '../../../contract/channels.contract.ts';
import { settings } from './settings.ts';

const FOLDER = join(import.meta.dirname, '../../../fixtures/whatsapp');
const CASES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.expected.json'))
  .map((file) => file.replace('.expected.json', ''));

const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8');
const parse = (body: string) => whatsappCloud.parse(post(body), settings, 0);
const message = (fields: object, value: object = {}) =>
  JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ field: 'messages', value: { metadata: { phone_number_id: '2' }, ...value, messages: [fields] } }] }],
  });

/** The expectation leaves the raw part out, and writes a key made of a hash as `#hash`. */
function comparable(event: InboundEvent): unknown {
  const { raw: _raw, ...rest } = event;
  return { ...rest, key: rest.key.replace(/#[0-9a-f]{32}$/, '#hash') };
}

test.each(CASES)('%s parses to what was typed beside it', (name) => {
  const events = parse(read(`${name}.json`)) ?? [];
  expect(events.map(comparable)).toEqual(JSON.parse(read(`${name}.expected.json`)));
});

test('every event keeps the part of the payload it was read from', () => {
  const body = read('text.json');
  expect(parse(body)?.[0]?.raw).toEqual(JSON.parse(body).entry[0].changes[0].value.messages[0]);
});

test('a template id over 2^53 keeps every digit', () => {
  const body = read('template-approved.json').replace('5550001', '1689556908129832999');
  expect(parse(body)?.[0]).toMatchObject({ is: 'template_status', externalId: '1689556908129832999' });
  expect(JSON.stringify(parse(body)?.[0]?.raw)).toContain('1689556908129832999');
});

test.each([
  ['1790000001', 1_790_000_001_000],
  [1_790_000_001, 1_790_000_001_000],
  ['1790000001123', 1_790_000_001_123],
  [1_790_000_001_123, 1_790_000_001_123],
  ['', null],
  ['soon', null],
  ['0', null],
  ['-5', null],
  ['1e400', null],
  ['99999999999999999999', null],
  [null, null],
  [{}, null],
])('a timestamp of %j is %j', (timestamp, sentAt) => {
  const body = message({ from: '15550100001', id: 'wamid.1', timestamp, type: 'text', text: { body: 'x' } });
  expect(parse(body)?.[0]?.sentAt).toBe(sentAt);
});

test('two reactions with the same wamid have different keys, the same one twice has one', () => {
  const reaction = (emoji: string, timestamp: string) =>
    parse(message({ from: '15550100001', id: 'wamid.same', timestamp, type: 'reaction', reaction: { message_id: 'wamid.x', emoji } }))?.[0]
      ?.key;
  expect(new Set([reaction('👍', '1790000001'), reaction('', '1790000001'), reaction('👍', '1790000002')]).size).toBe(3);
  expect(reaction('👍', '1790000001')).toBe(reaction('👍', '1790000001'));
});

test('a line of contacts that names somebody else lends the sender neither name nor id', () => {
  const body = message(
    { from: '15550100001', id: 'wamid.1', timestamp: '1', type: 'text', text: { body: 'x' } },
    { contacts: [{ profile: { name: 'Somebody Else' }, wa_id: '15550100099', user_id: 'US.999' }] },
  );
  expect(parse(body)?.[0]).toMatchObject({ from: { keys: [{ kind: 'phone', value: '15550100001' }] } });
  expect(JSON.stringify(parse(body)?.[0])).not.toContain('Somebody');
});

test('a customer cannot take an identity by calling themselves "changed from … to …"', () => {
  const text = 'User changed from US.victim to US.thief changed from US.old to US.new';
  const event = parse(message({ id: 'wamid.1', timestamp: '1', type: 'system', system: { body: text, user_id: 'US.new' } }))?.[0];
  expect(event).toMatchObject({ is: 'identity_change', previous: [{ value: 'US.old' }], current: [{ value: 'US.new' }] });
  const foreign = parse(message({ id: 'wamid.1', timestamp: '1', type: 'system', system: { body: text, user_id: 'US.thief' } }))?.[0];
  expect(foreign).toMatchObject({ is: 'notice' });
});

test('a flow answer that is no object is kept as it came', () => {
  for (const response of ['not json', '[1]', '"x"', '{}', `${'['.repeat(5000)}`]) {
    const interactive = { type: 'nfm_reply', nfm_reply: { response_json: response } };
    const event = parse(message({ from: '15550100001', id: 'wamid.1', timestamp: '1', type: 'interactive', interactive }))?.[0];
    expect(event).toMatchObject({ content: { type: 'form_reply', name: 'flow', fields: { response } } });
  }
});

test('a body of another Meta product is ignored, not lost', () => {
  expect(parse('{"object":"page","entry":[{"id":"1","messaging":[]}]}')).toMatchObject([
    { is: 'ignored', what: 'body of another product' },
  ]);
});

test('a thousand updates in one body are a thousand events', () => {
  const messages = Array.from({ length: 1000 }, (_, n) => ({
    from: '15550100001',
    id: `wamid.${n}`,
    timestamp: '1',
    type: 'text',
    text: { body: 'x' },
  }));
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ field: 'messages', value: { messages } }] }],
  });
  const keys = (parse(body) ?? []).map((event) => event.key);
  expect(new Set(keys).size).toBe(1000);
});
