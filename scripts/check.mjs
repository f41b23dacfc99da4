// Everything that can be said of the code without running it: lint, types, format. (The import rules are a test of their own.)
import { spawnSync } from 'node:child_process';

const CHECKS = [
  ['lint', ['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0']],
  ['types of the nodes', ['node_modules/typescript/bin/tsc', '-p', '.', '--noEmit']],
  ['types of the gateway', ['node_modules/typescript/bin/tsc', '-p', 'gateway', '--noEmit']],
  ['types of the console', ['node_modules/typescript/bin/tsc', '-p', 'gateway/console', '--noEmit']],
  ['types of the widget', ['node_modules/typescript/bin/tsc', '-p', 'gateway/widget', '--noEmit']],
  ['types of the tests', ['node_modules/typescript/bin/tsc', '-p', 'test', '--noEmit']],
  ['types of the nodes’ tests', ['node_modules/typescript/bin/tsc', '-p', 'test/nodes', '--noEmit']],
  ['types of the widget’s tests', ['node_modules/typescript/bin/tsc', '-p', 'test/widget', '--noEmit']],
  ['format', ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.']],
  [
    'import rules',
    ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--config', 'test/architecture/jest.config.mjs'],
  ],
];

let failed = 0;
for (const [name, args] of CHECKS) {
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name}`);
  if (status !== 0) failed += 1;
}
const weak = knownWeaknesses();
console.log(weak.line);
if (weak.isBad) failed += 1;
process.exit(failed === 0 ? 0 : 1);

/** What npm knows of the libraries that the gateway runs with. Where it cannot be asked, that is said and is no failure. */
function knownWeaknesses() {
  const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8', timeout: 60_000 });
  const found = countsIn(stdout ?? '');
  if (found === undefined) return { isBad: false, line: '     weaknesses of libraries: not known, npm could not be asked' };
  const bad = found.high + found.critical;
  const rest = `${found.critical} critical, ${found.high} high, ${found.moderate} moderate, ${found.low} low`;
  return { isBad: bad > 0, line: `${bad === 0 ? 'ok  ' : 'FAIL'} weaknesses of libraries: ${rest}; see npm audit --omit=dev` };
}

function countsIn(json) {
  try {
    return JSON.parse(json).metadata?.vulnerabilities;
  } catch {
    return undefined;
  }
}
