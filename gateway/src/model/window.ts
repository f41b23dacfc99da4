/** How a platform limits when a business may write. Data of a channel's capabilities. */
export interface WindowRule {
  /** Hours of free writing after what opened it; null where the platform has no such limit. */
  readonly hours: number | null;
  /** What is left when it is shut: a template, a paid push, nothing. */
  readonly after: 'template' | 'push' | 'nothing';
}

/** What is known of the last thing that opened the window. Milliseconds since 1970, on the platform's clock. */
export interface WindowFacts {
  readonly openedAt: number | null;
  readonly openedBy: string | null;
  readonly freeReplyUntil: number | null;
}

/** As the API shows it, times in milliseconds. */
export interface Window {
  /** Null: no limit, or never opened. */
  readonly expiresAt: number | null;
  readonly openedBy: string | null;
  readonly freeReplyUntil: number | null;
  readonly messagesLeft: number | null;
  readonly after: WindowRule['after'];
}

const HOUR_MS = 3_600_000;

/** The window that follows from what opened it last. */
export function windowOf(rule: WindowRule, facts: WindowFacts): Window {
  const expiresAt = rule.hours === null || facts.openedAt === null ? null : facts.openedAt + rule.hours * HOUR_MS;
  return {
    expiresAt,
    openedBy: facts.openedBy,
    freeReplyUntil: facts.freeReplyUntil,
    messagesLeft: null,
    after: rule.after,
  };
}

/** Whether free writing is allowed at `now`. A channel with a rule and no opening is shut. */
export function isWindowOpen(rule: WindowRule, window: Pick<Window, 'expiresAt'>, now: number): boolean {
  if (rule.hours === null) return true;
  return window.expiresAt !== null && now < window.expiresAt;
}

/** The platform's time of an event, clamped so that a wrong clock never puts it into our future. */
export function clampSentAt(sentAt: number | null, now: number): number {
  return sentAt === null || !Number.isFinite(sentAt) || sentAt <= 0 ? now : Math.min(sentAt, now);
}
