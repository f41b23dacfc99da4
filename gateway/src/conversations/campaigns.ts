import type { Entry } from '../model/campaign.ts';
import type { Outcome } from '../model/outcome.ts';
import { type CampaignRow, findCampaign, findCampaignsOf, saveCampaign } from '../store/campaigns.ts';
import { findLiveChannel } from '../store/channels.ts';
import type { Unit } from '../store/unit.ts';
import type { CallIoOf } from './call-io.ts';
import type { ConnectedChannels } from './connected-channels.ts';
import { type Failure, badField, failure } from './failure.ts';

/** What an admin says of a campaign. */
export interface CampaignDraft extends Entry {
  readonly name: string;
  readonly channelId: string;
}

/** Where a campaign leads, or why there is no address: the draft's fault, or the platform's no or silence. */
export type Linked = { readonly is: 'link'; readonly url: string } | Failure | Exclude<Outcome, { is: 'accepted' }>;

/** Asks the channel for the address. Changes nothing here. */
export async function linkOf(
  parts: { readonly channels: Pick<ConnectedChannels, 'snapshot'>; readonly callIo: CallIoOf },
  draft: CampaignDraft,
): Promise<Linked> {
  const connected = (await parts.channels.snapshot()).get(draft.channelId);
  if (connected === undefined || connected.isDeleted) return badField('channelId', 'There is no such channel.');
  const { channel, settings } = connected;
  if (channel.deepLink === undefined) return failure('not_supported', 'This platform has no links that lead into a conversation.');
  if (draft.pageUrl !== null && channel.type !== 'widget') return badField('pageUrl', 'Only a widget’s campaign leads to a page.');
  const link = await channel.deepLink(draft, settings, parts.callIo(connected));
  return link.is === 'bad_field' ? badField(link.field, link.detail) : link;
}

/**
 * Makes a campaign, or writes one anew under its id. What stands on paper, channel and ref, never changes.
 *
 * @param url from `linkOf`, asked before the transaction
 */
export async function keepCampaign(unit: Unit, draft: CampaignDraft, url: string, id: string | undefined): Promise<CampaignRow | Failure> {
  const before = id === undefined ? undefined : await findCampaign(unit.tx, id);
  if (id !== undefined && before === undefined) return failure('not_found', 'There is no such campaign.');
  if ((await findLiveChannel(unit.tx, draft.channelId)) === undefined) return badField('channelId', 'There is no such channel.');
  const taken = (await findCampaignsOf(unit.tx, draft.channelId, [draft.ref])).get(draft.ref);
  if (taken !== undefined && taken !== id) {
    return failure('already_exists', `The channel has a campaign with the ref “${draft.ref}” already: ${taken}.`);
  }
  const { name, channelId, ref, text, pageUrl, utm } = draft;
  const row: CampaignRow = {
    id: before?.id ?? unit.ids.next('cmp'),
    ...{ name, channelId, ref, text, pageUrl, url },
    utmJson: JSON.stringify(utm),
    createdAt: before?.createdAt ?? unit.now,
    updatedAt: unit.now,
  };
  await saveCampaign(unit.tx, row);
  return row;
}
