import fc from 'fast-check';
import type { InboundEvent, InboundPerson } from '../../../../gateway/src/model/inbound.ts';
import { type ChannelUnderTest, JSON_BODY, NOW, post } from './under-test.ts';

export function describeParsing<S>(under: ChannelUnderTest<S>): void {
  const { channel, settings } = under;
  const { encode, unreadable, any } = under.body ?? JSON_BODY;
  const parse = (body: string | Buffer) => channel.parse(post(body), settings, NOW);

  for (const body of unreadable) {
    test(`a body in another format (${JSON.stringify(body)}) gives undefined`, () => expect(parse(body)).toBeUndefined());
  }
  test('any body of the format parses', () => {
    fc.assert(fc.property(any, (body) => expectWellFormed(parse(body))));
  });
  test('a body nested a hundred thousand deep does no harm', () => {
    for (const body of [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, `${'{"entry":'.repeat(50_000)}1${'}'.repeat(50_000)}`]) {
      const events = parse(body) ?? [];
      expect(() => JSON.stringify(events)).not.toThrow();
    }
  });
  test('a genuine body damaged anywhere parses', () => {
    const damage = fc.tuple(fc.constantFrom(...under.ownExamples), fc.nat(), fc.oneof(fc.jsonValue(), fc.constant(undefined)));
    fc.assert(
      fc.property(damage, ([example, at, value]) => {
        const { result } = replaceNth(example, at % (countValues(example) || 1), value);
        expectWellFormed(parse(encode(result)));
      }),
      { numRuns: 500 },
    );
  });
  test('the same body gives the same keys, all different', () => {
    for (const example of under.ownExamples) {
      const keys = (parse(encode(example)) ?? []).map((event) => event.key);
      expect((parse(encode(example)) ?? []).map((event) => event.key)).toEqual(keys);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });
  test('a key named __proto__ changes nothing', () => {
    const body =
      '{"__proto__":{"polluted":1},"entry":[{"__proto__":{"polluted":1},"changes":[{"value":{"__proto__":[]}}]}],"events":[{"__proto__":null}]}';
    expectWellFormed(parse(body));
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
}

/** What holds of any event, whatever the body was. */
export function expectWellFormed(events: readonly InboundEvent[] | undefined): void {
  if (events === undefined) throw new Error('the body is JSON and was not parsed');
  for (const event of events) {
    expect(event.key).not.toBe('');
    expect(event.sentAt === null || (Number.isFinite(event.sentAt) && event.sentAt > 0)).toBe(true);
    for (const person of personsOf(event)) {
      expect(person.keys.length).toBeGreaterThan(0);
      for (const key of person.keys) expect(key.value).not.toBe('');
    }
    if (event.is === 'message' || event.is === 'echo' || event.is === 'status') expect(event.externalId).not.toBe('');
  }
}

function personsOf(event: InboundEvent): readonly InboundPerson[] {
  const persons: InboundPerson[] = [];
  if ('from' in event) persons.push(event.from);
  if ('to' in event) persons.push(event.to);
  if ('author' in event && event.author !== undefined) persons.push(event.author);
  return persons;
}

function countValues(json: unknown): number {
  if (typeof json !== 'object' || json === null) return 1;
  return 1 + Object.values(json).reduce<number>((sum, value) => sum + countValues(value), 0);
}

/** The same JSON with its `nth` value, counted from the root, replaced. */
function replaceNth(json: unknown, nth: number, value: unknown): { result: unknown; left: number } {
  if (nth === 0) return { result: value, left: -1 };
  if (typeof json !== 'object' || json === null) return { result: json, left: nth - 1 };
  let left = nth - 1;
  const entries = Object.entries(json).map(([key, child]): [string, unknown] => {
    if (left < 0) return [key, child];
    const replaced = replaceNth(child, left, value);
    left = replaced.left;
    return [key, replaced.result];
  });
  return { result: Array.isArray(json) ? entries.map(([, child]) => child) : Object.fromEntries(entries), left };
}
