import type { ChannelMemory, Obtained } from '../channels/channel.ts';

/** The memories of all channels. */
export interface ChannelMemories {
  /** A channel's memory under these settings; other settings have another, empty one. */
  of(channelId: string, settings: unknown): ChannelMemory;
}

/** Bounds what one channel keeps; the oldest goes first. */
const MOST_VALUES = 1000;

/**
 * Memories in this process. Settings are compared by what they say, since a shared database makes us read them again and again.
 *
 * @param now milliseconds since 1970
 */
export function createChannelMemories(now: () => number): ChannelMemories {
  const memories = new Map<string, { readonly settings: string; readonly memory: ChannelMemory }>();
  return {
    of(channelId, settings) {
      const text = JSON.stringify(settings);
      const known = memories.get(channelId);
      if (known?.settings === text) return known.memory;
      const memory = createChannelMemory(now);
      memories.set(channelId, { settings: text, memory });
      return memory;
    },
  };
}

/** One channel's memory. Never rejects unless `make` does. */
export function createChannelMemory(now: () => number): ChannelMemory {
  const values = new Map<string, Extract<Obtained, { is: 'obtained' }>>();
  const making = new Map<string, Promise<Obtained>>();
  return {
    obtain(key, make) {
      const known = values.get(key);
      if (known !== undefined && now() < known.until) return Promise.resolve(known);
      const underWay = making.get(key);
      if (underWay !== undefined) return underWay;
      const made = make()
        .then((obtained) => {
          if (obtained.is === 'obtained') keep(values, key, obtained);
          return obtained;
        })
        .finally(() => making.delete(key));
      making.set(key, made);
      return made;
    },
    forget(key, value) {
      if (values.get(key)?.value === value) values.delete(key);
    },
  };
}

function keep<Value>(values: Map<string, Value>, key: string, value: Value): void {
  values.delete(key);
  values.set(key, value);
  if (values.size > MOST_VALUES) values.delete(values.keys().next().value ?? '');
}
