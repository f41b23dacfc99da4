// The console is built once before its tests, where the build is missing or older than a source.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));

function newestUnder(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Math.max(...files.map((entry) => statSync(path.join(entry.parentPath, entry.name)).mtimeMs));
}

export default function buildConsole() {
  const page = path.join(root, 'gateway/dist/console/index.html');
  if (existsSync(page) && statSync(page).mtimeMs > newestUnder(path.join(root, 'gateway/console'))) return;
  const { status } = spawnSync(process.execPath, [path.join(root, 'scripts/build.mjs'), 'console'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('the console could not be built');
}
