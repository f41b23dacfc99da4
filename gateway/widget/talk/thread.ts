import type { WidgetMessage } from '../net/wire.ts';
import type { Waiting } from './outbox.ts';

/** The messages in their order, each once: what is new replaces what was known of the same message. */
export function withMessages(known: readonly WidgetMessage[], some: readonly WidgetMessage[]): readonly WidgetMessage[] {
  const byId = new Map(known.map((message) => [message.id, message]));
  for (const message of some) byId.set(message.id, message);
  return [...byId.values()].sort((a, b) => a.seq - b.seq);
}

/** How far the visitor's own messages have come: only the last one says it, as people know it from their phones. */
export function lastOwn(messages: readonly WidgetMessage[]): WidgetMessage | undefined {
  return messages.findLast((message) => message.direction === 'in');
}

/** Whether the team has read it: as it says, or because one of them has answered since. */
export function wasRead(message: WidgetMessage, messages: readonly WidgetMessage[], readUpTo: number): boolean {
  const isAnswered = messages.some((one) => one.author.kind === 'member' && one.seq > message.seq);
  return isAnswered || message.status === 'read' || message.seq <= readUpTo;
}

/** The place up to which everything was seen: the newest message of the other side. */
export function lastHeardSeq(messages: readonly WidgetMessage[]): number {
  return messages.findLast((message) => message.direction === 'out')?.seq ?? 0;
}

const TOGETHER_MS = 5 * 60_000;

/** Whether the later message stands under the earlier one without a face and a time of its own. */
export function belongsTogether(earlier: WidgetMessage | undefined, later: WidgetMessage): boolean {
  return (
    earlier !== undefined &&
    earlier.direction === later.direction &&
    earlier.author.name === later.author.name &&
    Date.parse(later.sentAt) - Date.parse(earlier.sentAt) < TOGETHER_MS
  );
}

/**
 * Whether a question's buttons can still be pressed: quick replies only while nothing came after them, buttons and lists until one of
 * theirs was chosen.
 *
 * @param waiting what was said and is not with the gateway yet: pressing twice is answering once
 */
export function isOpenChoice(
  message: WidgetMessage,
  messages: readonly WidgetMessage[],
  waiting: readonly Pick<Waiting, 'content'>[],
): boolean {
  const later = [...messages.filter((one) => one.seq > message.seq), ...waiting];
  if (message.content.type === 'choice' && message.content.style === 'quick_replies') return later.length === 0;
  return !later.some(({ content }) => content.type === 'choice_reply' && content.repliesTo === message.id);
}
