import type { Content, InboundMedia } from '../../../../gateway/src/model/content.ts';
import { type EchoMark, likeliest, likeness } from '../../../../gateway/src/model/echo.ts';

const FROM = Date.parse('2026-11-20T10:00:00Z');
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const compare = (mark: EchoMark, content: Content<InboundMedia>, after = SECOND) =>
  likeness({ mark, from: FROM, isLast: true }, content, FROM + after);

const text = (words: string): Content<InboundMedia> => ({ type: 'text', text: words });
const file = (type: 'image' | 'video' | 'audio' | 'file'): Content<InboundMedia> => ({
  type,
  attachment: { ref: { url: 'https://x.example/1' } },
});
const choice: Content<InboundMedia> = { type: 'choice', text: 'Which?', style: 'buttons', options: [{ id: 'a', label: 'A' }] };

test.each([
  ['the same words', 'Ten to four.', 'same'],
  ['other spaces and signs', ' ten\n to  four ', 'same'],
  ['full-width letters', 'Ｔｅｎ ｔｏ ｆｏｕｒ', 'same'],
  ['more words', 'Ten to four. Or five.', 'other'],
  ['fewer words', 'Ten', 'other'],
  ['no words', '👍', 'other'],
])('%s: %s is %s', (_what, words, expected) => {
  expect(compare({ text: 'Ten to four.' }, text(words))).toBe(expected);
});

test('a link may come back with what it leads to, in the time of the call', () => {
  const link = { text: 'Look: https://shop.example/1' };
  expect(compare(link, text('Look: https://shop.example/1\nSea charts'))).toBe('alike');
  expect(compare(link, text('Look: https://shop.example/1\nSea charts'), 2 * MINUTE)).toBe('other');
  expect(compare(link, text('https://shop.example/1'))).toBe('other');
  expect(compare({ text: 'Look' }, text('Look here'))).toBe('other');
});

test('signs are compared where there are no letters, whatever form they have', () => {
  expect(compare({ text: '❤️' }, text('❤'))).toBe('same');
  expect(compare({ text: '👍' }, text('👎'))).toBe('other');
});

test.each([
  ['a picture of ours', { kind: 'image' }, file('image'), 'alike'],
  ['another kind of file', { kind: 'image' }, file('video'), 'unclear'],
  ['a text, where a file goes out', { kind: 'image' }, text('a'), 'other'],
  ['buttons that come back as buttons', { kind: 'structure' }, choice, 'alike'],
  ['buttons that come back as a text', { kind: 'structure' }, text('Which?'), 'unclear'],
  ['a file, where a text goes out', { text: 'a' }, file('image'), 'other'],
  ['something that is not shown to us', { text: 'a' }, { type: 'unsupported', summary: '' }, 'unclear'],
] satisfies [string, EchoMark, Content<InboundMedia>, string][])('%s', (_what, mark, content, expected) => {
  expect(compare(mark, content)).toBe(expected);
});

test.each([
  [-5 * SECOND, 'same', 'alike'],
  [-6 * SECOND, 'same', 'other'],
  [105 * SECOND, 'same', 'alike'],
  [106 * SECOND, 'same', 'other'],
  [-5 * MINUTE, 'same', 'other'],
  [-5 * MINUTE - 1, 'other', 'other'],
  [100 * SECOND + 5 * MINUTE, 'same', 'other'],
  [100 * SECOND + 5 * MINUTE + 1, 'other', 'other'],
])('%i ms after a call began, equal words are %s and a picture is %s', (after, words, picture) => {
  expect(compare({ text: 'a' }, text('a'), after)).toBe(words);
  expect(compare({ kind: 'image' }, file('image'), after)).toBe(picture);
});

test('of two calls that fit, the echo is the later one’s that had begun, else the first’s', () => {
  const calls = [{ from: FROM + MINUTE }, { from: FROM }];
  expect(likeliest(calls, FROM + 2 * MINUTE)).toEqual({ from: FROM + MINUTE });
  expect(likeliest(calls, FROM + 30 * SECOND)).toEqual({ from: FROM });
  expect(likeliest(calls, FROM - MINUTE)).toEqual({ from: FROM });
  expect(likeliest([], FROM)).toBeUndefined();
});
