import type { ChannelType } from '../model/conversation.ts';
import type { AnyChannel } from './channel.ts';

interface Entry {
  readonly type: ChannelType;
  readonly provider: string | null;
  /** A platform's code, and the SDK it stands on, is loaded when a channel of its type exists. */
  readonly load: () => Promise<AnyChannel>;
}

const ENTRIES: readonly Entry[] = [
  { type: 'whatsapp', provider: 'cloud_api', load: async () => (await import('./whatsapp/index.ts')).whatsappCloud },
  { type: 'whatsapp', provider: 'twilio', load: async () => (await import('./twilio/index.ts')).whatsappTwilio },
  { type: 'facebook', provider: null, load: async () => (await import('./facebook/index.ts')).facebook },
  { type: 'line', provider: null, load: async () => (await import('./line/index.ts')).line },
  { type: 'wechat', provider: null, load: async () => (await import('./wechat/index.ts')).wechat },
  { type: 'widget', provider: null, load: async () => (await import('./widget/index.ts')).widget },
];

/** What can be connected, as `type` and `provider`. */
export const CONNECTABLE: readonly { readonly type: ChannelType; readonly provider: string | null }[] = ENTRIES.map(
  ({ type, provider }) => ({
    type,
    provider,
  }),
);

/** The platform of this type; without a provider, the type's first. Undefined when there is none such. */
export async function loadChannel(type: string, provider: string | null): Promise<AnyChannel | undefined> {
  return ENTRIES.find((entry) => entry.type === type && (provider === null || entry.provider === provider))?.load();
}
