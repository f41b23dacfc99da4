import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { platformName } from '../Parley/listSearch/names';
import { requestList } from '../Parley/shared/transport';
import type { Channel } from '../Parley/shared/wire-organization';

/** The connected channels, for the filter. */
export async function getChannels(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const channels = await requestList<Channel>(this, '/channels', {}, undefined);
  return channels
    .map((channel) => ({ name: `${channel.name} (${platformName(channel.type)})`, value: channel.id }))
    .sort((a, b) => a.name.localeCompare(b.name));
}
