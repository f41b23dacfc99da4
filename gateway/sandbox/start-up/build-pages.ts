import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** What browsers get: its name in the build, the file that tells that it was built, and what it is called. */
const PAGES = [
  { part: 'console', built: 'console/index.html', name: 'console' },
  { part: 'widget', built: 'widget/widget.js', name: 'chat on the shop’s pages' },
] as const;

/** Builds the console and the widget where that has not been done yet; a sentence for each that cannot be. The phones work without. */
export async function buildMissingPages(root: string): Promise<readonly string[]> {
  const gateway = path.join(root, 'gateway');
  const notes: string[] = [];
  for (const { part, built, name } of PAGES) {
    if (existsSync(path.join(gateway, 'dist', built)) || !existsSync(path.join(gateway, part))) continue;
    if (!(await build(root, part))) notes.push(`The ${name} could not be built: “npm run build” says why. Everything else works.`);
  }
  return notes;
}

async function build(root: string, part: string): Promise<boolean> {
  const child = spawn(process.execPath, [path.join(root, 'scripts', 'build.mjs'), part], { cwd: root, stdio: 'ignore' });
  const code = await new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
    child.once('error', () => resolve(null));
  });
  return code === 0;
}
