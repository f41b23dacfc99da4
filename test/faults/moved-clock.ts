import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { GatewayOptions } from '../support/gateway-process.ts';

/** A clock that a gateway goes by and that is set while it runs. */
export interface MovedClock {
  /** What a gateway must be started with. */
  readonly options: Pick<GatewayOptions, 'nodeArguments' | 'environment'>;
  /** Sets it so many milliseconds beside the machine's; resolves when the gateway goes by it. */
  moveTo(byMs: number): Promise<void>;
  /** Milliseconds since 1970, by this clock. */
  now(): number;
  remove(): void;
}

const PRELOAD = fileURLToPath(new URL('../support/moved-clock.mjs', import.meta.url));
/** It looks every 20 ms. */
const SEEN_MS = 100;

export function createMovedClock(): MovedClock {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'parley-clock-'));
  const file = path.join(folder, 'moved-by');
  let movedBy = 0;
  return {
    options: { nodeArguments: ['--import', PRELOAD], environment: { PARLEY_TEST_CLOCK: file } },
    async moveTo(byMs) {
      movedBy = byMs;
      writeFileSync(`${file}.new`, String(byMs));
      renameSync(`${file}.new`, file);
      await pause(SEEN_MS);
    },
    now: () => Date.now() + movedBy,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
