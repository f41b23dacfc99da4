import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface GatewayProcess {
  /** Resolves when it answers `/readyz` with 200; a sentence where it does not come up. */
  readonly ready: () => Promise<string | undefined>;
  /** Resolves when it has ended, with its exit code. */
  readonly ended: Promise<number | null>;
  /** Asks it to end, and makes it after `withinMs`. */
  readonly stop: (withinMs?: number) => Promise<void>;
}

export interface GatewayStart {
  /** Arguments for this very Node: the gateway's entry file. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where it will be, without a slash at the end. */
  readonly url: string;
  readonly readyWithinMs?: number;
}

/** Starts the gateway. Its own words go to this terminal. */
export function startGateway({ args, env, url, readyWithinMs = 30_000 }: GatewayStart): GatewayProcess {
  const child = spawn(process.execPath, ['--no-warnings', ...args], { env, stdio: ['ignore', 'inherit', 'inherit'] });
  let hasEnded = false;
  const ended = new Promise<number | null>((resolve) => {
    const end = (code: number | null): void => {
      hasEnded = true;
      resolve(code);
    };
    child.once('exit', end);
    child.once('error', () => end(null));
  });
  return {
    ended,
    ready: async () => {
      if (await untilReady(url, readyWithinMs, () => hasEnded)) return undefined;
      return hasEnded
        ? `The gateway ended while it was starting (exit code ${child.exitCode ?? 'none'}). Its reason stands above.`
        : `The gateway did not answer ${url}/readyz within ${readyWithinMs / 1000} seconds.`;
    },
    stop: async (withinMs = 10_000) => {
      if (hasEnded) return;
      child.kill('SIGTERM');
      const force = setTimeout(() => child.kill('SIGKILL'), withinMs);
      await ended;
      clearTimeout(force);
    },
  };
}

async function untilReady(url: string, withinMs: number, isOver: () => boolean): Promise<boolean> {
  const until = Date.now() + withinMs;
  while (Date.now() < until && !isOver()) {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.status === 200) return true;
    await once(AbortSignal.timeout(100), 'abort');
  }
  return false;
}
