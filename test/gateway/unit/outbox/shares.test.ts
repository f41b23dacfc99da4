import { createShares } from '../../../../gateway/src/outbox/shares.ts';

const lane = (id: string, destinationId = 'sub_1') => ({ id, destinationId });

test('a destination has as many tries as it may, and no more', () => {
  const shares = createShares(2);
  expect(shares.roomOf('sub_1')).toBe(2);
  shares.take(lane('a'));
  expect([shares.roomOf('sub_1'), shares.full()]).toEqual([1, []]);
  shares.take(lane('b'));
  expect([shares.roomOf('sub_1'), shares.roomOf('sub_2'), shares.full()]).toEqual([0, 2, ['sub_1']]);
  shares.giveBack(lane('a'));
  expect([shares.roomOf('sub_1'), shares.full()]).toEqual([1, []]);
});

test('what was answered makes room once, and its end makes none a second time', () => {
  const shares = createShares(1);
  shares.take(lane('a'));
  expect(shares.answered(lane('a'))).toBe(true);
  expect(shares.roomOf('sub_1')).toBe(1);
  expect(shares.answered(lane('a'))).toBe(false);
  expect(shares.roomOf('sub_1')).toBe(1);
  shares.take(lane('b'));
  shares.giveBack(lane('a'));
  expect([shares.roomOf('sub_1'), shares.full()]).toEqual([0, ['sub_1']]);
});

test('of those that are answered and not written down four times as many are held', () => {
  const shares = createShares(2);
  for (let held = 0; held < 8; held++) {
    expect(shares.roomOf('sub_1')).toBe(Math.min(2, 8 - held));
    shares.take(lane(`lane ${held}`));
    shares.answered(lane(`lane ${held}`));
  }
  expect([shares.roomOf('sub_1'), shares.full()]).toEqual([0, ['sub_1']]);
  shares.giveBack(lane('lane 0'));
  expect([shares.roomOf('sub_1'), shares.full()]).toEqual([1, []]);
});

test('a lane that was not taken changes nothing', () => {
  const shares = createShares(1);
  expect(shares.answered(lane('a'))).toBe(false);
  shares.giveBack(lane('a'));
  expect([shares.roomOf('sub_1'), shares.full()]).toEqual([1, []]);
});
