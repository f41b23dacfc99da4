/** Work that goes on after an answer: receipts, webhooks and their retries. */
export interface Background {
  run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Resolves when nothing is under way any more. */
  settled(): Promise<void>;
  /** Ends all waiting and resolves when the rest has ended. */
  stop(): Promise<void>;
}

/** Keeps track of background work so that it can be awaited and ended. */
export function createBackground(): Background {
  const ending = new AbortController();
  const running = new Set<Promise<unknown>>();
  const settled = async (): Promise<void> => {
    while (running.size > 0) await Promise.allSettled(running);
  };
  return {
    run(work) {
      const task = work(ending.signal);
      running.add(task);
      const forget = (): void => void running.delete(task);
      task.then(forget, forget);
      return task;
    },
    settled,
    async stop() {
      ending.abort();
      await settled();
    },
  };
}
