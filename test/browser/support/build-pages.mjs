// The console and the widget are built once before their tests, where a build is missing or older than a source.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

function newestUnder(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(...files.map((entry) => statSync(path.join(entry.parentPath, entry.name)).mtimeMs));
}

const PARTS = [
  ['console', 'gateway/dist/console/index.html'],
  ['widget', 'gateway/dist/widget/widget.js'],
];

export default function buildPages() {
  for (const [part, built] of PARTS) {
    const file = path.join(root, built);
    if (existsSync(file) && statSync(file).mtimeMs > newestUnder(path.join(root, 'gateway', part))) continue;
    const { status } = spawnSync(process.execPath, [path.join(root, 'scripts/build.mjs'), part], { cwd: root, stdio: 'inherit' });
    if (status !== 0) throw new Error(`the ${part} could not be built`);
  }
}
