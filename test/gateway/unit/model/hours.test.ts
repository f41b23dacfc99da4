import { HOUR_MS, hourOf, isTimeZone, startOfHour, zoneClock } from '../../../../gateway/src/model/hours.ts';

const NOON = Date.parse('2026-11-20T12:00:00Z');

test.each([
  ['UTC', true],
  ['Asia/Manila', true],
  ['America/Argentina/Buenos_Aires', true],
  ['Etc/GMT-8', true],
  ['+08:00', false],
  ['Asia/Nowhere', false],
  ['', false],
  ['../etc/passwd', false],
])('%s is a time zone: %s', (name, expected) => {
  expect(isTimeZone(name)).toBe(expected);
});

test.each([
  ['UTC', 0, '2026-11-20T12:00:00+00:00'],
  ['Asia/Manila', 0, '2026-11-20T20:00:00+08:00'],
  ['Asia/Kolkata', HOUR_MS / 2, '2026-11-20T17:30:00+05:30'],
  ['Asia/Kathmandu', (HOUR_MS * 3) / 4, '2026-11-20T17:45:00+05:45'],
  ['America/St_Johns', HOUR_MS / 2, '2026-11-20T08:30:00-03:30'],
])('the clocks of %s are read', (name, shiftMs, label) => {
  const clock = zoneClock(name);
  expect(clock.shiftAt(NOON)).toBe(shiftMs);
  expect(clock.label(NOON)).toBe(label);
  expect(Date.parse(clock.label(NOON))).toBe(NOON);
});

test('midnight is hour 00, and an hour that the clocks go through twice has two labels', () => {
  const clock = zoneClock('Europe/Berlin');
  expect(clock.label(Date.parse('2026-11-19T23:00:00Z'))).toBe('2026-11-20T00:00:00+01:00');
  expect(clock.label(Date.parse('2026-10-25T00:00:00Z'))).toBe('2026-10-25T02:00:00+02:00');
  expect(clock.label(Date.parse('2026-10-25T01:00:00Z'))).toBe('2026-10-25T02:00:00+01:00');
});

test('an hour begins at the full hour of its zone', () => {
  const shiftMs = HOUR_MS / 2;
  const hour = hourOf(Date.parse('2026-11-20T12:29:59.999Z'), shiftMs);
  expect(new Date(startOfHour(hour, shiftMs)).toISOString()).toBe('2026-11-20T11:30:00.000Z');
  expect(hourOf(Date.parse('2026-11-20T12:30:00Z'), shiftMs)).toBe(hour + 1);
});
