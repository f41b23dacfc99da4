import { ulidIds } from '../../../../gateway/src/model/ids.ts';

const zeros = (n: number) => new Uint8Array(n);

test('ids carry their prefix, 26 characters, and the time in front', () => {
  const ids = ulidIds(() => Date.parse('2026-11-20T10:00:00Z'), zeros);
  expect(ids.next('msg')).toMatch(/^msg_[0-9A-HJKMNP-TV-Z]{26}$/);
  expect(ulidIds(() => 0, zeros).next('evt')).toBe('evt_00000000000000000000000000');
});

test('ids of one process sort in the order in which they were made, also within a millisecond and when the clock steps back', () => {
  let now = 1000;
  const ids = ulidIds(
    () => now,
    (n) => new Uint8Array(n).fill(31),
  );
  const made = [ids.next('msg'), ids.next('msg')];
  now = 999;
  made.push(ids.next('msg'));
  now = 1001;
  made.push(ids.next('msg'));
  expect(new Set(made).size).toBe(4);
  expect(made).toEqual([...made].sort());
});
