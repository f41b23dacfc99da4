import type { IdentityKey, InboundEvent } from '../model/inbound.ts';
import { type Unit, keyName } from '../store/unit.ts';
import { isFree } from '../conversations/routing.ts';

/** An event and the channel it came on. */
interface OnChannel {
  readonly channelId: string;
  readonly event: InboundEvent;
}

/**
 * Teams that may assign one of these messages to a member, as far as one can tell before they are applied: where a session opens, or
 * nobody has the conversation. Whether a channel has such a team is known in memory, so that all others cost nothing.
 */
export function teamsToAsk(unit: Unit, events: readonly OnChannel[]): readonly string[] {
  const teams = new Set<string>();
  for (const { channelId, event } of events) {
    if (event.is !== 'message') continue;
    const team = teamOf(unit, channelId, event.from.keys);
    if (team !== null) teams.add(team);
  }
  return [...teams];
}

function teamOf(unit: Unit, channelId: string, keys: readonly IdentityKey[]): string | null {
  const { team, startsWith } = unit.factsOf(channelId);
  const assigning = team !== null && team.assignment !== 'manual' ? team.id : null;
  const conversation = keys
    .map((key) => unit.identityByKey.get(keyName(channelId, key)))
    .map((identity) => identity && unit.conversationByIdentity.get(identity.id))
    .find((one) => one !== undefined);
  if (conversation === undefined || conversation.closedAt !== null) return startsWith === 'people' ? assigning : null;
  if (!isFree(conversation)) return null;
  // Another team than the channel's, by transfer: how it assigns is known to the store only.
  return conversation.teamId === team?.id ? assigning : conversation.teamId;
}
