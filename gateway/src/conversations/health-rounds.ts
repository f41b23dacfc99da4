import type { Logger } from '../log/logger.ts';
import { healthOf } from '../model/health.ts';
import type { CallIoOf } from './call-io.ts';
import { setHealth } from './channel-health.ts';
import type { RunCommand } from './commands.ts';
import type { ConnectedChannel } from './connected-channels.ts';

/** Asks platforms now and then how their channels are, so that a token that will end or a webhook that was switched off is seen in time. */
export interface HealthRounds {
  start(): void;
  /** Asks for every channel that is due. Used by `start`; tests call it themselves. */
  tick(): Promise<void>;
  stop(): Promise<void>;
}

const POLL_MS = 60_000;
/** Often enough to see a token's end coming, seldom enough to cost nothing: a check is a handful of calls. */
const EVERY_MS = 6 * 3_600_000;

export function createHealthRounds(options: {
  readonly channels: () => Promise<ReadonlyMap<string, ConnectedChannel>>;
  readonly callIo: CallIoOf;
  readonly run: RunCommand;
  readonly now: () => number;
  readonly log: Logger;
}): HealthRounds {
  const startedAt = options.now();
  const askedAt = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;

  async function tick(): Promise<void> {
    for (const connected of (await options.channels()).values()) {
      if (stopped) return;
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

  function loop(): void {
    running = tick()
      .catch((error: unknown) => options.log.error({ err: error }, 'the health of channels could not be asked for'))
      .finally(() => {
        if (!stopped) timer = setTimeout(loop, POLL_MS);
      });
  }

  return {
    tick,
    start: loop,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
