import type { ConnectedChannel } from '../conversations/connected-channels.ts';

/**
 * Channels whose platform refuses everything (a dead token): nothing of them is tried for a while, so that a thousand conversations do
 * not each ask in vain. In this process only; other settings end a pause at once.
 */
export interface Pauses {
  /** Until when nothing goes out, by the clock of the lanes, or null. */
  until(connected: ConnectedChannel): number | null;
  begin(connected: ConnectedChannel): number;
  end(channelId: string): void;
}

/** Often enough that people who have just mended a channel at its platform see it go on. */
const PAUSE_MS = 60_000;

/** @param now the clock of the lanes, see `Store.laneNow` */
export function createPauses(now: () => number): Pauses {
  const paused = new Map<string, { readonly until: number; readonly settings: string }>();
  return {
    until({ id, settings }) {
      const pause = paused.get(id);
      if (pause === undefined) return null;
      if (pause.until > now() && pause.settings === JSON.stringify(settings)) return pause.until;
      paused.delete(id);
      return null;
    },
    begin({ id, settings }) {
      const until = now() + PAUSE_MS;
      paused.set(id, { until, settings: JSON.stringify(settings) });
      return until;
    },
    end: (channelId) => void paused.delete(channelId),
  };
}
