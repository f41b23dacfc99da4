import type { Announcement, WidgetMessage } from '../net/wire.ts';
import type { State } from './state.ts';
import type { Waiting } from './outbox.ts';

/** The messages in their order, each once: what is new replaces what was known of the same message. */
export function withMessages(known: readonly WidgetMessage[], some: readonly WidgetMessage[]): readonly WidgetMessage[] {
  const byId = new Map(known.map((message) => [message.id, message]));
  for (const message of some) byId.set(message.id, message);
  return [...byId.values()].sort((a, b) => a.seq - b.seq);
}

/** Messages and what waits to be one, none twice: what is with the gateway waits no more, also where its answer got lost. */
export function shown(messages: readonly WidgetMessage[], waiting: readonly Waiting[]): Pick<State, 'messages' | 'waiting'> {
  const isThere = new Set(messages.map(({ clientId }) => clientId));
  return { messages, waiting: waiting.filter(({ clientId }) => !isThere.has(clientId)) };
}

/** An announcement as it stands among the messages: said by the business, with no number of its own. */
export function asMessage({ id, content, startsAt }: Announcement, name: string): WidgetMessage {
  return {
    id,
    clientId: null,
    seq: 0,
    direction: 'out',
    author: { kind: 'member', name, avatarUrl: null },
    content,
    sentAt: startsAt,
    status: 'read',
    quoted: null,
    reactions: [],
    editedAt: null,
    deletedAt: null,
  };
}

/** The messages with what is announced, each where it was said. The messages' own order is that of their numbers, whatever the clocks say. */
export function withAnnouncements({
  messages,
  announcements,
  settings,
}: Pick<State, 'messages' | 'announcements' | 'settings'>): readonly WidgetMessage[] {
  if (announcements.length === 0) return messages;
  const all = [...messages];
  for (const one of announcements) {
    const next = all.findIndex(({ sentAt }) => Date.parse(sentAt) > Date.parse(one.startsAt));
    all.splice(next < 0 ? all.length : next, 0, asMessage(one, settings.appearance.title));
  }
  return all;
}

/** What the next words of the visitor answer: the latest announcement, while they have said nothing since. */
export function answeredNow({
  messages,
  announcements,
  waiting,
}: Pick<State, 'messages' | 'announcements' | 'waiting'>): string | undefined {
  const last = announcements.at(-1);
  if (last === undefined || waiting.length > 0) return undefined;
  const isAnswered = messages.some(({ direction, sentAt }) => direction === 'in' && Date.parse(sentAt) > Date.parse(last.startsAt));
  return isAnswered ? undefined : last.id;
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
  // What was said to everybody stays open until it is answered itself.
  if (message.seq > 0 && message.content.type === 'choice' && message.content.style === 'quick_replies') return later.length === 0;
  return !later.some(({ content }) => content.type === 'choice_reply' && content.repliesTo === message.id);
}
