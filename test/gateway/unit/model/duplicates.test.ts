import fc from 'fast-check';
import { emailKey, nameKey, phoneKey } from '../../../../gateway/src/model/contact-keys.ts';
import type { Contact, ContactIdentity } from '../../../../gateway/src/model/conversation.ts';
import { DUPLICATE_REASONS, reasonsFor, scoreOf, traitsOf } from '../../../../gateway/src/model/duplicates.ts';

const NOW = '2026-11-20T10:00:00.000Z';

function contact(some: Partial<Contact>): Contact {
  return {
    id: 'cnt_1', name: null, email: null, phone: null, locale: null, avatarUrl: null, identities: [], externalIds: [], tags: [], attributes: {},
    blockedAt: null, optedOut: false, createdAt: NOW, updatedAt: NOW, ...some,
  }; // prettier-ignore
}

const identity = (channelId: string, ...keys: ContactIdentity['keys']): ContactIdentity => ({
  id: `idt_${channelId}`,
  channelId,
  kind: 'person',
  keys,
  reachable: true,
});
const key = (kind: ContactIdentity['keys'][number]['kind'], value: string, retiredAt: string | null = null) => ({ kind, value, retiredAt });

const reasons = (one: Partial<Contact>, other: Partial<Contact>) =>
  reasonsFor(traitsOf(contact(one)), traitsOf(contact(other))).map(({ type }) => type);

test.each([
  ['+1 (555) 010-0200', '15550100200'],
  ['0044 20 7946 0000', '442079460000'],
  ['12345', null],
  [null, null],
])('the phone number %s is compared as %s', (phone, expected) => expect(phoneKey(phone)).toBe(expected));

test('mailboxes are compared without case, names without case, accents and punctuation', () => {
  expect(emailKey(' Ana@Example.COM ')).toBe('ana@example.com');
  expect(nameKey('  Réyes,  ANA ')).toBe('reyes ana');
  expect(nameKey('王 小明')).toBe('王 小明');
  expect(nameKey('—')).toBeNull();
  fc.assert(fc.property(fc.string(), (name) => expect(nameKey(nameKey(name) ?? '')).toBe(nameKey(name))));
});

describe('two contacts may be one person', () => {
  test.each([
    ['the same mailbox', { email: 'Ana@example.com' }, { email: 'ana@EXAMPLE.com' }, ['same_email']],
    ['the same number', { phone: '+1 555 010 0200' }, { phone: '15550100200' }, ['same_phone']],
    [
      'a number that is the other’s key on a channel',
      { phone: '+1 555 010 0200' },
      { identities: [identity('chn_1', key('phone', '15550100200'))] },
      ['same_phone'],
    ],
    [
      'the same unionid on two accounts',
      { identities: [identity('chn_1', key('openid', 'o1'), key('unionid', 'u1'))] },
      { identities: [identity('chn_2', key('openid', 'o2'), key('unionid', 'u1'))] },
      ['same_account'],
    ],
    [
      'the same id in two systems',
      { externalIds: [{ system: 'crm', id: 'C-20451' }] },
      { externalIds: [{ system: 'shop', id: 'C-20451' }] },
      ['same_external_id'],
    ],
    [
      'the same name and the end of a number',
      { name: 'Ana Reyes', phone: '555 010 0200' },
      { name: 'ana reyes', phone: '+1 555 010 0200' },
      ['same_name', 'similar_phone'],
    ],
    [
      'the same name at another provider',
      { name: 'Ana', email: 'ana.r@example.com' },
      { name: 'Ana', email: 'ana.r@example.org' },
      ['same_name', 'similar_email'],
    ],
    [
      'the same name and the same detail',
      { name: 'Ana', attributes: { company: 'Acme' } },
      { name: 'Ana', attributes: { company: 'Acme' } },
      ['same_name', 'same_attribute'],
    ],
  ] as const)('by %s', (_what, one, other, expected) => expect(reasons(one, other)).toEqual(expected));

  test.each([
    ['a name alone', { name: 'Ana' }, { name: 'Ana' }],
    ['a number that passed on', { phone: '15550100200' }, { identities: [identity('chn_1', key('phone', '15550100200', NOW))] }],
    ['a small number in two systems', { externalIds: [{ system: 'crm', id: '7' }] }, { externalIds: [{ system: 'shop', id: '7' }] }],
    ['a detail without the name', { attributes: { company: 'Acme' } }, { attributes: { company: 'Acme' } }],
    ['yes and no', { name: 'Ana', attributes: { vip: true, n: 1 } }, { name: 'Ana', attributes: { vip: true, n: 1 } }],
    [
      'the same openid on two accounts',
      { identities: [identity('a', key('openid', 'o'))] },
      { identities: [identity('b', key('openid', 'o'))] },
    ],
  ] as const)('but not by %s', (_what, one, other) => expect(reasons(one, other)).toEqual([]));

  it('is surer with every reason, and never quite sure', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...DUPLICATE_REASONS), { minLength: 1, maxLength: 3 }), (types) => {
        const all = types.map((type) => ({ type, value: '' }));
        expect(scoreOf(all)).toBeGreaterThan(0);
        expect(scoreOf(all)).toBeGreaterThanOrEqual(scoreOf(all.slice(1)));
        expect(scoreOf(all)).toBeLessThanOrEqual(1);
      }),
    );
    expect(scoreOf([{ type: 'same_email', value: '' }])).toBe(0.9);
    expect(scoreOf([{ type: 'same_name', value: '' }, { type: 'similar_phone', value: '' }])).toBe(0.58); // prettier-ignore
  });
});
