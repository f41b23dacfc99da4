import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { npm } from './npm.ts';
import { RUNTIME } from './paths.ts';

/**
 * An n8n that can be started: its entry file. Installs it from the npm registry when it is not there, which takes about four
 * minutes and 2.2 GB; afterwards costs nothing.
 *
 * `--legacy-peer-deps` and the overrides of its package.json are needed because newer releases of some of n8n's dependencies do
 * not resolve; scripts are left out because only sqlite3 of all of them needs its own, and others would reach for hosts beside
 * the registry.
 */
export async function ensureN8n(say: (line: string) => void): Promise<string> {
  const entry = path.join(RUNTIME, 'node_modules/n8n/bin/n8n');
  if (!existsSync(entry)) {
    say('Installing n8n into test/n8n/runtime: this happens once and takes some minutes.');
    await npm(RUNTIME, ['install', '--legacy-peer-deps', '--ignore-scripts', '--no-audit', '--no-fund'], 900_000);
  }
  if (!existsSync(path.join(RUNTIME, 'node_modules/sqlite3/build/Release/node_sqlite3.node'))) {
    say('Building sqlite3 for n8n: this happens once and takes about a minute.');
    await npm(RUNTIME, ['rebuild', 'sqlite3', '--ignore-scripts=false'], 600_000);
  }
  return entry;
}

/** A bcrypt hash as n8n stores passwords, made with n8n's own library. */
export function passwordHash(password: string): string {
  const bcrypt = createRequire(path.join(RUNTIME, 'package.json'))('bcryptjs') as { hashSync(text: string, rounds: number): string };
  return bcrypt.hashSync(password, 10);
}
