import { csv } from '../../../../gateway/src/http/csv.ts';

test('lines end in CRLF, and null is an empty field', () => {
  expect(csv(['key', 'n'], [['a', 1], [null, 0]])).toBe('key,n\r\na,1\r\n,0\r\n'); // prettier-ignore
});

test.each([
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['客服', '客服'],
  ['=1+1', "'=1+1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['-1', "'-1"],
])('the text %j is written as %j', (text, field) => {
  expect(csv(['x'], [[text]])).toBe(`x\r\n${field}\r\n`);
});

test('a number below zero stays a number', () => {
  expect(csv(['x'], [[-1]])).toBe('x\r\n-1\r\n');
});
