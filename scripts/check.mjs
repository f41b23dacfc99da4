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
process.exit(failed === 0 ? 0 : 1);
