/** One thing that was found of a channel. */
export interface Finding {
  readonly level: HealthLevel;
  /** Stable, snake_case: `credentials`, `permission`, `webhook_address`, `token_expiry`, … */
  readonly what: string;
  /** What was found, in a sentence. */
  readonly detail: string;
  /** What to do next, in a sentence; absent where all is well. */
  readonly nextStep?: string;
}

export type HealthLevel = 'ok' | 'warning' | 'error';

/** How a channel is, as the API shows it: its worst finding in front. */
export interface ChannelHealth {
  readonly level: HealthLevel;
  readonly what?: string;
  readonly detail?: string;
  readonly nextStep?: string;
  /** Since when it has been so. ISO-8601 in UTC. */
  readonly since?: string;
  /** When the platform was last asked. */
  readonly checkedAt?: string;
  /** Everything that the last test found. */
  readonly findings?: readonly Finding[];
}

const RANK: Readonly<Record<HealthLevel, number>> = { ok: 0, warning: 1, error: 2 };

/** A channel's health by what a test found. */
export function healthOf(findings: readonly Finding[], at: string): ChannelHealth {
  const worst = findings.toSorted((a, b) => RANK[b.level] - RANK[a.level])[0];
  if (worst === undefined || worst.level === 'ok') return { level: 'ok', checkedAt: at, findings };
  const { level, what, detail, nextStep } = worst;
  return { level, what, detail, ...(nextStep === undefined ? {} : { nextStep }), since: at, checkedAt: at, findings };
}

/** Whether people should hear of the change. */
export function isSameHealth(one: ChannelHealth, other: ChannelHealth): boolean {
  return one.level === other.level && one.what === other.what;
}
