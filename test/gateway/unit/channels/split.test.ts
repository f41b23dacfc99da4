import fc from 'fast-check';
import { lengthIn, shorten, splitText, type TextLimit } from '../../../../gateway/src/channels/split.ts';

const UTF16 = (max: number): TextLimit => ({ max, unit: 'utf16' });
const limits = fc.record({ max: fc.integer({ min: 4, max: 60 }), unit: fc.constantFrom('characters', 'utf16', 'bytes') });
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.stringMatching(/^([a-z]{1,9}[ .\n。]{1,3}){0,40}$/),
);

test.each([
  ['the empty text', '', 10, []],
  ['a text that fits', 'hello', 5, ['hello']],
  ['a paragraph before a line', 'aaaa\n\nbb\ncccc', 11, ['aaaa\n\n', 'bb\ncccc']],
  ['a line before a sentence', 'aaaaa\nb. cccc', 10, ['aaaaa\n', 'b. cccc']],
  ['a sentence before a word', 'aaaa. bb cccc', 10, ['aaaa. ', 'bb cccc']],
  ['a sentence in Chinese', '你好吗。我很好谢谢你', 7, ['你好吗。', '我很好谢谢你']],
  ['a word', 'one two three', 8, ['one two ', 'three']],
  ['no border at all', 'abcdefghij', 4, ['abcd', 'efgh', 'ij']],
  ['a border too early to be worth it', 'a bcdefghijklm', 10, ['a bcdefghi', 'jklm']],
  ['not at a no-break space', 'one\u00a0twothree', 8, ['one\u00a0twot', 'hree']],
  ['not between \\r and \\n', 'abcdef\r\nghij', 7, ['abcdef', '\r\nghij']],
])('%s', (_what, text, max, parts) => {
  expect(splitText(text, UTF16(max))).toEqual(parts);
});

test('joined emoji and marks stay in one piece', () => {
  expect(splitText('abc👩‍👩‍👧‍👦', UTF16(12))).toEqual(['abc', '👩‍👩‍👧‍👦']);
  expect(splitText('aaae\u0301', UTF16(4))).toEqual(['aaa', 'e\u0301']);
  expect(splitText('🇧🇷🇧🇷', UTF16(6))).toEqual(['🇧🇷', '🇧🇷']);
});

test('one grapheme over the limit is cut between its code points', () => {
  const family = '👩‍👩‍👧‍👦';
  const parts = splitText(family, UTF16(4));
  expect(parts.join('')).toBe(family);
  expect(parts.every((part) => part.isWellFormed())).toBe(true);
});

test('each unit counts as its platform does', () => {
  expect(lengthIn('aé好😀', 'characters')).toBe(4);
  expect(lengthIn('aé好😀', 'utf16')).toBe(5);
  expect(lengthIn('aé好😀', 'bytes')).toBe(10);
  expect(splitText('好好好', { max: 7, unit: 'bytes' })).toEqual(['好好', '好']);
  expect(splitText('😀😀😀', { max: 5, unit: 'utf16' })).toEqual(['😀😀', '😀']);
});

test('the parts of any text are the text, each within the limit, none empty, no pair cut', () => {
  fc.assert(
    fc.property(texts, limits, (text, limit) => {
      const parts = splitText(text, limit);
      expect(parts.join('')).toBe(text);
      for (const part of parts) {
        expect(part).not.toBe('');
        expect(lengthIn(part, limit.unit)).toBeLessThanOrEqual(limit.max);
        if (text.isWellFormed()) expect(part.isWellFormed()).toBe(true);
      }
    }),
    { numRuns: 400 },
  );
});

test('a limit that one character might not fit is a mistake', () => {
  for (const max of [0, 3, -1, Number.NaN]) expect(() => splitText('x', UTF16(max))).toThrow(RangeError);
});

test('a long text without borders and a long run of spaces are split in reasonable time', () => {
  const started = performance.now();
  splitText('x'.repeat(500_000), UTF16(4096));
  splitText(' '.repeat(500_000), UTF16(4096));
  splitText('\n'.repeat(500_000), UTF16(4096));
  expect(performance.now() - started).toBeLessThan(5000);
});

test('shortening leaves what fits alone and marks what it cuts', () => {
  expect(shorten('Yes', UTF16(20))).toBe('Yes');
  expect(shorten('Twenty characters now', UTF16(20))).toBe('Twenty characters n…');
  expect(shorten('one two three', UTF16(5))).toBe('one…');
  expect(shorten('ab👩‍👩‍👧‍👦cd', UTF16(8))).toBe('ab…');
  fc.assert(fc.property(texts, limits, (text, limit) => lengthIn(shorten(text, limit), limit.unit) <= limit.max));
});
