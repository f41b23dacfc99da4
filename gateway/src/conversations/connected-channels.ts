import type { AnyChannel } from '../channels/channel.ts';
import { loadChannel } from '../channels/registry.ts';
import type { ChannelHealth } from '../model/health.ts';
import type { ChannelRef } from '../model/conversation.ts';
import { type OrganisationSettings, type SettingsOverrides, type Timing, settingsFor, timingOf } from '../model/settings.ts';
import type { TeamFacts } from '../model/team.ts';
import type { ChannelFacts } from '../store/records.ts';
import type { ChannelRow } from '../store/schema.ts';
import { type Overriding, channelOverrides } from '../store/settings.ts';
import type { Seal } from '../store/seal.ts';

/** A channel as it is set up here: its platform, and its settings with the secrets opened. */
export interface ConnectedChannel {
  readonly id: string;
  readonly ref: ChannelRef;
  readonly channel: AnyChannel;
  readonly settings: unknown;
  readonly facts: ChannelFacts;
  readonly health: ChannelHealth;
  readonly isDeleted: boolean;
}

export interface ConnectedChannels {
  /** As fresh as the store allows, see `maxAgeMs`. */
  snapshot(): Promise<ReadonlyMap<string, ConnectedChannel>>;
  /** The organisation's settings, as fresh as the channels. */
  settings(): Promise<OrganisationSettings>;
  /** Reads again at the next asking. Called after every change of a channel, a team or the settings. */
  forget(): void;
  /** Calls back after each change that was made here; another gateway's is seen at the next asking. */
  watch(changed: () => void): void;
}

export interface ConnectedChannelsOptions {
  readonly readRows: () => Promise<readonly ChannelRow[]>;
  readonly readSettings: () => Promise<OrganisationSettings>;
  /** The team that gets a channel's new conversations, by channel. */
  readonly readTeams: () => Promise<ReadonlyMap<string, TeamFacts>>;
  /** What teams set for themselves. */
  readonly readTeamOverrides: () => Promise<readonly Overriding[]>;
  readonly seal: Seal;
  readonly now: () => number;
  /** How long another gateway's change may stay unseen; infinite where this process is the only writer. */
  readonly maxAgeMs: number;
  /** How long a webhook waits for a fresh look where what was known would do. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 1_000;

/** What is kept together: channels are judged by the organisation's settings. */
interface Known {
  readonly channels: ReadonlyMap<string, ConnectedChannel>;
  readonly settings: OrganisationSettings;
}

/** All channels, kept in memory: every webhook needs one. */
export function createConnectedChannels(options: ConnectedChannelsOptions): ConnectedChannels {
  const patienceMs = options.patienceMs ?? PATIENCE_MS;
  let known: Promise<Known> | undefined;
  let readAt = 0;
  let latest: Known | undefined;
  let reading: Promise<Known> | undefined;
  const watchers: (() => void)[] = [];

  /** One look at a time: a store that does not answer is not asked again and again. */
  function readOnce(): Promise<Known> {
    if (reading !== undefined) return reading;
    const one = read(options).then((found) => (latest = found));
    const end = () => {
      if (reading === one) reading = undefined;
    };
    one.then(end, end);
    return (reading = one);
  }

  /** Where another process may have written, a store that is gone or silent leaves what was known: webhooks still come in. */
  async function readOrKeep(): Promise<Known> {
    const fresh = readOnce();
    const kept = latest;
    if (kept === undefined || options.maxAgeMs === Infinity) return fresh;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<Known>((resolve) => (timer = setTimeout(() => resolve(kept), patienceMs)));
    return Promise.race([fresh.catch(() => kept), patience]).finally(() => clearTimeout(timer));
  }

  function look(): Promise<Known> {
    if (known === undefined || options.now() - readAt > options.maxAgeMs) {
      readAt = options.now();
      known = readOrKeep();
      known.catch(() => (known = undefined));
    }
    return known;
  }

  return {
    snapshot: async () => (await look()).channels,
    settings: async () => (await look()).settings,
    forget() {
      known = undefined;
      reading = undefined;
      for (const changed of watchers) changed();
    },
    watch: (changed) => void watchers.push(changed),
  };
}

async function read({ readRows, readSettings, readTeams, readTeamOverrides, seal }: ConnectedChannelsOptions): Promise<Known> {
  const settings = await readSettings();
  const teams = await readTeams();
  const overrides = new Map((await readTeamOverrides()).map((team) => [team.id, team.overrides]));
  const channels = new Map<string, ConnectedChannel>();
  for (const row of await readRows()) {
    const one = await connect(row, seal, settings, teams.get(row.id) ?? null, overrides);
    if (one !== undefined) channels.set(row.id, one);
  }
  return { channels, settings };
}

async function connect(
  row: ChannelRow,
  seal: Seal,
  organisation: OrganisationSettings,
  team: TeamFacts | null,
  ofTeams: ReadonlyMap<string, SettingsOverrides>,
): Promise<ConnectedChannel | undefined> {
  const channel = await loadChannel(row.type, row.provider);
  if (channel === undefined) return undefined;
  const plain: unknown = JSON.parse(row.settingsJson);
  const secrets: unknown = JSON.parse(seal.open(row.secrets));
  const settings = channel.settings.safeParse(Object.assign({}, plain, secrets));
  const ref: ChannelRef = { id: row.id, type: channel.type, provider: row.provider, name: row.name };
  const own = channelOverrides(row);
  const asTeamSays = (teamId: string | null) => settingsFor(organisation, ofTeams.get(teamId ?? ''), own);
  const here = asTeamSays(team?.id ?? null);
  return {
    id: row.id,
    ref,
    channel,
    settings: settings.success ? settings.data : {},
    facts: {
      ref,
      windowRule: channel.capabilities.window,
      timingOf: timingByTeam(asTeamSays),
      startsWith: here.startsWith,
      twoWay: row.twoWay === 1,
      oneWayReply: row.oneWayReply,
      readsProfiles: channel.readProfile !== undefined,
      mediaRules: here.attachments,
      team,
    },
    health: JSON.parse(row.healthJson),
    isDeleted: row.deletedAt !== null,
  };
}

/** Worked out once for each team: every event asks. */
function timingByTeam(settingsOf: (teamId: string | null) => OrganisationSettings): (teamId: string | null) => Timing {
  const known = new Map<string | null, Timing>();
  return (teamId) => {
    const timing = known.get(teamId) ?? timingOf(settingsOf(teamId));
    known.set(teamId, timing);
    return timing;
  };
}
