import type { Id, Message } from '../api/wire.ts';
import type { Session } from '../api/wire-organisation.ts';

/** Something that happened to the conversation. */
export interface Happening {
  readonly is: 'event';
  readonly key: string;
  readonly text: string;
  readonly at: string;
}

/** A line of the thread. */
export type Line =
  | { readonly is: 'day'; readonly key: string; readonly at: string }
  | { readonly is: 'session'; readonly key: string; readonly session: Session; readonly what: 'opened' | 'closed' }
  | Happening
  | SaidLine;

/** A message, and whether it begins and ends what its author says in one go. */
export interface SaidLine {
  readonly is: 'message';
  readonly key: string;
  readonly message: Message;
  /** What it answers to; null: that is not loaded. */
  readonly quoted: Message | null | undefined;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

/** Messages of one author within so long stand together. */
const TOGETHER_MS = 3 * 60_000;

/** The calendar day of a time in the reader's own zone, as `2026-11-20`. */
export function dayOf(at: string): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Lines are made anew with every page; reading ten thousand times again and again is what a reader would feel. */
const moments = new WeakMap<Message, { readonly day: string; readonly ms: number }>();

function momentOf(message: Message): { readonly day: string; readonly ms: number } {
  const known = moments.get(message);
  if (known !== undefined) return known;
  const moment = { day: dayOf(message.createdAt), ms: Date.parse(message.createdAt) };
  moments.set(message, moment);
  return moment;
}

/**
 * Messages (oldest first), sessions and what happened (oldest first) as lines, oldest first, each day with its own line. What happened
 * before the first message that is loaded is left out: it belongs further up.
 */
export function linesOf(
  messages: readonly Message[],
  sessions: readonly Session[] = [],
  happenings: readonly Happening[] = [],
): readonly Line[] {
  const lines: Line[] = [];
  let day = '';
  const marks = marksOf(sessions);
  const quotedOf = quotesIn(messages);
  const first = messages[0]?.createdAt ?? '';
  const happened = happenings.filter(({ at }) => at >= first);
  let told = 0;
  const tellUntil = (at: string | undefined) => {
    for (let next = happened[told]; next !== undefined && (at === undefined || next.at < at); next = happened[++told]) lines.push(next);
  };
  messages.forEach((message, i) => {
    const before = messages[i - 1];
    const after = messages[i + 1];
    const opened = marks.openedAt(message, before);
    tellUntil(message.createdAt);
    if (momentOf(message).day !== day) {
      day = momentOf(message).day;
      lines.push({ is: 'day', key: `day ${day}`, at: message.createdAt });
    }
    if (opened !== undefined) lines.push({ is: 'session', key: `opened ${opened.id}`, session: opened, what: 'opened' });
    lines.push({
      is: 'message',
      key: message.id,
      message,
      quoted: quotedOf(message),
      isFirst: opened !== undefined || before === undefined || !isTogether(before, message),
      isLast: after === undefined || !isTogether(message, after),
    });
    const closed = marks.closedAfter(message, after);
    if (closed !== undefined) {
      tellUntil(closed.closedAt ?? undefined);
      lines.push({ is: 'session', key: `closed ${closed.id}`, session: closed, what: 'closed' });
    }
  });
  tellUntil(undefined);
  return lines;
}

function quotesIn(messages: readonly Message[]) {
  let byId: ReadonlyMap<Id, Message> | undefined;
  return ({ quotedMessageId }: Message): Message | null | undefined => {
    if (quotedMessageId === null) return undefined;
    byId ??= new Map(messages.map((message) => [message.id, message]));
    return byId.get(quotedMessageId) ?? null;
  };
}

function marksOf(sessions: readonly Session[]) {
  const byId = new Map(sessions.map((session) => [session.id, session]));
  return {
    /** The first session of a conversation needs no line: everything begins with it. */
    openedAt(message: Message, before: Message | undefined): Session | undefined {
      const session = byId.get(message.sessionId);
      return before !== undefined && before.sessionId !== message.sessionId && session !== undefined && session.number > 1
        ? session
        : undefined;
    },
    closedAfter(message: Message, after: Message | undefined): Session | undefined {
      const session = byId.get(message.sessionId);
      return session !== undefined && session.closedAt !== null && after?.sessionId !== message.sessionId ? session : undefined;
    },
  };
}

function isTogether(one: Message, next: Message): boolean {
  return (
    one.author.type === next.author.type &&
    one.author.id === next.author.id &&
    one.visibility === next.visibility &&
    one.sessionId === next.sessionId &&
    momentOf(one).day === momentOf(next).day &&
    momentOf(next).ms - momentOf(one).ms < TOGETHER_MS
  );
}
