import type { Report } from '../faults/report.ts';
import { type Difference, playLives } from '../support/lifecycle/play.ts';
import { ALL_RULES } from '../support/lifecycle/steps.ts';

const AT_ONCE = 250;
const ROUNDS = 25;

/** Random lives of conversations against the model that knows nothing of the gateway's code, by every set of rules in turn. */
export async function playManyLives(count: number, seed: number, report: Report): Promise<void> {
  const differences: Difference[] = [];
  for (let played = 0, batch = 0; played < count; played += AT_ONCE, batch++) {
    const rules = ALL_RULES[batch % ALL_RULES.length];
    if (rules === undefined) return;
    differences.push(...(await playLives(rules, seed + batch, Math.min(AT_ONCE, count - played), ROUNDS)));
  }
  const [first] = differences;
  report.check(`${count} conversations live as the model says`, first === undefined, { differences: differences.length, first });
}
