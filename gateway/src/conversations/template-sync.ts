import type { Logger } from '../log/logger.ts';
import { platformTemplateKind } from '../model/template.ts';
import { findLiveChannel } from '../store/channels.ts';
import { createWorker } from '../work/worker.ts';
import type { CallIoOf } from './call-io.ts';
import type { RunCommand } from './commands.ts';
import type { ConnectedChannel } from './connected-channels.ts';
import { type Failure, badField } from './failure.ts';
import { type ListingNews, applyListing } from './template-listing.ts';

/** What became of one channel's list. */
export type ChannelSync = { readonly channelId: string; readonly channelName: string } & (
  | ({ readonly is: 'synced'; readonly total: number } & ListingNews)
  /** With a sentence for people. */
  | { readonly is: 'failed'; readonly why: string }
);

/** Keeps what is known of the platforms' templates fresh. */
export interface TemplateSync {
  /** Asks the platform of one channel, or of all that keep templates, and stores what they say. Safe at any time, also twice at once. */
  sync(channelId: string | null): Promise<readonly ChannelSync[] | Failure>;
  /** A webhook was about something that only a list tells. */
  soon(channelIds: readonly string[]): void;
  /** From now on: channels that are new or were set up otherwise within seconds, the others every few hours. */
  start(): void;
  /** What `start` does again and again; tests call it themselves. */
  tick(): Promise<void>;
  stop(): void;
}

const TICK_MS = 15_000;
const EVERY_MS = 6 * 3_600_000;
/** After a failure: a token that is renewed by then, a platform that is up again. */
const RETRY_MS = 15 * 60_000;
/** Meta lets an app ask for 200 management calls an hour and account; webhooks may come in dozens. */
const LEAST_APART_MS = 60_000;

/** When a channel is asked next, and the settings it was asked with. */
interface Schedule {
  readonly settings: string;
  readonly askedAt: number;
  nextAt: number;
}

export function createTemplateSync(options: {
  readonly channels: () => Promise<ReadonlyMap<string, ConnectedChannel>>;
  readonly run: RunCommand;
  readonly callIo: CallIoOf;
  readonly now: () => number;
  readonly log: Logger;
}): TemplateSync {
  const schedules = new Map<string, Schedule>();
  /** Askers at the same time share one list. */
  const underWay = new Map<string, Promise<ChannelSync>>();
  let stopped = false;

  function syncOne(connected: ConnectedChannel): Promise<ChannelSync> {
    const known = underWay.get(connected.id);
    if (known !== undefined) return known;
    const askedAt = options.now();
    const sync = listAndStore(connected, askedAt)
      .catch((error: unknown): ChannelSync => {
        if (!stopped) options.log.error({ err: error, channelId: connected.id }, 'the templates of a channel could not be synced');
        return failed(connected, 'Parley failed while it read or stored the list; its log says more.');
      })
      .then((done) => {
        underWay.delete(connected.id);
        const nextAt = options.now() + (done.is === 'synced' ? EVERY_MS : RETRY_MS);
        schedules.set(connected.id, { settings: JSON.stringify(connected.settings), askedAt, nextAt });
        return done;
      });
    underWay.set(connected.id, sync);
    return sync;
  }

  async function listAndStore(connected: ConnectedChannel, listedAt: number): Promise<ChannelSync> {
    const kind = platformTemplateKind(connected.ref);
    const listed = await connected.channel.listTemplates?.(connected.settings, options.callIo(connected));
    if (kind === undefined || listed === undefined) return failed(connected, 'This platform keeps no templates.');
    if (listed.is !== 'listed') return failed(connected, listed.detail);
    if (stopped) return failed(connected, 'Parley is stopping.');
    const news = await options.run({
      locks: [`templates ${connected.id}`],
      run: async (unit) => {
        if ((await findLiveChannel(unit.tx, connected.id)) === undefined) return undefined;
        return applyListing(unit, connected.id, kind, listed.templates, listedAt);
      },
    });
    if (news === undefined) return failed(connected, 'This channel was disconnected.');
    return { channelId: connected.id, channelName: connected.ref.name, is: 'synced', total: listed.templates.length, ...news };
  }

  async function withTemplates(): Promise<readonly ConnectedChannel[]> {
    return [...(await options.channels()).values()].filter((one) => !one.isDeleted && keepsTemplates(one));
  }

  function isDue(connected: ConnectedChannel): boolean {
    const schedule = schedules.get(connected.id);
    if (schedule === undefined || schedule.settings !== JSON.stringify(connected.settings)) return true;
    return schedule.nextAt <= options.now();
  }

  async function tick(): Promise<void> {
    const due = (await withTemplates()).filter(isDue);
    for (const done of await Promise.all(due.map(syncOne))) {
      if (done.is === 'failed' && !stopped) {
        options.log.warn({ channelId: done.channelId, why: done.why }, 'the templates of a channel could not be listed');
      }
    }
  }

  const worker = createWorker({ what: 'syncing templates', everyMs: TICK_MS, begins: 'after_rest', log: options.log, tick });

  return {
    async sync(channelId) {
      if (channelId === null) return Promise.all((await withTemplates()).map(syncOne));
      const connected = (await options.channels()).get(channelId);
      if (connected === undefined || connected.isDeleted) return badField('channelId', 'There is no such channel.');
      if (!keepsTemplates(connected)) return badField('channelId', "This channel's platform keeps no templates that could be listed.");
      return [await syncOne(connected)];
    },
    soon(channelIds) {
      for (const id of channelIds) {
        const schedule = schedules.get(id);
        if (schedule !== undefined) schedule.nextAt = Math.min(schedule.nextAt, schedule.askedAt + LEAST_APART_MS);
      }
    },
    start: worker.start,
    tick,
    /** A platform that is still being asked is not waited for: nothing of its answer is stored. */
    stop() {
      stopped = true;
      void worker.stop();
    },
  };
}

function keepsTemplates({ channel, ref }: ConnectedChannel): boolean {
  return channel.listTemplates !== undefined && platformTemplateKind(ref) !== undefined;
}

function failed(connected: ConnectedChannel, why: string): ChannelSync {
  return { channelId: connected.id, channelName: connected.ref.name, is: 'failed', why };
}
