import { codesIn } from '../model/campaign.ts';
import type { InboundEvent } from '../model/inbound.ts';
import { findCampaignsOf } from '../store/campaigns.ts';
import type { Tx } from '../store/committer.ts';
import type { Received } from './store-events.ts';

/**
 * Messages with a campaign's code in their text, as if their platform had said where they come from: WhatsApp's and LINE's links carry
 * nothing but the text. What a platform says itself stays. Nothing is asked of the store unless a text has something like a code.
 */
export async function attributeToCampaigns(tx: Tx, items: readonly Received[]): Promise<readonly Received[]> {
  const wanted = new Map<string, Set<string>>();
  for (const { channelId, events } of items) {
    for (const code of events.flatMap(codesOf)) wanted.set(channelId, (wanted.get(channelId) ?? new Set()).add(code));
  }
  if (wanted.size === 0) return items;
  const known = new Map<string, ReadonlyMap<string, string>>();
  for (const [channelId, codes] of wanted) known.set(channelId, await findCampaignsOf(tx, channelId, [...codes]));
  return items.map((item) => {
    const campaigns = known.get(item.channelId);
    return campaigns === undefined || campaigns.size === 0
      ? item
      : { ...item, events: item.events.map((event) => attributed(event, campaigns)) };
  });
}

function codesOf(event: InboundEvent): readonly string[] {
  return event.is === 'message' && event.source === undefined && event.content.type === 'text' ? codesIn(event.content.text) : [];
}

function attributed(event: InboundEvent, campaigns: ReadonlyMap<string, string>): InboundEvent {
  const ref = codesOf(event).find((code) => campaigns.has(code));
  return ref === undefined || event.is !== 'message' ? event : { ...event, source: { kind: 'link', ref } };
}
