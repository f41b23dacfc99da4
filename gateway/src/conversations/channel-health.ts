import type { Outcome } from '../model/outcome.ts';
import { type ChannelHealth, isSameHealth } from '../model/health.ts';
import { findLiveChannel } from '../store/channels.ts';
import type { Unit } from '../store/unit.ts';

const SYSTEM = { type: 'system', id: null, name: null } as const;

/** What stands in a channel's health while its platform takes nothing of it. */
export const STOPPED = 'credentials';

/** A channel's health as it is in this transaction. Undefined where there is no such channel any more. */
async function healthNow(unit: Unit, channelId: string): Promise<ChannelHealth | undefined> {
  const written = unit.channelHealth.get(channelId);
  if (written !== undefined) return written;
  const row = await findLiveChannel(unit.tx, channelId);
  return row === undefined ? undefined : JSON.parse(row.healthJson);
}

/** Writes a channel's health, and tells of it when it is another than before. Gives whether it is. */
export async function setHealth(unit: Unit, channelId: string, health: ChannelHealth): Promise<boolean> {
  const before = await healthNow(unit, channelId);
  if (before === undefined) return false;
  const isSame = isSameHealth(before, health);
  const since = isSame ? before.since : health.since;
  unit.channelHealth.set(channelId, { ...health, ...(since === undefined ? {} : { since }) });
  if (isSame) return false;
  const channel = { ...unit.factsOf(channelId).ref, health };
  unit.emit({ type: 'channel.health_changed', actor: SYSTEM, channel, from: before.level, to: health.level });
  return true;
}

export function isStopped(health: ChannelHealth): boolean {
  return health.level === 'error' && health.what === STOPPED;
}

/** Its platform has just refused the channel as a whole. */
export async function stopChannel(unit: Unit, channelId: string, outcome: Extract<Outcome, { is: 'refused' }>): Promise<void> {
  await setHealth(unit, channelId, {
    level: 'error',
    what: STOPPED,
    detail: `The platform refuses this channel: ${outcome.detail}`,
    nextStep: 'Look at the channel’s credentials and permissions, then test the channel. Messages wait until then, for a day at most.',
    since: new Date(unit.now).toISOString(),
  });
}

/** Its platform takes messages again. Another fault that is known of the channel stays. */
export async function resumeChannel(unit: Unit, channelId: string): Promise<void> {
  const before = await healthNow(unit, channelId);
  if (before !== undefined && isStopped(before)) await setHealth(unit, channelId, { level: 'ok' });
}
