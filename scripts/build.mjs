// `npm run build`: everything that ships. `node scripts/build.mjs gateway` or `nodes` builds one half.
//
// gateway/dist/src/main.js is the service, dist/ is the n8n package. What TypeScript leaves behind (the sandbox's page, the
// nodes' icons and codex files) is copied.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = process.argv.slice(2);
const HALVES = ['gateway', 'nodes'];

function run(what, script, ...args) {
  const { status } = spawnSync(process.execPath, [path.join(root, script), ...args], { cwd: root, stdio: 'inherit' });
  if (status === 0) return;
  console.error(`build: ${what} failed.`);
  process.exit(status ?? 1);
}

function buildGateway() {
  rmSync(path.join(root, 'gateway/dist'), { recursive: true, force: true });
  run('compiling the gateway', 'node_modules/typescript/bin/tsc', '-p', 'gateway');
  cpSync(path.join(root, 'gateway/sandbox/page'), path.join(root, 'gateway/dist/sandbox/page'), { recursive: true });
}

function buildNodes() {
  rmSync(path.join(root, 'dist'), { recursive: true, force: true });
  run('compiling the n8n nodes', 'node_modules/typescript/bin/tsc', '-p', '.');
  run('copying the icons', 'node_modules/gulp/bin/gulp.js', 'build:icons', '--silent');
}

const unknown = wanted.find((half) => !HALVES.includes(half));
if (unknown !== undefined) {
  console.error(`build: there is no "${unknown}"; choose from ${HALVES.join(', ')}.`);
  process.exit(1);
}
if (wanted.length === 0 || wanted.includes('gateway')) buildGateway();
if (wanted.length === 0 || wanted.includes('nodes')) buildNodes();
