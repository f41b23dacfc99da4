import type { EventEnvelope, Page } from '../api/wire.ts';

const TURNS: ReadonlySet<string> = new Set(
  ['snoozed', 'overdue', 'joined', 'left', 'assigned', 'transferred', 'closed', 'reopened', 'handed_over'].map(
    (type) => `conversation.${type}`,
  ),
);

/** Whether an event is one of those that `GET /conversations/{id}/events` has. */
export function isTurn({ type }: Pick<EventEnvelope, 'type'>): boolean {
  return TURNS.has(type);
}

/** The pages (newest first) with what has just been heard, once. */
export function withTurn(pages: readonly Page<EventEnvelope>[], event: EventEnvelope): readonly Page<EventEnvelope>[] {
  const [first, ...others] = pages;
  if (first === undefined || pages.some((page) => page.data.some((one) => one.id === event.id))) return pages;
  const seq = event.conversationSeq ?? 0;
  const at = first.data.findIndex((one) => (one.conversationSeq ?? 0) < seq);
  if (at === -1 && first.data.length > 0) return pages;
  return [{ ...first, data: first.data.toSpliced(Math.max(0, at), 0, event) }, ...others];
}
