import type { Logger } from '../log/logger.ts';

/** Something that looks for its work again and again. */
export interface Worker {
  start(): void;
  /** Something may be due. Only a hint; the regular look finds it too. */
  wake(): void;
  /** Does what is due now. Used by `start`; tests call it themselves. */
  tick(): Promise<void>;
  /** Ends with what is under way. */
  stop(): Promise<void>;
}

/** Runs `tick` every so often, and at once when woken; never twice at a time. */
export function createWorker(options: {
  readonly what: string;
  readonly everyMs: number;
  readonly log: Logger;
  /** @param isStopping asked before every piece of work: what is not begun then waits for the next start */
  readonly tick: (isStopping: () => boolean) => Promise<void>;
}): Worker {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let again = false;
  let stopped = false;

  const tick = () => options.tick(() => stopped);

  async function loop(): Promise<void> {
    do {
      again = false;
      await tick();
    } while (again && !stopped);
  }

  function wake(): void {
    again = true;
    if (stopped || timer === undefined || running !== undefined) return;
    running = loop()
      .catch((error: unknown) => options.log.error({ err: error }, `${options.what} failed; it is tried again`))
      .finally(() => (running = undefined));
  }

  return {
    tick,
    wake,
    start() {
      timer = setInterval(wake, options.everyMs);
      wake();
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await running;
    },
  };
}
