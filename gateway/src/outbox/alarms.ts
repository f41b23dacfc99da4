/** Does something after so many milliseconds. @returns what calls it off */
export type Later = (ms: number, then: () => void) => () => void;

/** Things that are to be done later, one under each name. */
export interface Alarms {
  /** Instead of whatever was set under this name. */
  set(name: string, ms: number, then: () => void): void;
  clear(name: string): void;
  /** Nothing rings any more, and nothing can be set. */
  close(): void;
}

export function createAlarms(later: Later = byTimer): Alarms {
  const callOffs = new Map<string, () => void>();
  let isClosed = false;

  function clear(name: string): void {
    callOffs.get(name)?.();
    callOffs.delete(name);
  }

  return {
    clear,
    set(name, ms, then) {
      if (isClosed) return;
      clear(name);
      const ring = () => {
        callOffs.delete(name);
        then();
      };
      callOffs.set(name, later(ms, ring));
    },
    close() {
      isClosed = true;
      for (const name of callOffs.keys()) clear(name);
    },
  };
}

function byTimer(ms: number, then: () => void): () => void {
  const timer = setTimeout(then, ms);
  return () => clearTimeout(timer);
}
