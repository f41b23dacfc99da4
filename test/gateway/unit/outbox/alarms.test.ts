import { createAlarms } from '../../../../gateway/src/outbox/alarms.ts';

/** Alarms on timers of the real clock: those that ring do so at once, and the last of all tells that the others are over. */
function bench() {
  const alarms = createAlarms();
  const rung: string[] = [];
  return {
    alarms,
    rung,
    set: (name: string, what = name) => alarms.set(name, 1, () => void rung.push(what)),
    allRung: () => new Promise<void>((resolve) => createAlarms().set('last', 3, resolve)),
  };
}

test('each name has one alarm, the one that was set last', async () => {
  const { set, rung, allRung } = bench();
  set('a', 'the first a');
  set('b');
  set('a', 'the second a');
  await allRung();
  expect(rung).toEqual(['b', 'the second a']);
});

test('an alarm rings once, and can be set again when it does', async () => {
  const { alarms, rung } = bench();
  await new Promise<void>((resolve) => {
    const ring = () => {
      rung.push('a');
      if (rung.length < 3) alarms.set('a', 1, ring);
      else resolve();
    };
    alarms.set('a', 1, ring);
  });
  expect(rung).toEqual(['a', 'a', 'a']);
});

test('what is cleared does not ring, and clearing what is not set does no harm', async () => {
  const { alarms, set, rung, allRung } = bench();
  set('a');
  set('b');
  alarms.clear('a');
  alarms.clear('c');
  await allRung();
  expect(rung).toEqual(['b']);
});

test('nothing rings after they were closed, and nothing can be set', async () => {
  const { alarms, set, rung, allRung } = bench();
  set('a');
  set('b');
  alarms.close();
  set('a');
  set('c');
  await allRung();
  expect(rung).toEqual([]);
});

test('what rang or was cleared is held on to no longer', () => {
  const timers: (() => void)[] = [];
  const calledOff: number[] = [];
  const alarms = createAlarms((_ms, then) => {
    const nth = timers.push(then);
    return () => void calledOff.push(nth);
  });
  for (const name of ['a', 'b', 'c']) alarms.set(name, 1, () => {});
  timers[0]?.();
  alarms.clear('b');
  alarms.close();
  expect(calledOff).toEqual([2, 3]);
});
