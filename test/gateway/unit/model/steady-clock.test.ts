import { createSteadyClock } from '../../../../gateway/src/model/steady-clock.ts';

test('a steady clock goes on from where it began by how much time has passed, and from another moment when it is told one', () => {
  let elapsed = 1_000;
  const clock = createSteadyClock(50_000, () => elapsed);
  elapsed += 250.5;
  expect(clock.now()).toBe(50_250);
  clock.set(90_000);
  elapsed += 10;
  expect(clock.now()).toBe(90_010);
});
