import {
  type Flow,
  NOBODY_STANDING,
  NO_FLOW,
  allFlow,
  allStanding,
  figuresOf,
  standingAfter,
} from '../../../../gateway/src/model/analytics.ts';

const flow: Flow = {
  ...NO_FLOW,
  opened: 5,
  asked: 4,
  finished: 3,
  finishedAnswered: 2,
  finishedUnanswered: 1,
  waits: 3,
  waitedMs: 100,
  firstResponsesMs: [21, 10],
  handlingMs: [150, 60, 90],
};

test('a period in which nothing happened has zeros, and null for durations', () => {
  expect(figuresOf(NOBODY_STANDING, NO_FLOW)).toMatchObject({ finished: 0, active: 0, firstResponseMedianMs: null, handlingP90Ms: null });
  expect(figuresOf(NOBODY_STANDING, NO_FLOW).responseAverageMs).toBeNull();
});

test('answered and unanswered sessions are those of everybody who was there in the period', () => {
  expect(figuresOf({ open: 2, answered: 1, unanswered: 1 }, flow)).toMatchObject({
    opened: 5,
    finished: 3,
    active: 4,
    answered: 3,
    unanswered: 3,
  });
});

test('averages and medians are whole milliseconds', () => {
  expect(figuresOf(NOBODY_STANDING, flow)).toMatchObject({
    firstResponses: 2,
    firstResponseAverageMs: 16,
    firstResponseMedianMs: 16,
    firstResponseP90Ms: 21,
    responseAverageMs: 33,
    handlingAverageMs: 100,
    handlingMedianMs: 90,
    handlingP90Ms: 150,
  });
});

test.each([
  [1, 1],
  [9, 9],
  [10, 9],
  [11, 10],
  [20, 18],
])('of %i durations nine tenths are within the one of rank %i', (count, rank) => {
  const handlingMs = Array.from({ length: count }, (_, i) => (i + 1) * 1000).reverse();
  expect(figuresOf(NOBODY_STANDING, { ...NO_FLOW, handlingMs }).handlingP90Ms).toBe(rank * 1000);
});

test('the next period begins with those who are left', () => {
  expect(standingAfter({ open: 2, answered: 1, unanswered: 1 }, flow)).toEqual({ open: 4, answered: 1, unanswered: 2 });
});

test('the whole is the sum of its parts, with the median of all', () => {
  const whole = allFlow([flow, { ...flow, handlingMs: [1, 2, 3, 4] }]);
  expect(whole).toMatchObject({ opened: 10, waitedMs: 200, firstResponsesMs: [21, 10, 21, 10] });
  expect(figuresOf(allStanding([NOBODY_STANDING, { open: 1, answered: 0, unanswered: 1 }]), whole)).toMatchObject({
    active: 5,
    unanswered: 5,
    handlingMedianMs: 4,
  });
});
