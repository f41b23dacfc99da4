import { playLives } from '../../support/lifecycle/play.ts';
import { ALL_RULES } from '../../support/lifecycle/steps.ts';

/** Always the same: what fails here fails again. `npm run test:fuzz` plays others, and more. */
const SEED = 20_261_120;
const LIVES = 168;
const ROUNDS = 12;
/** Seven seconds of work in all, on a machine that may have other things to do. */
const MOST_MS = 120_000;

test.each(ALL_RULES)(
  'conversations live as the model says, $name',
  async (rules) => {
    expect(await playLives(rules, SEED, LIVES, ROUNDS)).toEqual([]);
  },
  MOST_MS,
);
