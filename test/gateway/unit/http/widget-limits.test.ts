import { createWidgetLimits } from '../../../../gateway/src/http/widget/limits.ts';

test('a visitor and an address may each do so much a minute, and one that is stopped stops nobody else', () => {
  let now = 0;
  const { take } = createWidgetLimits(() => now);
  const message = (visitor: number, address: string) => take('message', address, `vis_${visitor}`);
  const first = Array.from({ length: 31 }, () => message(0, '198.51.100.1'));
  expect([first.slice(0, 30).every((one) => one === null), first[30]]).toEqual([true, 60]);
  expect(message(1, '198.51.100.1')).toBeNull();
  // Many visitors behind one address: 300 messages, of which 31 were taken.
  const many = Array.from({ length: 270 }, (_, n) => message(100 + n, '198.51.100.1'));
  expect([many.slice(0, 269).every((one) => one === null), many[269]]).toEqual([true, 60]);
  expect(message(2, '198.51.100.2')).toBeNull();
  // Visitors who have no session yet are counted by address alone.
  const sessions = Array.from({ length: 121 }, () => take('session', '198.51.100.1'));
  expect([sessions[119], sessions[120]]).toEqual([null, 60]);
  now = 59_500;
  expect(message(0, '198.51.100.1')).toBe(1);
  now = 60_000;
  expect(message(0, '198.51.100.1')).toBeNull();
});
