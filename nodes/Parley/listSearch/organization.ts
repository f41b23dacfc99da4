import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import { requestList } from '../shared/transport';
import type { Channel, Member, Team } from '../shared/wire-organization';
import type { Subscription } from '../shared/wire-events';
import { channelName } from './names';

// An organisation has few of these, so that there are no pages: `filter` is matched here, with any part of what is shown.

/** Connected channels by name and platform. */
export async function searchChannels(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
  const channels = await requestList<Channel>(this, '/channels', {}, undefined);
  return matching(
    channels.map((channel) => ({ name: channelName(channel), value: channel.id })),
    filter,
  );
}

/** Members by name and email. */
export async function searchMembers(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
  const members = await requestList<Member>(this, '/members', {}, undefined);
  return matching(
    members.map(({ id, name, email }) => ({ name: `${name} (${email})`, value: id })),
    filter,
  );
}

/** Teams by name. */
export async function searchTeams(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
  const teams = await requestList<Team>(this, '/teams', {}, undefined);
  return matching(
    teams.map(({ id, name }) => ({ name, value: id })),
    filter,
  );
}

/** Subscriptions by their address. */
export async function searchSubscriptions(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
  const subscriptions = await requestList<Subscription>(this, '/subscriptions', {}, undefined);
  return matching(
    subscriptions.map(({ id, url, events }) => ({ name: url, value: id, description: events.join(', ') })),
    filter,
  );
}

function matching(entries: INodeListSearchItems[], filter = ''): INodeListSearchResult {
  const wanted = filter.toLowerCase();
  return { results: entries.filter((entry) => entry.name.toLowerCase().includes(wanted)) };
}
