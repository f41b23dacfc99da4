import { cp, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';

import { ROOT } from './paths.ts';
import { run } from './processes.ts';

/** Compiles the n8n package as it is published: the nodes, then icons and codex files beside them. */
export async function buildPackage(): Promise<void> {
  const node = process.execPath;
  await rm(path.join(ROOT, 'dist'), { recursive: true, force: true });
  await run(node, ['node_modules/typescript/bin/tsc', '-p', '.'], { cwd: ROOT });
  await run(node, ['node_modules/gulp/bin/gulp.js', 'build:icons'], { cwd: ROOT });
}

/** Puts the built package where n8n keeps what its users installed: what npm would publish, and nothing else. Gives its folder. */
export async function installPackage(userFolder: string): Promise<string> {
  const target = path.join(userFolder, '.n8n/nodes/node_modules/n8n-nodes-parley');
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await cp(path.join(ROOT, 'package.json'), path.join(target, 'package.json'));
  await cp(path.join(ROOT, 'dist'), path.join(target, 'dist'), { recursive: true });
  return target;
}
