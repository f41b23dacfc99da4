import type { AnyChannel } from '../channels/channel.ts';
import { loadChannel } from '../channels/registry.ts';
import type { ChannelRef } from '../model/conversation.ts';
import { DEFAULT_THRESHOLDS } from '../model/status.ts';
import type { ChannelFacts } from '../store/records.ts';
import type { ChannelRow } from '../store/schema.ts';
import type { Seal } from '../store/seal.ts';

/** A channel as it is set up here: its platform, and its settings with the secrets opened. */
export interface ConnectedChannel {
  readonly id: string;
  readonly ref: ChannelRef;
  readonly channel: AnyChannel;
  readonly settings: unknown;
  readonly facts: ChannelFacts;
  readonly isDeleted: boolean;
}

export interface ConnectedChannels {
  /** As fresh as the store allows, see `maxAgeMs`. */
  snapshot(): Promise<ReadonlyMap<string, ConnectedChannel>>;
  /** Reads again at the next asking. Called after every change of a channel. */
  forget(): void;
}

/**
 * All channels, kept in memory: every webhook needs one.
 *
 * @param options.maxAgeMs how long another gateway's change may stay unseen; infinite where this process is the only writer
 */
export function createConnectedChannels(options: {
  readonly readRows: () => Promise<readonly ChannelRow[]>;
  readonly seal: Seal;
  readonly now: () => number;
  readonly maxAgeMs: number;
}): ConnectedChannels {
  let known: Promise<ReadonlyMap<string, ConnectedChannel>> | undefined;
  let readAt = 0;
  return {
    snapshot() {
      if (known === undefined || options.now() - readAt > options.maxAgeMs) {
        readAt = options.now();
        known = read(options.readRows, options.seal);
        known.catch(() => (known = undefined));
      }
      return known;
    },
    forget() {
      known = undefined;
    },
  };
}

async function read(readRows: () => Promise<readonly ChannelRow[]>, seal: Seal): Promise<ReadonlyMap<string, ConnectedChannel>> {
  const connected = new Map<string, ConnectedChannel>();
  for (const row of await readRows()) {
    const one = await connect(row, seal);
    if (one !== undefined) connected.set(row.id, one);
  }
  return connected;
}

async function connect(row: ChannelRow, seal: Seal): Promise<ConnectedChannel | undefined> {
  const channel = await loadChannel(row.type, row.provider);
  if (channel === undefined) return undefined;
  const plain: unknown = JSON.parse(row.settingsJson);
  const secrets: unknown = JSON.parse(seal.open(row.secrets));
  const settings = channel.settings.safeParse(Object.assign({}, plain, secrets));
  const ref: ChannelRef = { id: row.id, type: channel.type, provider: row.provider, name: row.name };
  return {
    id: row.id,
    ref,
    channel,
    settings: settings.success ? settings.data : {},
    facts: {
      ref,
      windowRule: channel.capabilities.window,
      thresholds: DEFAULT_THRESHOLDS,
      startsWith: 'people',
      twoWay: row.twoWay === 1,
    },
    isDeleted: row.deletedAt !== null,
  };
}
