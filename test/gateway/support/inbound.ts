import type { InboundEvent, InboundMessage } from '../../../gateway/src/model/inbound.ts';
import { DEFAULT_MEDIA_RULES, DEFAULT_SETTINGS, timingOf } from '../../../gateway/src/model/settings.ts';
import type { ChannelFacts } from '../../../gateway/src/store/records.ts';

/** A WhatsApp-like channel, as the store needs to know it. */
export function factsOf(channelId: string): ChannelFacts {
  return {
    ref: { id: channelId, type: 'whatsapp', provider: 'cloud_api', name: 'Front desk' },
    windowRule: { hours: 24, after: 'template' },
    timingOf: () => timingOf(DEFAULT_SETTINGS),
    startsWith: 'people',
    twoWay: true,
    oneWayReply: null,
    readsProfiles: false,
    mediaRules: DEFAULT_MEDIA_RULES,
    team: null,
  };
}

/** A customer's text, as `parse` gives it. */
export function textMessage(phone: string, externalId: string, text: string, more: Partial<InboundMessage> = {}): InboundEvent {
  return {
    is: 'message',
    key: externalId,
    sentAt: null,
    account: null,
    raw: null,
    from: { keys: [{ kind: 'phone', value: phone }], name: `Customer ${phone}` },
    externalId,
    content: { type: 'text', text },
    ...more,
  };
}
