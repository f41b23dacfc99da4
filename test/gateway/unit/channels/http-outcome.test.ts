import { isOutcome, outcomeByCode, outcomeByStatus, readAnswer, type ReadAnswer } from '../../../../gateway/src/channels/http-outcome.ts';

const NOW = Date.UTC(2026, 10, 20, 12);
const answer = (status: number, headers: Record<string, string> = {}): ReadAnswer => ({ status, headers, json: undefined, text: '' });

test('no answer to a request that never left is down, to one that may have is unknown', () => {
  expect(readAnswer({ is: 'no_answer', why: 'refused', reached: 'no' }, { safeToRepeat: false })).toEqual({
    is: 'deferred',
    reason: 'down',
    detail: 'refused',
  });
  for (const safeToRepeat of [true, false]) {
    expect(readAnswer({ is: 'no_answer', why: 'reset', reached: 'maybe' }, { safeToRepeat })).toEqual({
      is: 'unknown',
      detail: 'reset',
      safeToRepeat,
    });
  }
});

test('an answer is read as JSON where it is some', () => {
  const read = (body: string) => readAnswer({ is: 'answer', status: 200, headers: {}, body: Buffer.from(body) }, { safeToRepeat: false });
  expect(read('{"a":1}')).toEqual({ status: 200, headers: {}, json: { a: 1 }, text: '{"a":1}' });
  expect(read('<html>')).toEqual({ status: 200, headers: {}, json: undefined, text: '<html>' });
  expect(isOutcome(read('<html>'))).toBe(false);
});

test.each([
  [429, { is: 'deferred', reason: 'throttled' }],
  [500, { is: 'deferred', reason: 'down' }],
  [503, { is: 'deferred', reason: 'down' }],
  [401, { is: 'refused', reason: 'channel_settings' }],
  [403, { is: 'refused', reason: 'channel_settings' }],
  [400, { is: 'refused', reason: 'message_invalid' }],
  [404, { is: 'refused', reason: 'message_invalid' }],
  [200, { is: 'unknown', safeToRepeat: false }],
  [302, { is: 'unknown', safeToRepeat: false }],
])('%i without a known code ends as %j', (status, outcome) => {
  expect(outcomeByStatus(answer(status), 'said', NOW, { safeToRepeat: false })).toMatchObject(outcome);
});

test.each([
  ['30', NOW + 30_000],
  ['0', NOW],
  ['Fri, 20 Nov 2026 12:01:00 GMT', NOW + 60_000],
  ['soon', undefined],
])('Retry-After: %s waits until %p', (header, notBefore) => {
  const outcome = outcomeByStatus(answer(429, { 'retry-after': header }), 'said', NOW, { safeToRepeat: false });
  expect(outcome.is === 'deferred' ? outcome.notBefore : 'not deferred').toBe(notBefore);
});

test("a code's own wait holds, unless the platform asks for another", () => {
  const ending = { is: 'deferred', reason: 'throttled', waitMs: 6000 } as const;
  expect(outcomeByCode(ending, '7', 'said', answer(429), NOW)).toEqual({
    is: 'deferred',
    reason: 'throttled',
    detail: 'said',
    platformCode: '7',
    notBefore: NOW + 6000,
  });
  expect(outcomeByCode(ending, '7', 'said', answer(429, { 'retry-after': '9' }), NOW)).toMatchObject({ notBefore: NOW + 9000 });
  expect(outcomeByCode({ is: 'refused', reason: 'policy' }, '8', 'said', answer(400), NOW)).toEqual({
    is: 'refused',
    reason: 'policy',
    detail: 'said',
    platformCode: '8',
  });
});
