import type { AnyChannel } from '../channels/channel.ts';
import type { ChannelRow } from '../store/schema.ts';
import { asOverrides } from '../store/settings.ts';
import type { ChannelView } from './schemas/channel.ts';
import { channelTypeSchema } from './schemas/conversation.ts';
import { iso } from './times.ts';

/** A channel as the API shows it: the sealed secrets are not even opened. */
export function channelView(
  row: ChannelRow,
  channel: AnyChannel | undefined,
  publicUrl: string,
  teamIds: readonly string[] | undefined,
): ChannelView {
  return {
    id: row.id,
    type: channelTypeSchema.parse(row.type),
    provider: row.provider,
    name: row.name,
    status: row.status,
    health: JSON.parse(row.healthJson),
    teamIds: [...(teamIds ?? [])],
    twoWay: row.twoWay === 1,
    attachments: row.attachmentsJson === null ? null : JSON.parse(row.attachmentsJson),
    overrides: asOverrides(row.overridesJson),
    oneWayReply: row.oneWayReply,
    webhookUrl: `${publicUrl.replace(/\/+$/, '')}/webhooks/${row.id}`,
    capabilities: {
      ...channel?.capabilities,
      ...(channel?.otherPlatforms === undefined ? {} : { otherPlatforms: channel.otherPlatforms }),
    },
    settings: JSON.parse(row.settingsJson),
    createdAt: iso(row.createdAt),
    updatedAt: iso(row.updatedAt),
  };
}
