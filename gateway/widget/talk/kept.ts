// What a browser keeps of the conversation: in the site's own storage, never in a cookie. A browser that keeps nothing forgets the
// visitor when the page goes; the conversation still works until then.

export interface Kept {
  get(name: string): string | null;
  set(name: string, value: string | null): void;
}

/** What outlives the page. */
export interface Storages {
  readonly site: Kept;
  /** Of this tab only. */
  readonly page: Kept;
}

/** One channel's corner of a storage. */
export function keptIn(which: 'localStorage' | 'sessionStorage', channelId: string): Kept {
  const memory = new Map<string, string>();
  const key = (name: string) => `parley ${channelId} ${name}`;
  const storage = (): Storage | undefined => {
    try {
      return globalThis[which];
    } catch {
      // Blocked by the browser's settings.
      return undefined;
    }
  };
  return {
    get: (name) => memory.get(name) ?? storage()?.getItem(key(name)) ?? null,
    set(name, value) {
      memory.delete(name);
      try {
        if (value === null) storage()?.removeItem(key(name));
        else storage()?.setItem(key(name), value);
        if (storage() !== undefined) return;
      } catch {
        // Full, or forbidden: it holds as long as this page.
      }
      if (value !== null) memory.set(name, value);
    },
  };
}

/** 128 random bits, also on sites without https, where `crypto.randomUUID` is missing. */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
