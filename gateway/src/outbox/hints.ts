/** Lanes that were said to have work, by destination, in the order in which they were named. */
export interface Hints {
  add(laneId: string, destinationId: string): void;
  /** Takes as many of each destination as it has room for, at most `most` in all. */
  take(most: number, roomOf: (destinationId: string) => number): readonly string[];
  readonly size: number;
}

/**
 * A queue for each destination, so that a full one costs nothing to pass over: taking is as much work as what is taken, however many
 * lanes wait behind a slow receiver.
 */
export function createHints(): Hints {
  const queues = new Map<string, Set<string>>();
  let size = 0;
  return {
    add(laneId, destinationId) {
      const queue = queues.get(destinationId);
      if (queue === undefined) queues.set(destinationId, new Set([laneId]));
      else if (queue.has(laneId)) return;
      else queue.add(laneId);
      size += 1;
    },
    take(most, roomOf) {
      const taken: string[] = [];
      for (const [destinationId, queue] of queues) {
        const room = Math.min(roomOf(destinationId), most - taken.length);
        const before = taken.length;
        for (const laneId of queue) {
          if (taken.length - before >= room) break;
          taken.push(laneId);
          queue.delete(laneId);
        }
        if (queue.size === 0) queues.delete(destinationId);
      }
      size -= taken.length;
      return taken;
    },
    get size() {
      return size;
    },
  };
}
