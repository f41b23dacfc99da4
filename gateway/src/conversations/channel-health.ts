import type { Outcome } from '../model/outcome.ts';
import { type ChannelHealth, isSameHealth } from '../model/health.ts';
import { findLiveChannel } from '../store/channels.ts';
import type { Unit } from '../store/unit.ts';

const SYSTEM = { type: 'system', id: null, name: null } as const;

/** What stands in a channel's health while its platform takes nothing of it. */
export const STOPPED = 'credentials';

/** Writes a channel's health, and tells of it when it is another than before. Gives whether it is. */
export async function setHealth(unit: Unit, channelId: string, health: ChannelHealth): Promise<boolean> {
  const row = await findLiveChannel(unit.tx, channelId);
  if (row === undefined) return false;
  const before: ChannelHealth = JSON.parse(row.healthJson);
  const isSame = isSameHealth(before, health);
  const since = isSame ? before.since : health.since;
  unit.channelHealth.set(channelId, { ...health, ...(since === undefined ? {} : { since }) });
  if (isSame) return false;
  unit.emit({
    type: 'channel.health_changed',
    actor: SYSTEM,
    channel: { ...unit.factsOf(channelId).ref, health },
    from: before.level,
    to: health.level,
  });
  return true;
}

/** The health of a channel whose platform has just refused it as a whole. */
export function stoppedHealth(outcome: Extract<Outcome, { is: 'refused' }>, at: string): ChannelHealth {
  return {
    level: 'error',
    what: STOPPED,
    detail: `The platform refuses this channel: ${outcome.detail}`,
    nextStep: 'Look at the channel’s credentials and permissions, then test the channel. Messages wait until then, for a day at most.',
    since: at,
  };
}
