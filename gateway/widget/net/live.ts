import type { Gateway } from './request.ts';
import { createEventReader } from './sse.ts';
import type { LineState, Tabs } from './tabs.ts';
import { type Announcement, type LiveEvent, readEvent } from './wire.ts';

/** The gateway is heard at least every 25 s; a line that is silent for longer is dead. */
const SILENT_MS = 60_000;
const FIRST_RETRY_MS = 500;
const MOST_RETRY_MS = 20_000;

export interface LiveParts {
  readonly gateway: Gateway;
  readonly tabs: Tabs;
  readonly token: string;
  /** From where on: that of the session's answer. */
  readonly cursor: string;
  /** The version of the settings that are shown. */
  settings(): string;
  /** Those that are shown. */
  announcements(): readonly Announcement[];
  onEvent(event: LiveEvent): void;
  onState(state: LineState): void;
  /** The gateway does not know this token or place any more: begin anew. */
  onForgotten(): void;
}

/**
 * Hears what happens. Of all tabs of a visitor one has the connection, under a lock that the browser frees when that tab goes; it tells
 * the others. Whoever takes over goes on after the last event it has heard of, so that nothing is missed.
 *
 * @returns stops listening
 */
export function listenLive(parts: LiveParts): { readonly stop: () => void; readonly hear: Tabs['tell'] } {
  const { tabs } = parts;
  const ending = new AbortController();
  let cursor = parts.cursor;
  let holds = false;
  let state: LineState = 'connecting';
  const setState = (next: LineState) => {
    if (ending.signal.aborted || state === next) return;
    state = next;
    parts.onState(next);
    if (holds) tabs.tell({ is: 'line', state });
  };
  const take = (id: string, name: string, data: string) => {
    if (id !== '') cursor = id;
    const event = readEvent(name, data);
    if (event !== undefined) parts.onEvent(event);
  };
  tabs.tell({ is: 'hello' });
  void tabs
    .alone(
      'live',
      async () => {
        holds = true;
        await hold({
          ...parts,
          signal: ending.signal,
          from: () => cursor,
          setState,
          onHeard(id, name, data) {
            tabs.tell({ is: 'live', id, name, data });
            take(id, name, data);
          },
        });
      },
      { signal: ending.signal },
    )
    // Aborted: this tab stops listening.
    .catch(() => undefined);
  return {
    stop: () => ending.abort(),
    hear(told) {
      if (told.is === 'hello' && holds) tabs.tell({ is: 'line', state });
      else if (holds) return;
      else if (told.is === 'live') take(told.id, told.name, told.data);
      else if (told.is === 'line') setState(told.state);
    },
  };
}

interface Holding extends Pick<LiveParts, 'gateway' | 'token' | 'settings' | 'announcements' | 'onForgotten'> {
  readonly signal: AbortSignal;
  from(): string;
  setState(state: LineState): void;
  onHeard(id: string, name: string, data: string): void;
}

/** Keeps one connection open until it is told to end, each new one after the last event of the one before. */
async function hold(holding: Holding): Promise<void> {
  let wait = FIRST_RETRY_MS;
  while (!holding.signal.aborted) {
    const ended = await oneConnection(holding);
    if (holding.signal.aborted) return;
    holding.setState('lost');
    if (ended === 'forgotten') return holding.onForgotten();
    if (ended === 'was open') wait = FIRST_RETRY_MS;
    // Spread, so that not everybody comes back at the same moment.
    await pause(wait * (0.5 + Math.random()), holding.signal);
    wait = Math.min(wait * 2, MOST_RETRY_MS);
  }
}

async function oneConnection(holding: Holding): Promise<'was open' | 'never open' | 'forgotten'> {
  const ending = new AbortController();
  const end = () => ending.abort();
  holding.signal.addEventListener('abort', end);
  // A browser that is offline keeps a dead connection open for long.
  addEventListener('offline', end);
  let silent = setTimeout(end, SILENT_MS);
  let wasOpen = false;
  try {
    const announcements = holding.announcements().map(({ id }) => id);
    const known = new URLSearchParams({
      cursor: holding.from(),
      settings: holding.settings(),
      ...(announcements.length === 0 ? {} : { announcements: announcements.join(',') }),
    });
    const response = await holding.gateway.stream(`live?${known}`, holding.token, ending.signal);
    // 429 and 5xx pass; what is otherwise refused stays refused.
    if (response.status >= 400 && response.status < 500 && response.status !== 429) return 'forgotten';
    if (!response.ok || response.body === null) return 'never open';
    wasOpen = true;
    holding.setState('live');
    const take = createEventReader(({ id, name, data }) => holding.onHeard(id, name, data));
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      clearTimeout(silent);
      silent = setTimeout(end, SILENT_MS);
      take(piece.value);
    }
  } catch {
    // Cut off, here or on the way.
  } finally {
    clearTimeout(silent);
    ending.abort();
    holding.signal.removeEventListener('abort', end);
    removeEventListener('offline', end);
  }
  return wasOpen ? 'was open' : 'never open';
}

/** Waits so long, or until the browser is online again. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener('online', end);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    addEventListener('online', end);
    signal?.addEventListener('abort', end);
  });
}
