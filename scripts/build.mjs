// `npm run build`: everything that ships. `node scripts/build.mjs gateway`, `console`, `widget` or `nodes` builds one part.
//
// gateway/dist/src/main.js is the service, gateway/dist/console its pages, gateway/dist/widget the chat for sites, dist/ is the n8n package.
// What TypeScript leaves behind (the sandbox's pages, the nodes' icons and codex files) is copied.
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = process.argv.slice(2);
const PARTS = ['gateway', 'console', 'widget', 'nodes'];

function run(what, script, ...args) {
  // Whoever asks, what is built is what ships: under jest NODE_ENV is test, and React would come in its larger form.
  const env = { ...process.env, NODE_ENV: 'production' };
  const { status } = spawnSync(process.execPath, [path.join(root, script), ...args], { cwd: root, env, stdio: 'inherit' });
  if (status === 0) return;
  console.error(`build: ${what} failed.`);
  process.exit(status ?? 1);
}

function buildGateway() {
  for (const folder of ['src', 'sandbox']) rmSync(path.join(root, 'gateway/dist', folder), { recursive: true, force: true });
  run('compiling the gateway', 'node_modules/typescript/bin/tsc', '-p', 'gateway');
  for (const folder of ['page', 'shop'])
    cpSync(path.join(root, 'gateway/sandbox', folder), path.join(root, 'gateway/dist/sandbox', folder), { recursive: true });
}

/** Builds the console and packs each of its files once, so that the gateway need not do it for every browser. */
function buildConsole() {
  run('building the console', 'node_modules/vite/bin/vite.js', 'build', 'gateway/console', '--logLevel', 'warn');
  const folder = path.join(root, 'gateway/dist/console/assets');
  for (const name of readdirSync(folder).filter((one) => /\.(js|css|svg)$/.test(one))) {
    const bytes = readFileSync(path.join(folder, name));
    writeFileSync(path.join(folder, `${name}.br`), brotliCompressSync(bytes));
    writeFileSync(path.join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
  }
}

function buildNodes() {
  rmSync(path.join(root, 'dist'), { recursive: true, force: true });
  run('compiling the n8n nodes', 'node_modules/typescript/bin/tsc', '-p', '.');
  run('copying the icons', 'node_modules/gulp/bin/gulp.js', 'build:icons', '--silent');
}

const unknown = wanted.find((part) => !PARTS.includes(part));
if (unknown !== undefined) {
  console.error(`build: there is no "${unknown}"; choose from ${PARTS.join(', ')}.`);
  process.exit(1);
}
if (wanted.length === 0 || wanted.includes('gateway')) buildGateway();
if (wanted.length === 0 || wanted.includes('console')) buildConsole();
if (wanted.length === 0 || wanted.includes('widget')) run('building the widget', 'gateway/widget/build.mjs');
if (wanted.length === 0 || wanted.includes('nodes')) buildNodes();
