// Starts a program under Node 24, whatever Node runs this file: `node launch.mjs <arguments for node>`.
//
// Parley needs `node:sqlite` as Node 24 has it. npm brings that Node along as an optional package for the common platforms, so
// that `npm install` is all a machine needs; elsewhere the machine's own Node does, if it is new enough.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Older ones carry CVE-2026-58041 in node:sqlite. */
const OLDEST = [24, 18, 1];

function isNewEnough(version) {
  const parts = version.split('.').map(Number);
  for (let i = 0; i < OLDEST.length; i++) {
    if (parts[i] !== OLDEST[i]) return parts[i] > OLDEST[i];
  }
  return true;
}

/** The path of a Node 24, or undefined. */
export function findNode() {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  try {
    const folder = path.dirname(createRequire(import.meta.url).resolve(`node-${platform}-${process.arch}/package.json`));
    const binary = path.join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
}

function main() {
  const node = findNode();
  if (node === undefined) {
    console.error(
      `Parley needs Node ${OLDEST.join('.')} or newer. This is Node ${process.versions.node}, and npm has no Node 24 package for ` +
        `${process.platform}-${process.arch}. Install Node 24 from https://nodejs.org and run the command again.`,
    );
    process.exit(1);
  }
  const env = { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}` };
  const child = spawn(node, process.argv.slice(2), { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else process.exit(code ?? 1);
  });
}

if (process.argv[1] !== undefined && path.basename(process.argv[1]) === 'launch.mjs') main();
