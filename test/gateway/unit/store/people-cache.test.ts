import { createPeopleCache } from '../../../../gateway/src/store/people-cache.ts';
import type { ContactRecord, IdentityRecord } from '../../../../gateway/src/store/records.ts';

const identity = (n: number, retiredAt: number | null = null): IdentityRecord => ({
  id: `idt_${n}`, channelId: 'chn_1', contactId: `cnt_${n}`, kind: 'person', unreachableSince: null, profileDueAt: null, profileTries: 0, mergedInto: null, createdAt: 1,
  keys: [{ kind: 'phone', value: String(n), createdAt: 1, retiredAt }],
}); // prettier-ignore
const person = (n: number, lookedUp = [`idt_${n}`], retiredAt: number | null = null) => {
  const contact: ContactRecord = {
    id: `cnt_${n}`, name: null, email: null, phone: null, locale: null, avatarUrl: null, tags: [], attributes: {}, optedOut: false, blockedAt: null,
    mergedInto: null, erasedAt: null, createdAt: 1, updatedAt: 1, identities: [identity(n, retiredAt)], externalIds: [],
  }; // prettier-ignore
  return { contact, conversations: [], lookedUp };
};
const key = (n: number) => `chn_1 phone ${n}`;

test('a person is there for one taker at a time', () => {
  const cache = createPeopleCache();
  const unit = Symbol('unit');
  cache.evict('cnt_1', unit);
  cache.put(person(1), unit);
  expect(cache.take(key(1), Symbol('other'))?.contact.id).toBe('cnt_1');
  expect(cache.take(key(1), Symbol('other'))).toBeUndefined();
});

test('who was loaded by somebody else meanwhile is not put back with what is old by then', () => {
  const cache = createPeopleCache();
  const [first, second] = [Symbol('first'), Symbol('second')];
  cache.evict('cnt_1', first);
  cache.evict('cnt_1', second);
  cache.put(person(1), first);
  expect(cache.take(key(1), Symbol('other'))).toBeUndefined();
  cache.put(person(1), second);
  expect(cache.take(key(1), Symbol('other'))).toBeDefined();
});

test('a person is found neither by a retired key nor by an identity whose conversation was not looked up', () => {
  const cache = createPeopleCache();
  const unit = Symbol('unit');
  for (const n of [1, 2]) cache.evict(`cnt_${n}`, unit);
  cache.put(person(1, ['idt_1'], 5), unit);
  cache.put(person(2, []), unit);
  expect(cache.take(key(1), Symbol('other'))).toBeUndefined();
  expect(cache.take(key(2), Symbol('other'))).toBeUndefined();
});

test('the longest unused go first', () => {
  const cache = createPeopleCache(2);
  const unit = Symbol('unit');
  for (const n of [1, 2, 3]) {
    cache.evict(`cnt_${n}`, unit);
    cache.put(person(n), unit);
  }
  expect(cache.take(key(1), Symbol('other'))).toBeUndefined();
  expect(cache.take(key(3), Symbol('other'))).toBeDefined();
});
