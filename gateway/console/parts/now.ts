import { useSyncExternalStore } from 'react';

const TICK_MS = 1000;

/** One clock for everything that shows time going by: with one for each row, a list would wake the page dozens of times a second. */
const watchers = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  ticking ??= setInterval(() => {
    now = Date.now();
    for (const one of watchers) one();
  }, TICK_MS);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    clearInterval(ticking);
    ticking = undefined;
  };
}

/** The same for all that is drawn at once; while nobody watches it stands still. */
function lastTick(): number {
  if (ticking === undefined && Math.abs(Date.now() - now) >= TICK_MS) now = Date.now();
  return now;
}

/** The time in milliseconds, again whenever what is shown of it changes. @param shown the last moment at which that was so */
export function useNow(shown: (now: number) => number = (at) => at): number {
  return useSyncExternalStore(watch, () => shown(lastTick()));
}
