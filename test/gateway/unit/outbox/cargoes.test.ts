import { createCargoes } from '../../../../gateway/src/outbox/cargoes.ts';

const lane = (cargo?: readonly string[], id = 'lane') => ({
  id,
  destinationId: 'sub_1',
  conversationId: 'cnv_1',
  ...(cargo === undefined ? {} : { cargo }),
});
const resting = () => {
  const cargoes = createCargoes<string>();
  cargoes.rests('lane');
  return cargoes;
};

test('work of a lane that was resting is kept, with what comes behind it, in order', () => {
  const cargoes = resting();
  cargoes.add(lane(['a']));
  cargoes.add(lane(['b', 'c']));
  expect(cargoes.take('lane')).toEqual(lane(['a', 'b', 'c']));
  expect(cargoes.take('lane')).toEqual(lane(['a', 'b', 'c']));
  expect([...cargoes.ids()]).toEqual(['lane']);
});

test('work of a lane of which nobody knows that it rested is not kept: there may be older', () => {
  const cargoes = createCargoes<string>();
  cargoes.add(lane(['a']));
  expect(cargoes.take('lane')).toBeUndefined();
  expect([...cargoes.ids()]).toEqual([]);
  expect(cargoes.done('lane', 1)).toBeUndefined();
});

test('what is done goes, the oldest first, until nothing is left', () => {
  const cargoes = resting();
  cargoes.add(lane(['a', 'b', 'c']));
  expect(cargoes.done('lane', 1)).toBe(2);
  expect(cargoes.take('lane')).toEqual(lane(['b', 'c']));
  expect(cargoes.done('lane', 2)).toBe(0);
  expect(cargoes.take('lane')).toBeUndefined();
  expect([...cargoes.ids()]).toEqual([]);
  cargoes.rests('lane');
  cargoes.add(lane(['d']));
  expect(cargoes.take('lane')).toEqual(lane(['d']));
  expect(cargoes.done('lane', undefined)).toBeUndefined();
  expect(cargoes.take('lane')).toBeUndefined();
});

test('a lane that got work without its cargo must be read, and stays so until it rests', () => {
  const cargoes = resting();
  cargoes.add(lane(['a']));
  cargoes.add(lane());
  expect(cargoes.take('lane')).toBeUndefined();
  cargoes.add(lane(['b']));
  expect(cargoes.take('lane')).toBeUndefined();
  cargoes.rests('lane');
  cargoes.add(lane());
  cargoes.add(lane(['c']));
  expect(cargoes.take('lane')).toBeUndefined();
});

test('a lane that is forgotten is neither here nor known to rest', () => {
  const cargoes = resting();
  cargoes.forget('lane');
  cargoes.add(lane(['a']));
  expect(cargoes.take('lane')).toBeUndefined();
  cargoes.rests('lane');
  cargoes.add(lane(['a']));
  cargoes.forget('lane');
  expect(cargoes.take('lane')).toBeUndefined();
  expect([...cargoes.ids()]).toEqual([]);
});

test('no more than 4,000 pieces of work are here, and those that are done make room', () => {
  const cargoes = createCargoes<number>();
  for (const id of ['a', 'b', 'c', 'd']) cargoes.rests(id);
  const many = (id: string, count: number) => ({
    id,
    destinationId: 'sub_1',
    conversationId: null,
    cargo: Array.from({ length: count }, (_, i) => i),
  });
  cargoes.add(many('a', 3_999));
  cargoes.add(many('b', 1));
  expect([...cargoes.ids()]).toEqual(['a', 'b']);
  cargoes.add(many('c', 1));
  expect(cargoes.take('c')).toBeUndefined();
  cargoes.add(many('b', 1));
  expect(cargoes.take('b')).toBeUndefined();
  cargoes.add(many('d', 1));
  expect(cargoes.take('d')?.cargo).toHaveLength(1);
  cargoes.rests('c');
  cargoes.add(many('c', 1));
  expect(cargoes.take('c')).toBeUndefined();
  cargoes.forget('a');
  cargoes.rests('c');
  cargoes.add(many('c', 1));
  expect(cargoes.take('c')?.cargo).toHaveLength(1);
});

test('what is done of a lane makes room for others', () => {
  const cargoes = createCargoes<number>();
  for (const id of ['a', 'b']) cargoes.rests(id);
  const many = (id: string, count: number) => ({
    id,
    destinationId: 'sub_1',
    conversationId: null,
    cargo: Array.from({ length: count }, (_, i) => i),
  });
  cargoes.add(many('a', 4_000));
  expect(cargoes.done('a', 1)).toBe(3_999);
  cargoes.add(many('b', 1));
  expect(cargoes.take('b')?.cargo).toHaveLength(1);
});

test('of the lanes that rest 50,000 are known, and then all are forgotten', () => {
  const cargoes = createCargoes<string>();
  for (let i = 0; i < 50_000; i++) cargoes.rests(`lane-${i}`);
  cargoes.add(lane(['a'], 'lane-0'));
  expect(cargoes.take('lane-0')).toBeDefined();
  cargoes.rests('one-more');
  cargoes.rests('and-another');
  cargoes.add(lane(['a'], 'lane-1'));
  expect(cargoes.take('lane-1')).toBeUndefined();
  cargoes.add(lane(['a'], 'and-another'));
  expect(cargoes.take('and-another')).toBeDefined();
});
