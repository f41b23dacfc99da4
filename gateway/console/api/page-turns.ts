import type { Turns } from './in-slices.ts';

/** The page's own. */
export function pageTurns(): Turns {
  const channel = new MessageChannel();
  let next: (() => void) | undefined;
  channel.port1.onmessage = () => next?.();
  return {
    now: () => performance.now(),
    // A timer would be slowed down in a tab behind others.
    later(run) {
      next = run;
      channel.port2.postMessage(null);
    },
  };
}
