import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { platformName } from '../Parley/listSearch/names';
import { requestList } from '../Parley/shared/transport';
import type { ChannelSummary } from '../Parley/shared/wire';

/** The connected channels, for the filter. */
export async function getChannels(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const channels = await requestList<ChannelSummary>(this, '/channels', {}, undefined);
  return channels
    .map((channel) => ({ name: `${channel.name} (${platformName(channel.type)})`, value: channel.id }))
    .sort((a, b) => a.name.localeCompare(b.name));
}
