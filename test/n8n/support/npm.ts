import { existsSync } from 'node:fs';
import path from 'node:path';

import { ROOT } from './paths.ts';
import { run } from './processes.ts';

/**
 * npm in a folder of its own, under our Node, so that what it compiles fits. The headers to compile with come with the Node
 * package; a `nodedir` of the machine would be for another Node.
 */
export async function npm(folder: string, args: readonly string[], timeoutMs: number): Promise<void> {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const nodePackage = path.join(ROOT, 'node_modules', `node-${platform}-${process.arch}`);
  const env = {
    ...process.env,
    PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ''}`,
    ...(existsSync(path.join(nodePackage, 'include')) ? { npm_config_nodedir: nodePackage } : {}),
  };
  await run('npm', args, { cwd: folder, env, timeoutMs, shell: process.platform === 'win32' });
}
