import type { EventType, SubscriptionFilter } from './events.ts';

/** What a filter can ask about an event. Absent values are unknown: a filter on them does not match. */
export interface EventFacts {
  readonly type: EventType;
  readonly channelId: string | null;
  readonly teamId: string | null;
  readonly fromStatus: string | null;
  readonly toStatus: string | null;
  readonly authorType: string | null;
  readonly contentType: string | null;
  readonly text: string | null;
  readonly firstOfSession: boolean;
  /** The message resumed a waiting workflow, so that others need not hear of it. */
  readonly isWaitReply: boolean;
}

/** Whether a subscription wants to hear of an event. Every list that the filter gives must contain the event's value. */
export function wants(events: readonly string[], filter: SubscriptionFilter, facts: EventFacts): boolean {
  if (!events.includes(facts.type)) return false;
  if (!allows(filter.channelIds, facts.channelId)) return false;
  if (!allows(filter.teamIds, facts.teamId)) return false;
  if (!allows(filter.fromStatuses, facts.fromStatus)) return false;
  if (!allows(filter.toStatuses, facts.toStatus)) return false;
  if (!allows(filter.authorTypes, facts.authorType)) return false;
  if (!allows(filter.contentTypes, facts.contentType)) return false;
  if (filter.keywords !== undefined && filter.keywords.length > 0 && !mentions(facts.text, filter.keywords)) return false;
  if (filter.firstOfSession === true && !facts.firstOfSession) return false;
  return !(facts.isWaitReply && filter.includeWaitReplies !== true);
}

function allows(allowed: readonly string[] | undefined, value: string | null): boolean {
  return allowed === undefined || allowed.length === 0 || (value !== null && allowed.includes(value));
}

function mentions(text: string | null, keywords: readonly string[]): boolean {
  if (text === null) return false;
  const folded = text.toLowerCase();
  return keywords.some((keyword) => folded.includes(keyword.toLowerCase()));
}
