import type { Logger } from '../log/logger.ts';

/** Something that looks for its work again and again. */
export interface Worker {
  start(): void;
  /** Something may be due. Only a hint; the regular look finds it too. Before `start` and after `stop` it does nothing. */
  wake(): void;
  /** Does what is due now. Used by `start`; tests call it themselves. */
  tick(): Promise<void>;
  /** Resolves when what is under way has ended; nothing begins after it. Never rejects. */
  stop(): Promise<void>;
}

/**
 * Runs `tick` again and again with a rest of `everyMs` in between, and at once when woken; never twice at a time. Woken while it runs, it
 * runs once more, however often that was. One that fails is logged and comes again after the rest.
 */
export function createWorker(options: {
  /** What it does, for the log: “mailing”, “telling the clock”. */
  readonly what: string;
  readonly everyMs: number;
  readonly log: Logger;
  /** `after_rest`: the first look comes `everyMs` after the start. Without it, at the start. */
  readonly begins?: 'after_rest';
  /** @param isStopping asked before every piece of work: what is not begun then waits for the next start */
  readonly tick: (isStopping: () => boolean) => Promise<void>;
}): Worker {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isOn = false;
  let stopped = false;
  let again = false;

  const tick = () => options.tick(() => stopped);

  async function look(): Promise<void> {
    do {
      again = false;
      try {
        await tick();
      } catch (error) {
        options.log.error({ err: error }, `${options.what} failed; it is tried again`);
      }
    } while (again && !stopped);
    // No step lies between the last question and this, or a wake-up in it would be lost.
    running = undefined;
    rest();
  }

  function rest(): void {
    if (!stopped) timer = setTimeout(wake, options.everyMs);
  }

  function wake(): void {
    again = true;
    if (!isOn || stopped || running !== undefined) return;
    clearTimeout(timer);
    running = look();
  }

  return {
    tick,
    wake,
    start() {
      isOn = true;
      if (options.begins === 'after_rest') rest();
      else wake();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
