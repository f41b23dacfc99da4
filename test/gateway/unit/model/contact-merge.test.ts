import fc from 'fast-check';
import { type ContactDetails, NO_DETAILS, changesBetween } from '../../../../gateway/src/model/contact-details.ts';
import { fillGaps, takeBack } from '../../../../gateway/src/model/contact-merge.ts';

const details = (some: Partial<ContactDetails>): ContactDetails => ({ ...NO_DETAILS, ...some });

const text = fc.option(fc.constantFrom('a', 'b', 'c'), { nil: null });
const anyDetails: fc.Arbitrary<ContactDetails> = fc.record({
  name: text,
  email: text,
  phone: text,
  locale: text,
  avatarUrl: text,
  tags: fc.uniqueArray(fc.constantFrom('vip', 'new', 'late')),
  attributes: fc.dictionary(fc.constantFrom('plan', 'seats', 'city'), fc.oneof(fc.integer(), fc.constant('gold'), fc.constant([1]))),
  externalIds: fc.constant([]),
  optedOut: fc.constant(false),
  blockedAt: fc.option(fc.constantFrom(1, 2), { nil: null }),
});

describe('merging the details of two contacts', () => {
  it('lets the survivor’s own win, fills its gaps and brings tags together', () => {
    const into = details({ name: 'Ana', tags: ['vip'], attributes: { plan: 'gold' } });
    const from = details({ name: 'A.', email: 'ana@example.com', tags: ['vip', 'new'], attributes: { plan: 'free', seats: 3 } });
    const { details: merged, given } = fillGaps(into, from);
    expect(merged).toEqual({
      ...into,
      email: 'ana@example.com',
      tags: ['vip', 'new'],
      attributes: { plan: 'gold', seats: 3 },
    });
    expect(given).toEqual({ fields: { email: 'ana@example.com' }, blockedAt: null, tags: ['new'], attributes: { seats: 3 } });
  });

  it('keeps a person blocked and opted out who was so as one of the two', () => {
    const { details: merged } = fillGaps(details({}), details({ blockedAt: 5, optedOut: true }));
    expect(merged).toMatchObject({ blockedAt: 5, optedOut: true });
  });

  it('is undone without a trace, whatever the details were', () => {
    fc.assert(
      fc.property(anyDetails, anyDetails, (into, from) => {
        const { details: merged, given } = fillGaps(into, from);
        expect(takeBack(merged, given).details).toEqual(into);
      }),
    );
  });

  it('leaves with the survivor what was changed since, and every opt-out', () => {
    const { details: merged, given } = fillGaps(
      details({}),
      details({ email: 'old@example.com', attributes: { plan: 'free' }, optedOut: true }),
    );
    const changed = { ...merged, email: 'new@example.com', attributes: { plan: 'gold' } };
    expect(takeBack(changed, given).details).toEqual(changed);
  });
});

describe('what changed of a contact', () => {
  it('is told detail by detail, attributes each by itself and times as ISO-8601', () => {
    const before = details({ name: 'Ana', attributes: { plan: 'free', seats: 1 }, tags: ['vip'] });
    const after = details({ name: 'Ana', email: 'a@example.com', attributes: { plan: 'gold', seats: 1 }, tags: ['vip'], blockedAt: 0 });
    expect(changesBetween(before, after)).toEqual([
      { field: 'email', from: null, to: 'a@example.com' },
      { field: 'blockedAt', from: null, to: '1970-01-01T00:00:00.000Z' },
      { field: 'attributes.plan', from: 'free', to: 'gold' },
    ]);
  });

  it('is nothing where nothing did', () => {
    fc.assert(fc.property(anyDetails, (some) => expect(changesBetween(some, structuredClone(some))).toEqual([])));
  });
});
