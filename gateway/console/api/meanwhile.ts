import type { QueryClient } from '@tanstack/react-query';
import type { EventEnvelope } from './wire.ts';

/** Of what events tell. Everything else is asked for again when something happens. */
const TOLD_BY_EVENTS: ReadonlySet<unknown> = new Set(['messages', 'turns', 'list', 'conversation']);
/** Longer than any answer takes: calls give up before, and a long list comes page by page. */
const KEPT_MS = 120_000;

/**
 * An answer may be older than what was heard while it was on its way, and it replaces what was known. So what was heard meanwhile is
 * laid over it again, in its order; and what something that happened has made old before its first answer came is asked for again.
 *
 * @param apply lays an event over everything that was read; the same one twice changes nothing
 * @param now milliseconds that never go back
 */
export function overlayAnswers(client: QueryClient, apply: (event: EventEnvelope) => void, now = () => performance.now()) {
  const askedAt = new Map<string, number>();
  const askedTooSoon = new Set<string>();
  const heard: { readonly at: number; readonly event: EventEnvelope }[] = [];
  const stop = client.getQueryCache().subscribe((change) => {
    const { queryHash, queryKey, state } = change.query;
    if (change.type === 'updated') {
      const { action } = change;
      // A first answer that is on its way is not asked for again by the library, and takes the mark away when it comes.
      if (action.type === 'invalidate' && state.data === undefined && state.fetchStatus !== 'idle') askedTooSoon.add(queryHash);
      if (action.type === 'success' && action.manual !== true && askedTooSoon.delete(queryHash))
        void client.invalidateQueries({ queryKey, exact: true });
    }
    if (!TOLD_BY_EVENTS.has(queryKey[0])) return;
    if (change.type === 'removed') askedAt.delete(queryHash);
    if (change.type !== 'updated') return;
    if (change.action.type === 'fetch') askedAt.set(queryHash, now());
    if (change.action.type !== 'success' || change.action.manual === true) return;
    const since = askedAt.get(queryHash) ?? Infinity;
    askedAt.delete(queryHash);
    for (const { at, event } of heard) if (at >= since) apply(event);
  });
  return {
    hear(event: EventEnvelope): void {
      const at = now();
      const old = askedAt.size === 0 ? -1 : heard.findIndex((one) => at - one.at < KEPT_MS);
      heard.splice(0, old === -1 ? heard.length : old);
      if (askedAt.size > 0) heard.push({ at, event });
      apply(event);
    },
    stop,
  };
}
