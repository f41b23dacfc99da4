import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMe } from '../app/me.ts';
import { applyConversation } from '../api/apply-event.ts';
import { keys } from '../api/keys.ts';
import { useTeams } from '../api/queries.ts';
import { ApiProblem, call, newKey } from '../api/request.ts';
import type { Conversation } from '../api/wire.ts';
import { say, sayProblem } from '../parts/toasts.tsx';
import { useStrings } from '../strings/strings.ts';
import { wayIn } from './standing.ts';

export interface Act {
  readonly path: string;
  readonly body?: object;
  readonly method?: 'POST' | 'PATCH';
}

/** Does something with a conversation; the answer is laid over what is known of it, and a refusal is said in its own words. */
export function useAct(conversation: Conversation) {
  const client = useQueryClient();
  const me = useMe();
  const s = useStrings();
  return useMutation({
    mutationFn: ({ path, body = {}, method = 'POST' }: Act) =>
      call<Conversation>(`/conversations/${conversation.id}${path}`, {
        method,
        body,
        ...(method === 'POST' ? { idempotencyKey: newKey() } : {}),
      }),
    onSuccess: (changed) => applyConversation(client, changed, me.id),
    onError(error) {
      if (error instanceof ApiProblem && (error.code === 'already_taken' || error.code === 'assignee_changed' || error.status === 404)) {
        say(error.message, true);
        // Somebody was quicker: what is shown here is old.
        void client.invalidateQueries({ queryKey: keys.conversation(conversation.id) });
        void client.invalidateQueries({ queryKey: keys.lists });
      } else sayProblem(error, s.app.offline);
    },
  });
}

/** JOIN, or GRAB where the team grabs. */
export function useJoin(conversation: Conversation) {
  const me = useMe();
  const way = wayIn(conversation, useTeams().data ?? [], me);
  return { ...useEntrance(conversation, way ?? 'join'), isPossible: way !== null };
}

/** A button that lets one in. */
export function useEntrance(conversation: Conversation, way: 'join' | 'grab') {
  const s = useStrings();
  const act = useAct(conversation);
  return { label: s.list[way], busy: act.isPending, run: () => act.mutate({ path: `/${way}` }) };
}
