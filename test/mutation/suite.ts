// `npm run test:mutation [-- --only=<group>[,<group>…]]`: changes the code that matters most, one thing at a time, and tells how many of the
// changes the tests notice. One JSON line a group; exit code 1 where a group is under 85 % (RELIABILITY H8), or where a change that is said
// to make no difference is noticed or no longer there.
import { describeMachine } from '../bench/figures.ts';
import { createReport } from '../faults/report.ts';
import { EXAMPLES_SEED } from './harness.ts';
import { type Equivalent, GROUPS, type Group } from './groups.ts';
import { type Mutant, ensureStryker, mutate } from './stryker.ts';

const LEAST_SCORE = 85;

const given = process.argv.find((arg) => arg.startsWith('--only='))?.slice('--only='.length);
const wanted = given?.split(',');
const unknown = wanted?.filter((name) => !GROUPS.some((group) => group.name === name)) ?? [];
if (unknown.length > 0) {
  console.error(`There is no group ${unknown.join(', ')}; there are ${GROUPS.map(({ name }) => name).join(', ')}.`);
  process.exit(1);
}

const report = createReport();
const stryker = await ensureStryker(console.error);
for (const group of GROUPS) {
  if (wanted?.includes(group.name) ?? true) await report.part(group.name, () => judge(group));
}
process.exit(report.end() ? 0 : 1);

async function judge(group: Group): Promise<void> {
  const startedAt = performance.now();
  const mutants: Mutant[] = [];
  for (const [index, part] of group.parts.entries()) mutants.push(...(await mutate(`${group.name}-${index + 1}`, part)));
  const count = (...statuses: readonly Mutant['status'][]) => mutants.filter(({ status }) => statuses.includes(status)).length;
  const [killed, timeout] = [count('Killed'), count('Timeout')];
  const missed = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  const isExcused = (mutant: Mutant) => group.equivalent.some((known) => isMeant(known, mutant));
  const survivors = missed.filter((mutant) => !isExcused(mutant));
  const score = (100 * (killed + timeout)) / (killed + timeout + survivors.length);
  for (const { file, line, source, replacement, status } of survivors)
    console.error(`     ${status === 'NoCoverage' ? 'not reached' : 'not noticed'}: ${file}:${line}  ${source}  ->  ${replacement}`);
  console.log(
    JSON.stringify({
      mutation: group.name,
      mutants: mutants.length,
      killed,
      timeout,
      survived: survivors.length,
      equivalent: missed.length - survivors.length,
      broken: mutants.length - killed - timeout - missed.length,
      score: Math.round(score * 100) / 100,
      seconds: Math.round((performance.now() - startedAt) / 1000),
      stryker,
      ...describeMachine(),
      seed: EXAMPLES_SEED,
    }),
  );
  report.check(`at least ${LEAST_SCORE} % of the changes are noticed`, score >= LEAST_SCORE, score);
  for (const known of group.equivalent) {
    const meant = mutants.filter((mutant) => isMeant(known, mutant));
    const isRight = meant.length > 0 && meant.every((mutant) => missed.includes(mutant));
    if (!isRight) report.check(`"${known.line}" -> "${known.becomes}" is there and makes no difference`, false, meant.length);
  }
}

function isMeant({ file, line, becomes }: Equivalent, mutant: Mutant): boolean {
  return mutant.file.endsWith(file) && mutant.source.includes(line) && mutant.replacement === becomes;
}
