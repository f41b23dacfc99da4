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
/** What one change of an account gives. */
const changed = (field: string, value: object) =>
  parse(JSON.stringify({ object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field, value }] }] })) ?? [];

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
  const reaction = (emoji: string, timestamp?: string) =>
    parse(message({ from: '15550100001', id: 'wamid.same', timestamp, type: 'reaction', reaction: { message_id: 'wamid.x', emoji } }))?.[0]
      ?.key;
  expect(new Set([reaction('👍', '1790000001'), reaction('', '1790000001'), reaction('👍', '1790000002')]).size).toBe(3);
  expect(reaction('👍', '1790000001')).toBe(reaction('👍', '1790000001'));
  expect(reaction('👍')).toBe('reaction:15550100001:wamid.x::👍');
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
  expect(foreign).toMatchObject({ is: 'notice', from: { keys: [{ kind: 'bsuid', value: 'US.thief' }] } });
});

const PHONE = { kind: 'phone', value: '15550100001' };
const ID = { kind: 'bsuid', value: 'US.1' };
const PARENT = { kind: 'parent_bsuid', value: 'US.ENT.1' };

describe('who somebody was before', () => {
  const told = (fields: object, system: object) =>
    parse(message({ id: 'wamid.1', timestamp: '1', type: 'system', ...fields, system }))?.[0];

  test.each([
    [{ previous_user_id: 'US.1' }, [ID, PHONE]],
    [{ previous_user_id: 'US.0' }, [{ kind: 'bsuid', value: 'US.0' }, ID, PHONE]],
    [{ previous_parent_user_id: 'US.1' }, [{ kind: 'parent_bsuid', value: 'US.1' }, ID, PHONE]],
    [{}, [ID, PHONE]],
  ])('is what the message and %j name, each once', (named, previous) =>
    expect(told({ from: '15550100001', from_user_id: 'US.1' }, { user_id: 'US.2', ...named })).toMatchObject({
      is: 'identity_change',
      previous,
      current: [{ kind: 'bsuid', value: 'US.2' }],
    }),
  );

  test('is known of a new number in its older field, too, which is told in our words', () =>
    expect(told({ from: '15550100001' }, { type: 'customer_changed_number', new_wa_id: '15550100009' })).toMatchObject({
      is: 'identity_change',
      previous: [PHONE],
      current: [{ kind: 'phone', value: '15550100009' }],
      text: 'WhatsApp reported a change of this customer.',
    }));

  test('is not known of a new number whose owner nothing else names', () =>
    expect(told({}, { wa_id: '15550100001', body: 'Somebody has a new number.' })).toMatchObject({
      is: 'notice',
      from: { keys: [PHONE] },
      text: 'Somebody has a new number.',
    }));
});

test.each([
  [{ source_type: 'ad' }, 'ad'],
  [{ source_type: 'post' }, 'post'],
  [{ source_type: 'something new' }, 'other'],
  [{}, 'other'],
])('a referral of %j is a source of the kind %s', (referral, kind) => {
  const fields = { from: '15550100001', id: 'wamid.1', type: 'text', text: { body: 'x' }, referral: { source_id: '7', ...referral } };
  expect(parse(message(fields))).toMatchObject([{ is: 'message', source: { kind, id: '7' } }]);
});

test.each([
  [{ forwarded: true }, true],
  [{ frequently_forwarded: true }, true],
  [{ forwarded: false }, undefined],
  [{ id: 'wamid.0' }, undefined],
])('a message with the context %j is forwarded: %s', (context, forwarded) => {
  const event = parse(message({ from: '15550100001', id: 'wamid.1', type: 'text', text: { body: 'x' }, context }))?.[0];
  expect(event?.is === 'message' ? event.forwarded : 'none').toBe(forwarded);
});

test.each([
  [{ to: '15550100001' }, { to: { keys: [PHONE] } }],
  [{ to: '15550100001', group_id: 'g' }, { to: { keys: [{ kind: 'group', value: 'g' }] } }],
  [
    { to: '15550100001', context: { id: 'wamid.0' } },
    { to: { keys: [PHONE] }, quotedExternalId: 'wamid.0' },
  ],
])('what the owner wrote on the phone with %j is an echo with %j', (fields, echo) => {
  const message_echoes = [{ id: 'wamid.1', type: 'text', text: { body: 'x' }, ...fields }];
  expect(changed('smb_message_echoes', { message_echoes }).map(comparable)).toEqual([
    { key: 'echo:wamid.1', sentAt: null, account: '1', is: 'echo', externalId: 'wamid.1', content: { type: 'text', text: 'x' }, ...echo },
  ]);
});

test.each([
  [{ title: 'Title', message: 'Message', error_data: { details: 'Details.' } }, 'Details.', 'Details.'],
  [{ title: 'Title', message: 'Message' }, 'Message', 'Message'],
  [{ title: 'Title' }, 'Title', 'Title'],
  [{}, 'WhatsApp gave no reason.', 'WhatsApp reported an error.'],
])('of an error %j the longest words are told', (error, ofMessage, ofPlatform) => {
  const statuses = [{ id: 'wamid.1', status: 'failed', errors: [error] }];
  expect(changed('messages', { statuses })).toMatchObject([{ is: 'status', error: { code: 'unknown', detail: ofMessage } }]);
  expect(changed('messages', { errors: [error] })).toMatchObject([{ is: 'health', what: 'error.unknown', detail: ofPlatform }]);
});

test('two faults of the platform in one body are two events', () => {
  const keys = changed('messages', { errors: [{ code: 131000 }, { code: 131016 }] }).map(({ key }) => key);
  expect(new Set(keys).size).toBe(2);
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

describe('what Meta tells of accounts and groups', () => {
  const told = (field: string, value: object) => changed(field, value)[0];

  test.each([
    ['account_update', { event: 'ACCOUNT_DELETED' }, 'error'],
    ['account_update', { event: 'ACCOUNT_OFFBOARDED' }, 'error'],
    ['account_update', { event: 'ACCOUNT_RESTRICTION' }, 'error'],
    ['account_update', { event: 'ACCOUNT_VIOLATION' }, 'warning'],
    ['account_update', { event: 'DISABLED_UPDATE' }, 'error'],
    ['account_update', { event: 'PARTNER_REMOVED' }, 'error'],
    ['account_update', { event: 'PARTNER_APP_UNINSTALLED' }, 'error'],
    ['account_update', { event: 'VERIFIED_ACCOUNT' }, 'info'],
    ['account_review_update', { decision: 'REJECTED' }, 'error'],
    ['account_review_update', { decision: 'APPROVED' }, 'info'],
    ['account_alerts', { alert_info: { alert_severity: 'CRITICAL' } }, 'error'],
    ['account_alerts', { alert_info: { alert_severity: 'WARNING' } }, 'warning'],
    ['account_alerts', { alert_info: { alert_severity: 'INFORMATIONAL' } }, 'info'],
    ['phone_number_quality_update', { event: 'FLAGGED' }, 'warning'],
    ['phone_number_quality_update', { event: 'DOWNGRADE' }, 'warning'],
    ['phone_number_quality_update', { event: 'UPGRADE' }, 'info'],
    ['phone_number_name_update', { decision: 'REJECTED' }, 'warning'],
    ['security', { event: 'PIN_RESET_REQUEST' }, 'warning'],
  ])('%s %j is of the level %s', (field, value, level) => expect(told(field, value)).toMatchObject({ is: 'health', level }));

  test('a change of an account that says nothing is told all the same', () =>
    expect(told('account_update', {})).toMatchObject({ is: 'health', what: 'account_update', detail: 'The account changed.' }));

  test('of a long change the first twelve values are told, and the word once', () => {
    const values = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`n${n + 1}`, n + 1]));
    expect(told('account_update', { event: 'NEWS', again: 'NEWS', ...values })).toMatchObject({
      detail: 'NEWS: n1 1, n2 2, n3 3, n4 4, n5 5, n6 6, n7 7, n8 8, n9 9, n10 10, n11 11, n12 12',
    });
  });

  test.each([
    [{}, {}],
    [{ reason: 'NONE' }, {}],
    [
      { event: 'LOCKED', other_info: { title: 'Locked', description: 'By Meta.' } },
      { status: 'locked', reason: 'Locked — By Meta.' },
    ],
    [{ reason: 'SCAM', rejection_info: { reason: 'Too good.', recommendation: 'Be true.' } }, { reason: 'SCAM — Too good. — Be true.' }],
    [{ correct_category: 'MARKETING' }, { reason: 'WhatsApp will change the category to MARKETING.' }],
  ])('what is told as %j of a template of which only the id is known is %j', (value, news) => {
    const event = told('message_template_status_update', { message_template_id: 7, ...value });
    const head = { key: 'template:#hash', sentAt: null, account: '1' };
    expect(event && comparable(event)).toEqual({ ...head, is: 'template_status', externalId: '7', name: '', language: '', ...news });
  });

  test.each([
    [{ value: 'stop' }, true, 'marketing messages'],
    [{ value: 'resume', category: 'marketing_messages' }, false, 'marketing_messages'],
    [{ value: 'signup', category: 'marketing_messages', detail: 'Signed up.' }, false, 'Signed up.'],
  ])('the wish %j stops marketing messages: %s', (wish, optedOut, detail) =>
    expect(told('user_preferences', { user_preferences: [{ wa_id: '15550100001', ...wish }] })).toMatchObject({
      is: 'opt_out',
      from: { keys: [PHONE] },
      optedOut,
      detail,
    }),
  );

  const NEW_ID = { kind: 'bsuid', value: 'US.2' };
  const NEW_PARENT = { kind: 'parent_bsuid', value: 'US.ENT.2' };
  test.each([
    [{ user_id: { previous: 'US.1', current: 'US.2' } }, [ID, PHONE], [NEW_ID, PHONE]],
    [{ parent_user_id: { previous: 'US.ENT.1', current: 'US.ENT.2' } }, [PARENT, PHONE], [NEW_PARENT, PHONE]],
    [{ user_id: { current: 'US.2' } }, [PHONE], [NEW_ID, PHONE]],
  ])('the update %j of a customer of a known number is a new id', (update, previous, current) =>
    expect(told('user_id_update', { user_id_update: [{ wa_id: '15550100001', ...update }] })).toMatchObject({
      is: 'identity_change',
      previous,
      current,
      text: 'WhatsApp gave this customer a new id.',
    }),
  );

  test.each([
    ['group_create', { notice: 'joined', text: 'The group was made.', reachable: true }],
    ['group_delete', { notice: 'left', text: 'The group was deleted.', reachable: false }],
    ['group_suspend', { notice: 'other', text: 'WhatsApp suspended the group.', reachable: false }],
    ['group_suspend_cleared', { notice: 'other', text: 'WhatsApp lifted the suspension of the group.', reachable: true }],
    ['group_settings_update', { notice: 'other', text: 'The settings of the group were changed.' }],
    ['something_new', { notice: 'other', text: 'The group was changed.' }],
  ])('of a group %s says %j', (type, notice) =>
    expect(told('group_lifecycle_update', { groups: [{ group_id: 'g', type }] })).toMatchObject({ is: 'notice', ...notice }),
  );

  test.each([
    [{ errors: [{ code: 1 }] }, 'other', 'WhatsApp could not change the group.'],
    [{ added_participants: [{}, {}], removed_participants: [{}] }, 'member_left', '1 person left the group.'],
    [{ added_participants: [{}, {}] }, 'member_joined', '2 people joined the group.'],
    [{}, 'other', 'The members of the group changed.'],
  ])('of its members %j says %s', (group, notice, text) =>
    expect(told('group_participants_update', { groups: [{ group_id: 'g', ...group }] })).toMatchObject({ is: 'notice', notice, text }),
  );

  test('settings of a group are read by their field', () =>
    expect(told('group_settings_update', { groups: [{ group_id: 'g', type: 'group_settings_update' }] })).toMatchObject({ is: 'notice' }));

  test.each([
    ['group_status_update', { groups: [{}] }, 'group_status_update without a group'],
    ['message_template_status_update', {}, 'message_template_status_update without a template'],
    ['smb_message_echoes', { message_echoes: [{ id: 'wamid.1' }] }, 'echo without recipient or id'],
    ['smb_message_echoes', { message_echoes: [{ to: '15550100001', type: 'text' }] }, 'echo without recipient or id'],
    ['user_id_update', { user_id_update: [{ wa_id: '15550100001' }] }, 'user_id_update without ids'],
    ['user_id_update', { user_id_update: [{ user_id: { previous: 'US.1' } }] }, 'user_id_update without ids'],
    ['user_id_update', { user_id_update: [{ user_id: { current: 'US.2' } }] }, 'user_id_update without ids'],
    ['user_preferences', { user_preferences: [{ value: 'stop' }] }, 'user_preferences'],
    ['user_preferences', { user_preferences: [{ wa_id: '15550100001' }] }, 'user_preferences'],
    ['', {}, 'change without a field'],
    ['messages', { messages: [{ id: 'wamid.1', type: 'text' }] }, 'message without sender or id'],
    ['messages', { messages: [{ from: '15550100001', type: 'text' }] }, 'message without sender or id'],
    ['messages', { messages: [{ type: 'edit', from: '15550100001', id: 'wamid.1', edit: {} }] }, 'edit without a message'],
    ['messages', { messages: [{ type: 'revoke', from: '15550100001', id: 'wamid.1', revoke: {} }] }, 'revoke without a message'],
    ['messages', { statuses: [{ status: 'sent' }] }, 'status sent'],
    ['messages', { statuses: [{ id: 'wamid.1' }] }, 'status unknown'],
    ['messages', { messages: [{ type: 'reaction', from: '15550100001', id: 'wamid.1' }] }, 'reaction without a message'],
    ['messages', { messages: [{ type: 'system', id: 'wamid.1' }] }, 'system message about nobody'],
  ])('%s of %j is left alone, and says why', (field, value, what) =>
    expect(told(field, value)).toMatchObject({ is: 'ignored', key: expect.stringMatching(/^\w+:[^:]/), what }),
  );
});

test('a body that is nested too deep is ignored as a whole, and always by the same key', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect(parse(deep)).toMatchObject([{ is: 'ignored', what: 'body nested too deep' }]);
  expect(parse(deep)?.[0]?.key).toBe(parse(deep)?.[0]?.key);
});

test('a body without its product is read where it has entries, and foreign where it has none', () => {
  expect(parse('{}')).toMatchObject([{ is: 'ignored', what: 'body of another product' }]);
  expect(parse('{"object":"whatsapp_business_account","entry":[]}')).toEqual([]);
  expect(parse('{"entry":[{"id":"1","changes":[{"field":"account_update","value":{}}]}]}')).toMatchObject([{ is: 'health' }]);
});
