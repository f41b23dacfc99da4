import { useMemo, useSyncExternalStore } from 'react';
import { applyMessage } from '../api/apply-event.ts';
import { queryClient } from '../api/queries.ts';
import { ApiProblem, call, newKey } from '../api/request.ts';
import type { Id, Message } from '../api/wire.ts';
import { type Shown, isTold } from './told.ts';

/** Something written here that the gateway has not confirmed yet. */
export interface Pending extends Shown {
  /** Also its idempotency key: however often it is tried, it is sent once. */
  readonly key: string;
  readonly conversationId: Id;
  readonly isNote: boolean;
  readonly body: object;
  /** Why the gateway did not take it; null while it is under way. */
  readonly problem: string | null;
}

let all: readonly Pending[] = [];
const listeners = new Set<() => void>();

function set(next: readonly Pending[]): void {
  all = next;
  for (const listener of listeners) listener();
}

function change(key: string, values: Partial<Pending>): void {
  set(all.map((one) => (one.key === key ? { ...one, ...values } : one)));
}

/** Sends a message or a note; it is shown at once, and the gateway's own word replaces it. */
export function send(
  conversationId: Id,
  body: object,
  { shown, isNote = false }: { readonly shown: string; readonly isNote?: boolean },
): void {
  const key = newKey();
  const pages = queryClient.getQueryData<{ pages: { data: readonly Message[] }[] }>(['messages', conversationId]);
  const afterSeq = pages?.pages[0]?.data[0]?.seq ?? 0;
  set([...all, { key, conversationId, body, shown, isNote, problem: null, afterSeq }]);
  void attempt(key);
}

/** Sends a content that failed before, as a new message. */
export function sendAgain(conversationId: Id, content: object): void {
  const shown = 'text' in content && typeof content.text === 'string' ? content.text : '…';
  send(conversationId, { content }, { shown });
}

async function attempt(key: string): Promise<void> {
  const pending = all.find((one) => one.key === key);
  if (pending === undefined) return;
  change(key, { problem: null });
  const path = `/conversations/${pending.conversationId}/${pending.isNote ? 'notes' : 'messages'}`;
  try {
    const message = await call<Message>(path, { method: 'POST', body: pending.body, idempotencyKey: key });
    set(all.filter((one) => one.key !== key));
    applyMessage(queryClient, message);
    void queryClient.invalidateQueries({ queryKey: ['conversation', pending.conversationId] });
  } catch (error) {
    change(key, { problem: error instanceof Error ? error.message : String(error) });
    const isOffline = error instanceof ApiProblem && error.status === 0;
    if (!isOffline) void queryClient.invalidateQueries({ queryKey: ['conversation', pending.conversationId] });
    else unsent.add(key);
  }
}

/** What could not be sent for want of a connection. */
const unsent = new Set<string>();

/** Tries what the lost connection held back. To be called when it is there again. */
export function sendHeldBack(): void {
  const waiting = [...unsent];
  unsent.clear();
  for (const key of waiting) void attempt(key);
}

export function retry(key: string): void {
  void attempt(key);
}

export function discard(key: string): void {
  unsent.delete(key);
  set(all.filter((one) => one.key !== key));
}

/** What is under way in a conversation, without what the live stream has told of already. */
export function usePending(conversationId: Id, messages: readonly Message[]): readonly Pending[] {
  const found = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => all,
  );
  return useMemo(
    () => found.filter((one) => one.conversationId === conversationId && !isTold(one, messages)),
    [found, conversationId, messages],
  );
}
