import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** A disk of its own. */
export interface TestDisk {
  readonly folder: string;
  /** Nobody can write to it any more. Nothing on it may be open for writing. */
  makeReadOnly(): void;
  makeWritable(): void;
  remove(): void;
}

/**
 * A small disk in memory.
 *
 * @param size as `mount` reads it: `24m`
 * @returns undefined where this process has no right to mount
 */
export function mountDisk(size: string): TestDisk | undefined {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parley-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'parley', folder], { stdio: 'ignore' });
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  const remove = () => {
    execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true });
  };
  const remount = (as: 'ro' | 'rw') => void execFileSync('mount', ['-o', `remount,${as}`, folder]);
  return { folder, makeReadOnly: () => remount('ro'), makeWritable: () => remount('rw'), remove };
}
