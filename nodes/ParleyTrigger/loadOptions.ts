import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { channelName } from '../Parley/listSearch/names';
import { requestList } from '../Parley/shared/transport';
import type { Channel, Team } from '../Parley/shared/wire-organization';

/** The connected channels, for the filter. */
export async function getChannels(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const channels = await requestList<Channel>(this, '/channels', {}, undefined);
  return channels.map((channel) => ({ name: channelName(channel), value: channel.id })).sort((a, b) => a.name.localeCompare(b.name));
}

/** The teams, for the filter. */
export async function getTeams(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const teams = await requestList<Team>(this, '/teams', {}, undefined);
  return teams.map(({ id, name }) => ({ name, value: id })).sort((a, b) => a.name.localeCompare(b.name));
}
