import { type VisitorPresence, createVisitorPresence } from '../conversations/presence.ts';
import { presences } from '../store/read/visitors.ts';
import type { Base } from './base.ts';
import type { Traffic } from './traffic.ts';

/** Where a website's visitors are, told to the live streams of those who may see their conversations. */
export function assemblePresence({ store, now, log }: Base, { commands: run, stream }: Traffic): VisitorPresence {
  const tellAll = async (ids: readonly string[]): Promise<void> => {
    const found = await presences(store, ids, now());
    stream.tell('presence', new Map([...found].map(([id, presence]) => [id, JSON.stringify({ conversationId: id, presence })])));
  };
  const tell = (ids: readonly string[]): void =>
    void tellAll(ids).catch((error: unknown) => log.error({ err: error }, 'presence could not be told'));
  return createVisitorPresence({ store, run, now, log, tell });
}
