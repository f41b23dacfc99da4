import { call } from './request.ts';
import { type EventEnvelope, type Page, type PresenceNews, eventOf, presenceNewsOf } from './wire.ts';

export type StreamState = 'connecting' | 'live' | 'lost';

/** What a tab hears: an event, or how the connection is. */
export interface StreamListener {
  onEvent(event: EventEnvelope): void;
  /** What the signed-in member is told has changed. */
  onNotification(): void;
  /** Where a visitor of a website is now. Told as it is, and not again. */
  onPresence(news: PresenceNews): void;
  onState(state: StreamState): void;
  /** The stream begins anew, so that what was read before may be old. */
  onGap(): void;
}

const LOCK = 'parley live stream';
const NAME = 'parley live';
const FIRST_RETRY_MS = 500;
const MOST_RETRY_MS = 15_000;

/** `id` is the place in the stream after it: where a new connection goes on. */
type Heard = { readonly id: string; readonly event: string | null };
type Told = Heard | { readonly presence: string } | { readonly state: StreamState } | { readonly hello: true };

/**
 * Listens to the live stream. Of all tabs of a browser one holds the connection, under a lock that the browser frees when that tab
 * goes; it tells the others. Whoever takes over goes on after the last event it has heard of, so that nothing is missed.
 *
 * @returns stops listening
 */
export function listen(listener: StreamListener): () => void {
  const tabs = new BroadcastChannel(NAME);
  const ending = new AbortController();
  let cursor: string | undefined;
  let holds = false;
  let state: StreamState = 'connecting';

  const setState = (next: StreamState) => {
    if (state === next) return;
    state = next;
    listener.onState(next);
    if (holds) tabs.postMessage({ state: next } satisfies Told);
  };
  const hear = ({ id, event }: Heard) => {
    cursor = id;
    if (event === null) listener.onNotification();
    else listener.onEvent(eventOf(event));
  };
  tabs.onmessage = ({ data }: MessageEvent<Told>) => {
    if ('event' in data) {
      if (!holds) hear(data);
    } else if ('presence' in data) {
      if (!holds) listener.onPresence(presenceNewsOf(data.presence));
    } else if ('state' in data) {
      if (!holds) setState(data.state);
    } else if (holds) tabs.postMessage({ state } satisfies Told);
  };
  tabs.postMessage({ hello: true } satisfies Told);

  void navigator.locks
    .request(LOCK, { signal: ending.signal }, async () => {
      holds = true;
      await hold({
        cursor: () => cursor,
        forget: () => (cursor = undefined),
        signal: ending.signal,
        setState,
        onGap: () => listener.onGap(),
        onPresence(presence) {
          tabs.postMessage({ presence } satisfies Told);
          listener.onPresence(presenceNewsOf(presence));
        },
        onHeard(heard) {
          tabs.postMessage(heard satisfies Told);
          hear(heard);
        },
      });
    })
    // Aborted: this tab stops listening.
    .catch(() => undefined);
  return () => {
    ending.abort();
    tabs.close();
  };
}

interface Holding {
  cursor(): string | undefined;
  forget(): void;
  readonly signal: AbortSignal;
  setState(state: StreamState): void;
  onGap(): void;
  onHeard(heard: Heard): void;
  onPresence(data: string): void;
}

/** Keeps one connection open until it is told to end, each new one after the last event of the one before. */
async function hold(holding: Holding): Promise<void> {
  let wait = FIRST_RETRY_MS;
  while (!holding.signal.aborted) {
    const from = holding.cursor();
    const opened = await oneConnection(holding, from);
    if (holding.signal.aborted) return;
    if (opened) wait = FIRST_RETRY_MS;
    holding.setState('lost');
    await pause(wait, holding.signal);
    wait = Math.min(wait * 2, MOST_RETRY_MS);
    if (!opened && from !== undefined && (await isRefused(from))) holding.forget();
  }
}

/** @returns whether it was ever open, when it has ended */
function oneConnection(holding: Holding, from: string | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const source = new EventSource(`/api/v1/events/stream${from === undefined ? '' : `?after=${encodeURIComponent(from)}`}`);
    let opened = false;
    const end = () => {
      source.close();
      holding.signal.removeEventListener('abort', end);
      removeEventListener('offline', end);
      resolve(opened);
    };
    holding.signal.addEventListener('abort', end);
    // A browser that is offline keeps a dead connection open for long.
    addEventListener('offline', end);
    source.onopen = () => {
      opened = true;
      holding.setState('live');
      if (from === undefined) holding.onGap();
    };
    source.onmessage = (message: MessageEvent<string>) => holding.onHeard({ id: message.lastEventId, event: message.data });
    source.addEventListener('notification', (message: MessageEvent<string>) => holding.onHeard({ id: message.lastEventId, event: null }));
    source.addEventListener('presence', (message: MessageEvent<string>) => holding.onPresence(message.data));
    // Our own waits are used rather than the browser's: they also cover answers that it gives up on.
    source.onerror = end;
  });
}

/** Whether the log knows this place no more: then the page begins anew. */
async function isRefused(cursor: string): Promise<boolean> {
  try {
    // Where the log ends and the member's own begins is the gateway's business; only the log can be asked here.
    await call<Page<EventEnvelope>>('/events', { query: { after: /^[\d.]+/.exec(cursor)?.[0] ?? cursor, limit: 1 } });
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'invalid_cursor';
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', end);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    addEventListener('online', end);
    signal.addEventListener('abort', end);
  });
}
