import { whyPasswordRefused } from '../../../../gateway/src/model/passwords.ts';

test.each([
  ['short', 'at least 10'],
  ['x'.repeat(129), 'at most 128'],
  ['Password123', 'commonest'],
  [' qwertyuiop ', 'commonest'],
  ['ababababababab', 'repeats'],
  ['\u{1F600}'.repeat(9), 'at least 10'],
])('%j is refused', (password, why) => {
  expect(whyPasswordRefused(password)).toContain(why);
});

test.each(['correct horse battery', '一二三四五六七八九十', 'x'.repeat(64) + 'yz'])('%j is taken', (password) => {
  expect(whyPasswordRefused(password)).toBeUndefined();
});

test('what everybody knows of somebody is no password of theirs', () => {
  expect(whyPasswordRefused('Ana@Example.com', ['ana@example.com'])).toContain('known of you');
});
