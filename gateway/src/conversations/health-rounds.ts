import type { Logger } from '../log/logger.ts';
import { healthOf } from '../model/health.ts';
import { type Worker, createWorker } from '../work/worker.ts';
import type { CallIoOf } from './call-io.ts';
import { setHealth } from './channel-health.ts';
import type { RunCommand } from './commands.ts';
import type { ConnectedChannel } from './connected-channels.ts';

const POLL_MS = 60_000;
/** Often enough to see a token's end coming, seldom enough to cost nothing: a check is a handful of calls. */
const EVERY_MS = 6 * 3_600_000;

/** Asks platforms now and then how their channels are, so that a token that will end or a webhook that was switched off is seen in time. */
export function createHealthRounds(options: {
  readonly channels: () => Promise<ReadonlyMap<string, ConnectedChannel>>;
  readonly callIo: CallIoOf;
  readonly run: RunCommand;
  readonly now: () => number;
  readonly log: Logger;
}): Worker {
  const startedAt = options.now();
  const askedAt = new Map<string, number>();

  async function tick(isStopping: () => boolean): Promise<void> {
    for (const connected of (await options.channels()).values()) {
      if (isStopping()) return;
      const last = Math.max(askedAt.get(connected.id) ?? startedAt, Date.parse(connected.health.checkedAt ?? '') || 0);
      if (!connected.isDeleted && options.now() - last >= EVERY_MS) await ask(connected);
    }
  }

  async function ask(connected: ConnectedChannel): Promise<void> {
    const { id, channel, settings } = connected;
    askedAt.set(id, options.now());
    const findings = await channel.checkHealth?.(settings, options.callIo(connected));
    // A network that is down for a moment is no news of the channel; whoever wants to know now tests it.
    if (findings === undefined || findings.length === 0 || findings.some((finding) => finding.what === 'platform')) return;
    const health = healthOf(findings, new Date(options.now()).toISOString());
    await options.run({ locks: [id], run: (unit) => setHealth(unit, id, health) });
  }

  return createWorker({ what: 'asking for the health of channels', everyMs: POLL_MS, log: options.log, tick });
}
