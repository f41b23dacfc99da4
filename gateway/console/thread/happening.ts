import type { EventEnvelope } from '../api/wire.ts';
import type { Strings } from '../strings/en.ts';
import type { Happening } from './days.ts';

/** An event as a line for people; undefined for what needs none. */
export function sentenceOf({ type, actor, data }: EventEnvelope, s: Strings): string | undefined {
  const who = actor.name ?? s.thread.system;
  const member = data.member?.name ?? who;
  switch (type) {
    case 'conversation.joined':
      return s.thread.events.joined(member);
    case 'conversation.left':
      return s.thread.events.left(member);
    case 'conversation.assigned': {
      const to = nameIn(data.to);
      return to === undefined ? s.thread.events.unassigned(who) : s.thread.events.assigned(who, to);
    }
    case 'conversation.transferred':
      return s.thread.events.transferred(who, nameIn(data.to) ?? '…');
    case 'conversation.handed_over':
      return data.to === 'bot' ? s.thread.events.handedToBot : s.thread.events.handedToPeople;
    case 'conversation.snoozed':
      return data.to === null || data.to === undefined ? s.thread.events.awake : s.thread.events.snoozed;
    case 'conversation.reopened':
      return s.thread.events.reopened;
    case 'conversation.overdue':
      return s.thread.events.overdue;
    default:
      return undefined;
  }
}

/** The name in `{id, name}`, or in `{team, member}` of a transfer. */
function nameIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('name' in value && typeof value.name === 'string') return value.name;
  if ('member' in value && value.member !== null) return nameIn(value.member);
  return 'team' in value ? nameIn(value.team) : undefined;
}

/** Events of a conversation, oldest first, as lines. */
export function happeningsOf(events: readonly EventEnvelope[], s: Strings): readonly Happening[] {
  return events.flatMap((event): readonly Happening[] => {
    const text = sentenceOf(event, s);
    return text === undefined ? [] : [{ is: 'event', key: event.id, text, at: event.occurredAt }];
  });
}
