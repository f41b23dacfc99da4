import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Builds the console where that has not been done yet; a sentence where it cannot be. The phones work without it. */
export async function buildMissingConsole(root: string): Promise<string | undefined> {
  const gateway = path.join(root, 'gateway');
  if (existsSync(path.join(gateway, 'dist', 'console', 'index.html')) || !existsSync(path.join(gateway, 'console'))) return undefined;
  const child = spawn(process.execPath, [path.join(root, 'scripts', 'build.mjs'), 'console'], { cwd: root, stdio: 'ignore' });
  const code = await new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
    child.once('error', () => resolve(null));
  });
  return code === 0 ? undefined : 'The console could not be built: “npm run build” says why. Everything else works.';
}
