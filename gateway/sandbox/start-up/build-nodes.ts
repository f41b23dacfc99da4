import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Builds the n8n nodes where that has not been done yet; a sentence where it cannot be. The phones work without them. */
export async function buildMissingNodes(root: string): Promise<string | undefined> {
  const built = path.join(root, 'dist', 'nodes', 'Parley', 'Parley.node.js');
  if (existsSync(built) || !existsSync(path.join(root, 'nodes'))) return undefined;
  const child = spawn(process.execPath, [path.join(root, 'scripts', 'build.mjs'), 'nodes'], { cwd: root, stdio: 'ignore' });
  const code = await new Promise<number | null>((resolve) => {
    child.once('exit', resolve);
    child.once('error', () => resolve(null));
  });
  return code === 0 ? undefined : 'The n8n nodes could not be built: “npm run build” says why. Everything else works.';
}
