import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { requestList } from '../shared/transport';
import type { ChannelSummary } from '../shared/wire';
import { platformName } from './names';

/** All channels whose name or platform contains `filter`: an organisation has few, so there are no pages. */
export async function searchChannels(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
  const channels = await requestList<ChannelSummary>(this, '/channels', {}, undefined);
  const results = channels.map((channel) => ({ name: `${channel.name} (${platformName(channel.type)})`, value: channel.id }));
  const wanted = (filter ?? '').toLowerCase();
  return { results: results.filter((result) => result.name.toLowerCase().includes(wanted)) };
}
