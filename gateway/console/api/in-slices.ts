/** Well below what somebody feels, with room for drawing what came of it. */
const SLICE_MS = 8;

/** A clock that never goes back, and a way to go on after whatever else waits for the page. */
export interface Turns {
  now(): number;
  later(run: () => void): void;
}

/**
 * Does something with each item in its order, a few milliseconds at a time, so that a burst of them never holds up whoever scrolls or
 * types.
 *
 * @returns takes an item
 */
export function inSlices<Item>(act: (item: Item) => void, { now, later }: Turns): (item: Item) => void {
  let waiting: Item[] = [];
  const doSome = () => {
    const end = now() + SLICE_MS;
    let done = 0;
    try {
      for (const item of waiting) {
        done += 1;
        act(item);
        if (now() >= end) break;
      }
    } finally {
      waiting = waiting.slice(done);
      if (waiting.length > 0) later(doSome);
    }
  };
  return (item) => {
    waiting.push(item);
    if (waiting.length === 1) later(doSome);
  };
}
