import { createRests } from '../../../../gateway/src/outbox/rests.ts';

const lane = (id: string, attempts = 0) => ({ id, destinationId: 'sub_1', conversationId: null, version: 0, attempts, token: 'one' });

/** A lane that rests from 1,000 to 2,000. */
function resting(why: 'retry' | 'held') {
  const clock = { now: 1_000 };
  const rests = createRests(() => clock.now);
  rests.add(lane('a', 4), 2_000, why);
  return { clock, rests };
}

test('a lane that nobody knows anything of is tried as it is', () => {
  const { rests } = resting('retry');
  expect(rests.end(lane('b', 3), false)).toEqual(lane('b', 3));
});

test('a lane that failed rests to its time, also when more work comes, and has one more try behind it', () => {
  const { clock, rests } = resting('retry');
  clock.now = 1_999;
  expect(rests.end(lane('a'), false)).toBeUndefined();
  expect(rests.end(lane('a'), true)).toBeUndefined();
  expect([rests.over(), [...rests.ids()]]).toEqual([[], ['a']]);
  clock.now = 2_000;
  expect(rests.over()).toMatchObject([{ id: 'a', destinationId: 'sub_1' }]);
  expect(rests.end(lane('a'), false)).toEqual(lane('a', 5));
  expect([rests.over(), [...rests.ids()]]).toEqual([[], []]);
  expect(rests.end(lane('a'), false)).toEqual(lane('a'));
});

test('a lane that is held rests to its time or until more work comes, with the tries that it had', () => {
  const { clock, rests } = resting('held');
  expect(rests.end(lane('a'), false)).toBeUndefined();
  expect(rests.end(lane('a'), true)).toEqual(lane('a', 4));
  expect([...rests.ids()]).toEqual([]);
  rests.add(lane('a', 4), 2_000, 'held');
  clock.now = 2_000;
  expect(rests.end(lane('a'), false)).toEqual(lane('a', 4));
});
