/** What tabs of one visitor tell each other. */
export type Told =
  | { readonly is: 'live'; readonly id: string; readonly name: string; readonly data: string }
  | { readonly is: 'line'; readonly state: LineState }
  /** A new tab asks how the line is. */
  | { readonly is: 'hello' }
  /** What waits to be sent has changed. */
  | { readonly is: 'queue' }
  /** Everything was read here. */
  | { readonly is: 'read' }
  /** Somebody else is the visitor now: begin anew. */
  | { readonly is: 'session' }
  /** This tab is the one that is seen. */
  | { readonly is: 'here' };

/** How the connection for what is live is. */
export type LineState = 'none' | 'connecting' | 'live' | 'lost';

export interface Tabs {
  tell(told: Told): void;
  listen(listener: (told: Told) => void): void;
  /**
   * Runs `work` in one tab at a time and resolves with its end; the browser lets the next one go on when that tab is gone. With
   * `ifFree`, nothing is run (and undefined given back) while another tab has it. Without Web Locks (a site without https) each tab
   * works for itself.
   */
  alone<T>(
    what: string,
    work: () => Promise<T>,
    options?: { readonly signal?: AbortSignal; readonly ifFree?: boolean },
  ): Promise<T | undefined>;
  close(): void;
}

const KINDS: ReadonlySet<string> = new Set(['live', 'line', 'hello', 'queue', 'read', 'session', 'here']);

/** The tabs that show the same channel on the same site. */
export function createTabs(channelId: string): Tabs {
  const name = `parley ${channelId}`;
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(name);
  return {
    tell: (told) => channel?.postMessage(told),
    listen(listener) {
      channel?.addEventListener('message', ({ data }: MessageEvent<Told | null>) => {
        // Scripts of the site can write here, too.
        if (typeof data === 'object' && data !== null && KINDS.has(data.is)) listener(data);
      });
    },
    async alone(what, work, { signal, ifFree = false } = {}) {
      if (!('locks' in navigator)) return work();
      const options: LockOptions = ifFree ? { ifAvailable: true } : signal === undefined ? {} : { signal };
      return navigator.locks.request(`${name} ${what}`, options, async (lock) => (lock === null ? undefined : work()));
    },
    close: () => channel?.close(),
  };
}
