import { createHints } from '../../../../gateway/src/outbox/hints.ts';

test('a destination without room keeps its lanes and does not hold up the others', () => {
  const hints = createHints();
  for (let i = 0; i < 5; i++) hints.add(`slow-${i}`, 'slow');
  hints.add('quick-0', 'quick');
  expect(hints.take(10, (id) => (id === 'slow' ? 0 : 3))).toEqual(['quick-0']);
  expect(hints.size).toBe(5);
  expect(hints.take(10, () => 2)).toEqual(['slow-0', 'slow-1']);
  expect(hints.size).toBe(3);
});

test('a lane that is named twice is taken once, and never more than was asked for', () => {
  const hints = createHints();
  hints.add('a', 'x');
  hints.add('a', 'x');
  hints.add('b', 'x');
  hints.add('c', 'y');
  expect(hints.take(2, () => 10)).toEqual(['a', 'b']);
  expect(hints.take(2, () => 10)).toEqual(['c']);
  expect(hints.take(2, () => 10)).toEqual([]);
  expect(hints.size).toBe(0);
});

test('each destination has its own room', () => {
  const hints = createHints();
  for (const id of ['a', 'b', 'c']) hints.add(id, 'x');
  for (const id of ['d', 'e', 'f']) hints.add(id, 'y');
  expect(hints.take(10, () => 2)).toEqual(['a', 'b', 'd', 'e']);
  expect(hints.size).toBe(2);
});

test('destinations have their turns in the order in which they were named', () => {
  const hints = createHints();
  hints.add('a', 'x');
  hints.add('b', 'y');
  expect(hints.take(1, () => 10)).toEqual(['a']);
  hints.add('c', 'x');
  expect(hints.take(10, () => 10)).toEqual(['b', 'c']);
});
