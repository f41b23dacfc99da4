/** What a customer does that lets the business write. `click`: a menu, a scan, a follow; `payment`: a purchase. */
export type Opening = 'message' | 'ad' | 'click' | 'payment';

/** How long an opening lasts and how many messages it allows (null: any number). */
export interface OpeningRule {
  readonly minutes: number;
  readonly messages: number | null;
}

/** How a platform limits when a business may write. Data of a channel's capabilities. */
export interface WindowRule {
  /** Hours of free writing after a customer's message; null where the platform has no such limit. */
  readonly hours: number | null;
  /** What is left when it is shut: a template, a paid push, nothing. */
  readonly after: 'template' | 'push' | 'nothing';
  /** Messages that one customer's message allows; absent: any number. */
  readonly messages?: number;
  /** Openings that differ from a customer's message. */
  readonly openings?: Readonly<Partial<Record<Exclude<Opening, 'message'>, OpeningRule>>>;
  /** Days after the customer's message in which a member, but no workflow, may still answer (Messenger's HUMAN_AGENT). */
  readonly memberDays?: number;
}

/** One opening of a window: the latest of its kind. `sent` is counted only where the rule sets a number. */
export interface Grant {
  readonly by: Opening;
  /** Milliseconds since 1970, on the platform's clock. */
  readonly at: number;
  readonly sent: number;
}

/** Open to all, to a member's own answer only, or shut. */
export type WindowState = 'open' | 'members_only' | 'shut';

/** As the API shows it, times in milliseconds. */
export interface Window {
  /** When the last opening ends. Null: no limit, or never opened. */
  readonly expiresAt: number | null;
  readonly openedBy: string | null;
  readonly freeReplyUntil: number | null;
  /** Null: any number. */
  readonly messagesLeft: number | null;
  readonly after: WindowRule['after'];
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

function ruleOf(rule: WindowRule, by: Opening): OpeningRule | undefined {
  if (by !== 'message' && rule.openings?.[by] !== undefined) return rule.openings[by];
  return rule.hours === null ? undefined : { minutes: rule.hours * 60, messages: rule.messages ?? null };
}

/** A grant with what is left of it; `left` null is any number. */
interface Standing {
  readonly grant: Grant;
  readonly expiresAt: number;
  readonly left: number | null;
}

function standingOf(rule: WindowRule, grant: Grant): Standing | undefined {
  const own = ruleOf(rule, grant.by);
  if (own === undefined) return undefined;
  const left = own.messages === null ? null : Math.max(0, own.messages - grant.sent);
  return { grant, expiresAt: grant.at + own.minutes * MINUTE_MS, left };
}

/** Openings that still let something through at `now`, the one that ends first in front. */
function standing(rule: WindowRule, grants: readonly Grant[], now: number): readonly Standing[] {
  return grants
    .flatMap((grant) => standingOf(rule, grant) ?? [])
    .filter((one) => now < one.expiresAt && one.left !== 0)
    .toSorted((a, b) => a.expiresAt - b.expiresAt);
}

/** The window that follows from what opened it. */
export function windowOf(rule: WindowRule, grants: readonly Grant[], freeReplyUntil: number | null, now: number): Window {
  const live = standing(rule, grants, now);
  const all = grants.flatMap((grant) => standingOf(rule, grant) ?? []);
  const last = live.at(-1) ?? all.toSorted((a, b) => a.expiresAt - b.expiresAt).at(-1);
  return {
    expiresAt: last?.expiresAt ?? null,
    openedBy: last?.grant.by ?? grants.at(-1)?.by ?? null,
    freeReplyUntil,
    messagesLeft: messagesLeft(rule, live),
    after: rule.after,
  };
}

/** Null where the rule sets no number, or an opening without one is live. */
function messagesLeft(rule: WindowRule, live: readonly Standing[]): number | null {
  const isCounted = rule.messages !== undefined;
  if (!isCounted || live.some((one) => one.left === null)) return null;
  return live.reduce((sum, one) => sum + (one.left ?? 0), 0);
}

/** Who may write at `now`. A channel with a rule and no opening is shut. */
export function windowState(rule: WindowRule, grants: readonly Grant[], now: number): WindowState {
  if (rule.hours === null || standing(rule, grants, now).length > 0) return 'open';
  const days = rule.memberDays;
  const isInTime = days !== undefined && grants.some((grant) => now < grant.at + days * DAY_MS);
  return isInTime ? 'members_only' : 'shut';
}

/** Whether a writer may write in such a window. */
export function mayWrite(state: WindowState, writer: 'member' | 'bot'): boolean {
  return state === 'open' || (state === 'members_only' && writer === 'member');
}

/** The grants after the customer did something: one of each kind, the latest. A late report of an earlier act changes nothing. */
export function openedBy(grants: readonly Grant[], by: Opening, at: number): readonly Grant[] {
  const known = grants.find((grant) => grant.by === by);
  if (known !== undefined && known.at >= at) return grants;
  return [...grants.filter((grant) => grant !== known), { by, at, sent: 0 }];
}

/** The grants after one message went out: the opening that ends first pays, where the rule counts. */
export function spentOne(rule: WindowRule, grants: readonly Grant[], now: number): readonly Grant[] {
  const paying = standing(rule, grants, now).find((one) => one.left !== null)?.grant;
  if (paying === undefined || standing(rule, grants, now).some((one) => one.left === null)) return grants;
  return grants.map((grant) => (grant === paying ? { ...grant, sent: grant.sent + 1 } : grant));
}

/** When the window shuts by time: the end of the last opening that still has something left. Null where there is nothing to shut. */
export function windowEnd(rule: WindowRule, grants: readonly Grant[]): number | null {
  const ends = grants.flatMap((grant) => {
    const one = standingOf(rule, grant);
    return one === undefined || one.left === 0 ? [] : one.expiresAt;
  });
  return ends.length === 0 ? null : Math.max(...ends);
}

/** The platform's time of an event, clamped so that a wrong clock never puts it into our future. */
export function clampSentAt(sentAt: number | null, now: number): number {
  return sentAt === null || !Number.isFinite(sentAt) || sentAt <= 0 ? now : Math.min(sentAt, now);
}
