import { type ConnectedChannel, createConnectedChannels } from '../conversations/connected-channels.ts';
import { readChannelRows } from '../store/read/channels.ts';
import { readTeamsOfChannels } from '../store/read/teams.ts';
import { readSettings, readTeamOverrides } from '../store/settings.ts';
import type { Base } from './base.ts';

/** How long another gateway's change of a channel may stay unseen on a shared PostgreSQL. */
const SHARED_CHANNELS_MAX_AGE_MS = 1000;

/** The connected channels, and what the store must know of one, from the latest look at them. */
export async function openChannels({ store, seal, now }: Base) {
  const connected = createConnectedChannels({
    readRows: () => readChannelRows(store),
    readSettings: () => readSettings(store),
    readTeams: () => readTeamsOfChannels(store),
    readTeamOverrides: () => readTeamOverrides(store),
    seal,
    now,
    maxAgeMs: store.dialect === 'sqlite' ? Infinity : SHARED_CHANNELS_MAX_AGE_MS,
  });
  let latest: ReadonlyMap<string, ConnectedChannel> = await connected.snapshot();
  const all = async () => (latest = await connected.snapshot());
  return {
    connected,
    all,
    channelOf: async (id: string) => (await all()).get(id),
    factsOf(id: string) {
      const channel = latest.get(id);
      if (channel === undefined) throw new Error(`channel ${id} is not known here`);
      return channel.facts;
    },
  };
}
export type Channels = Awaited<ReturnType<typeof openChannels>>;
