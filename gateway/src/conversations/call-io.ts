import type { CallIo } from '../channels/channel.ts';
import type { ConnectedChannel } from './connected-channels.ts';
import type { ChannelMemories } from './memory.ts';

/** What a call to a channel's platform may use. */
export type CallIoOf = (connected: ConnectedChannel) => CallIo;

/** @param publicUrl `PARLEY_PUBLIC_URL` */
export function createCallIo(parts: {
  readonly fetch: CallIo['fetch'];
  readonly now: () => number;
  readonly memories: ChannelMemories;
  readonly publicUrl: string;
  readonly visitors?: CallIo['visitors'];
}): CallIoOf {
  const base = parts.publicUrl.replace(/\/+$/, '');
  return (connected) => ({
    fetch: parts.fetch,
    now: parts.now,
    memory: parts.memories.of(connected.id, connected.settings),
    webhookUrl: `${base}/webhooks/${connected.id}`,
    channelId: connected.id,
    ...(parts.visitors === undefined ? {} : { visitors: parts.visitors }),
  });
}
