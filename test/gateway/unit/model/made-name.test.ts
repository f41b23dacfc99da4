import { madeName, nameAfter, toldName } from '../../../../gateway/src/model/made-name.ts';

test('somebody without a name is called by the end of what the channel knows them by', () => {
  expect(madeName('visitor', 'VIS_01M7XQ7K2')).toBe('Visitor Q7K2');
  expect(madeName('wechat', 'oQ3-bGY')).toBe('WeChat user -bGY');
  expect(madeName('visitor', 'A1')).toBe('Visitor 00A1');
});

test.each([
  ['Visitor Q7K2', null],
  ['WeChat user -bGY', null],
  ['Visitor Q7K2 of Sunday', 'Visitor Q7K2 of Sunday'],
  ['Ana', 'Ana'],
  [null, null],
  [undefined, null],
])('of %s what somebody told is %s', (name, told) => expect(toldName(name)).toBe(told));

test.each([
  [null, 'Visitor Q7K2', 'Visitor Q7K2'],
  ['Visitor Q7K2', 'Visitor 0000', 'Visitor Q7K2'],
  ['Visitor Q7K2', 'Ana', 'Ana'],
  ['Ana', 'Visitor Q7K2', 'Ana'],
  ['Ana', 'Bea', 'Ana'],
  [null, undefined, null],
  ['Visitor Q7K2', undefined, 'Visitor Q7K2'],
])('known as %s and told %s somebody is called %s', (known, told, after) => expect(nameAfter(known, told)).toBe(after));
