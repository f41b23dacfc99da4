import type { EventEnvelope, Id } from '../api/wire.ts';

/** Of how many conversations, and how much of each, is kept. */
const MOST_CONVERSATIONS = 500;
const MOST_EVENTS = 40;

const NOTHING: readonly EventEnvelope[] = [];
const byConversation = new Map<Id, readonly EventEnvelope[]>();
const listeners = new Set<() => void>();

/** Keeps what happened to a conversation, whether anybody looks at it or not, for as long as the page is open. */
export function remember(event: EventEnvelope): void {
  const id = event.data.conversation?.id;
  if (id === undefined || !event.type.startsWith('conversation.')) return;
  const known = byConversation.get(id) ?? NOTHING;
  // A stream that goes on after a lost connection may tell the last ones again.
  if (known.some((one) => one.id === event.id)) return;
  byConversation.delete(id);
  byConversation.set(id, [...known, event].slice(-MOST_EVENTS));
  const oldest = byConversation.keys().next();
  if (byConversation.size > MOST_CONVERSATIONS && oldest.done !== true) byConversation.delete(oldest.value);
  for (const listener of listeners) listener();
}

export function rememberedOf(id: Id): readonly EventEnvelope[] {
  return byConversation.get(id) ?? NOTHING;
}

export function onRemembered(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
