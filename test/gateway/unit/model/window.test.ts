import { clampSentAt, isWindowOpen, windowOf } from '../../../../gateway/src/model/window.ts';

const NOW = Date.parse('2026-11-20T10:00:00Z');
const HOUR = 3_600_000;
const WHATSAPP = { hours: 24, after: 'template' } as const;
const LINE = { hours: null, after: 'push' } as const;

test('a window of 24 hours is open until the last millisecond and shut after it', () => {
  const window = windowOf(WHATSAPP, { openedAt: NOW - 24 * HOUR, openedBy: 'message', freeReplyUntil: null });
  expect(window).toEqual({ expiresAt: NOW, openedBy: 'message', freeReplyUntil: null, messagesLeft: null, after: 'template' });
  expect(isWindowOpen(WHATSAPP, window, NOW - 1)).toBe(true);
  expect(isWindowOpen(WHATSAPP, window, NOW)).toBe(false);
});

test('a window that nothing has opened is shut', () => {
  expect(isWindowOpen(WHATSAPP, windowOf(WHATSAPP, { openedAt: null, openedBy: null, freeReplyUntil: null }), NOW)).toBe(false);
});

test('a platform without a window is always open', () => {
  const window = windowOf(LINE, { openedAt: NOW - 900 * HOUR, openedBy: 'message', freeReplyUntil: NOW + 50_000 });
  expect(window.expiresAt).toBeNull();
  expect(window.freeReplyUntil).toBe(NOW + 50_000);
  expect(isWindowOpen(LINE, window, NOW)).toBe(true);
});

test.each([
  ['missing', null, NOW],
  ['in our future', NOW + 5000, NOW],
  ['in our past', NOW - 5000, NOW - 5000],
  ['not a number', Number.NaN, NOW],
  ['zero', 0, NOW],
])('a platform time that is %s never lies in our future', (_name, sentAt, expected) => {
  expect(clampSentAt(sentAt, NOW)).toBe(expected);
});
