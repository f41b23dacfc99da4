import { createProofs, isSameText } from '../../../../gateway/src/model/proof.ts';

const KEY = Buffer.alloc(32, 1);
const FORMER = Buffer.alloc(32, 2);
const form = { use: 'tests', encoding: 'hex', characters: 16 } as const;

it('proves what it said itself, and nothing else', () => {
  const proofs = createProofs(KEY, undefined, form);
  const proof = proofs.make('cnv_1');
  expect(proof).toMatch(/^[0-9a-f]{16}$/);
  expect(proofs.holds('cnv_1', proof)).toBe(true);
  expect(proofs.holds('cnv_2', proof)).toBe(false);
});

it.each([
  ['nothing', ''],
  ['only its beginning', createProofs(KEY, undefined, form).make('cnv_1').slice(0, 15)],
  ['more than it', `${createProofs(KEY, undefined, form).make('cnv_1')}0`],
  ['it in capitals', createProofs(KEY, undefined, form).make('cnv_1').toUpperCase()],
  ['the whole HMAC of which it is the beginning', createProofs(KEY, undefined, { use: 'tests', encoding: 'hex' }).make('cnv_1')],
  ['the proof of another use', createProofs(KEY, undefined, { ...form, use: 'others' }).make('cnv_1')],
  ['the proof by a key of somebody else', createProofs(FORMER, undefined, form).make('cnv_1')],
])('does not take %s for the proof', (_, given) => {
  expect(createProofs(KEY, undefined, form).holds('cnv_1', given)).toBe(false);
});

it('holds by the key before this one while that is known, and is made by the new one', () => {
  const former = createProofs(FORMER, undefined, form).make('cnv_1');
  const both = createProofs(KEY, FORMER, form);
  expect(both.holds('cnv_1', former)).toBe(true);
  expect(both.make('cnv_1')).toBe(createProofs(KEY, undefined, form).make('cnv_1'));
  expect(createProofs(KEY, undefined, form).holds('cnv_1', former)).toBe(false);
});

it.each([
  ['a', 'a', true],
  ['', '', true],
  ['a', 'b', false],
  ['a', 'ab', false],
  ['', 'a', false],
])('tells whether %j and %j are the same text', (given, expected, same) => {
  expect(isSameText(given, expected)).toBe(same);
});
