import fc from 'fast-check';
import {
  type Grant,
  type WindowRule,
  clampSentAt,
  mayWrite,
  openedBy,
  spentOne,
  windowEnd,
  windowOf,
  windowState,
} from '../../../../gateway/src/model/window.ts';

const NOW = Date.parse('2026-11-20T10:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WHATSAPP: WindowRule = { hours: 24, after: 'template' };
const LINE: WindowRule = { hours: null, after: 'push' };
const MESSENGER: WindowRule = { hours: 24, after: 'template', memberDays: 7 };
const WECHAT: WindowRule = { hours: 48, after: 'template', messages: 5, openings: { click: { minutes: 1, messages: 3 } } };
const message = (at: number, sent = 0): Grant => ({ by: 'message', at, sent });
const click = (at: number, sent = 0): Grant => ({ by: 'click', at, sent });

describe('a window of hours', () => {
  test('is open to the last moment and shut from it on', () => {
    const grants = [message(NOW - 24 * HOUR)];
    expect(windowOf(WHATSAPP, grants, null, NOW)).toEqual({
      expiresAt: NOW,
      openedBy: 'message',
      freeReplyUntil: null,
      messagesLeft: null,
      after: 'template',
    });
    expect(windowState(WHATSAPP, grants, NOW - 1)).toBe('open');
    expect(windowState(WHATSAPP, grants, NOW)).toBe('shut');
  });

  test('that nothing has opened is shut', () => expect(windowState(WHATSAPP, [], NOW)).toBe('shut'));

  test('an ad opens it as a message does, and is named', () => {
    const grants = openedBy([message(NOW - 30 * HOUR)], 'ad', NOW - HOUR);
    expect(windowOf(WHATSAPP, grants, null, NOW)).toMatchObject({ openedBy: 'ad', expiresAt: NOW + 23 * HOUR });
  });
});

test('a channel without a rule is always open, and says until when an answer is free', () => {
  expect(windowState(LINE, [], NOW)).toBe('open');
  expect(windowOf(LINE, [message(NOW - 900 * HOUR)], NOW + 50_000, NOW)).toMatchObject({
    expiresAt: null,
    freeReplyUntil: NOW + 50_000,
    after: 'push',
  });
});

describe('days for members', () => {
  test.each([
    [23, 'open', true, true],
    [24, 'members_only', true, false],
    [7 * 24 - 1, 'members_only', true, false],
    [7 * 24, 'shut', false, false],
  ] as const)('after %i hours it is %s', (hours, state, member, bot) => {
    expect(windowState(MESSENGER, [message(NOW - hours * HOUR)], NOW)).toBe(state);
    expect(mayWrite(state, 'member')).toBe(member);
    expect(mayWrite(state, 'bot')).toBe(bot);
  });
});

describe('a window that counts', () => {
  test('lets five messages through and no sixth', () => {
    let grants: readonly Grant[] = openedBy([], 'message', NOW);
    for (let left = 5; left > 0; left--) {
      expect(windowOf(WECHAT, grants, null, NOW)).toMatchObject({ messagesLeft: left });
      expect(windowState(WECHAT, grants, NOW)).toBe('open');
      grants = spentOne(WECHAT, grants, NOW);
    }
    expect(windowOf(WECHAT, grants, null, NOW)).toMatchObject({ messagesLeft: 0, expiresAt: NOW + 48 * HOUR });
    expect(windowState(WECHAT, grants, NOW)).toBe('shut');
  });

  test('spends what ends first: the minute of a click before the hours of a message', () => {
    const grants = [message(NOW - HOUR), click(NOW - 30_000)];
    expect(windowOf(WECHAT, grants, null, NOW)).toMatchObject({ messagesLeft: 8, openedBy: 'message' });
    const after = spentOne(WECHAT, grants, NOW);
    expect(after).toEqual([message(NOW - HOUR), click(NOW - 30_000, 1)]);
    expect(spentOne(WECHAT, after, NOW + MINUTE)).toEqual([message(NOW - HOUR, 1), click(NOW - 30_000, 1)]);
  });

  test('a new message of the customer gives all five again', () => {
    expect(openedBy([message(NOW - HOUR, 5)], 'message', NOW)).toEqual([message(NOW)]);
  });

  test('a late report of an earlier message gives nothing', () => {
    const grants = [message(NOW, 5)];
    expect(openedBy(grants, 'message', NOW - 1)).toBe(grants);
    expect(openedBy(grants, 'message', NOW)).toBe(grants);
  });

  test('property: what is left and what went out make up what was given', () => {
    fc.assert(
      fc.property(fc.nat(12), fc.nat(3), (sends, clicks) => {
        let grants: readonly Grant[] = [message(NOW), ...(clicks > 0 ? [click(NOW)] : [])];
        const given = clicks > 0 ? 8 : 5;
        for (let i = 0; i < sends; i++) grants = spentOne(WECHAT, grants, NOW);
        expect(windowOf(WECHAT, grants, null, NOW).messagesLeft).toBe(Math.max(0, given - sends));
        expect(windowState(WECHAT, grants, NOW)).toBe(sends >= given ? 'shut' : 'open');
      }),
    );
  });
});

test('a window ends when its last opening does; one that nothing opened has no end', () => {
  expect(windowEnd(WECHAT, [message(NOW), click(NOW)])).toBe(NOW + 48 * HOUR);
  expect(windowEnd(WECHAT, [])).toBeNull();
  expect(windowEnd(LINE, [message(NOW)])).toBeNull();
});

test.each([
  [null, NOW],
  [NOW + HOUR, NOW],
  [NOW - HOUR, NOW - HOUR],
  [0, NOW],
  [Number.NaN, NOW],
])('a platform clock of %p is taken as %p', (sentAt, taken) => expect(clampSentAt(sentAt, NOW)).toBe(taken));
