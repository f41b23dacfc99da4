import type { Logger } from '../log/logger.ts';
import { versionOf } from '../model/announcement.ts';
import type { Content } from '../model/content.ts';
import type { AnnouncementRow } from '../store/announcements.ts';
import { readUnfinished } from '../store/read/announcements.ts';
import type { Store } from '../store/store.ts';
import { type Worker, createWorker } from '../work/worker.ts';

/** An announcement as pages get it. It never changes. */
export interface Announced {
  readonly id: string;
  readonly channelId: string;
  readonly content: Content;
  /** Milliseconds since 1970. */
  readonly startsAt: number;
}

/** What is announced now, on every gateway that shares the store. */
export interface AnnouncementBoard extends Worker {
  /** What runs on a channel as it was at the last look, in the order in which it began. */
  running(channelId: string): readonly Announced[];
  /** Resolves after a look that begins after this call: what was committed before it is seen. Many calls share a look. */
  fresh(): Promise<void>;
  /** Calls back with each channel where something begins or ends. */
  watch(changed: (channelId: string) => void): void;
}

/** How late another gateway's announcement may be, and one whose time has come. */
const EVERY_MS = 500;

/**
 * All running announcements in memory, by one small query over an index that finds only those that have not ended. A commit of this gateway,
 * or a hint from another one, has it look at once; the regular look finds everything else, and whatever time begins and ends.
 */
export function createAnnouncementBoard(options: {
  readonly store: Store;
  readonly now: () => number;
  readonly log: Logger;
}): AnnouncementBoard {
  const { store, now, log } = options;
  const watchers: ((channelId: string) => void)[] = [];
  let running: ReadonlyMap<string, readonly Announced[]> = new Map();
  let known: ReadonlyMap<string, Announced> = new Map();
  let looking: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  async function look(): Promise<void> {
    const at = now();
    const rows = (await readUnfinished(store, at)).filter((row) => row.startsAt <= at);
    const before = running;
    known = new Map(rows.map((row) => [row.id, known.get(row.id) ?? announcedOf(row)]));
    running = Map.groupBy(known.values(), ({ channelId }) => channelId);
    for (const channelId of new Set([...before.keys(), ...running.keys()])) {
      if (versionOf(before.get(channelId) ?? []) === versionOf(running.get(channelId) ?? [])) continue;
      for (const changed of watchers) changed(channelId);
    }
  }

  function begin(): Promise<void> {
    const one = look();
    const end = () => {
      if (looking === one) looking = undefined;
    };
    one.then(end, end);
    return (looking = one);
  }

  function fresh(): Promise<void> {
    if (looking === undefined) return begin();
    // The look that is under way may have read before the caller's commit.
    return (next ??= looking
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return begin();
      }));
  }

  return {
    ...createWorker({ what: 'looking for announcements', everyMs: EVERY_MS, log, tick: fresh }),
    running: (channelId) => running.get(channelId) ?? [],
    fresh,
    watch: (changed) => void watchers.push(changed),
  };
}

function announcedOf({ id, channelId, contentJson, startsAt }: AnnouncementRow): Announced {
  return { id, channelId, content: JSON.parse(contentJson), startsAt };
}
