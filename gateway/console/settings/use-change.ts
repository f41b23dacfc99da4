import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { type Call, call, newKey } from '../api/request.ts';
import { sayProblem } from '../parts/toasts.tsx';
import { useStrings } from '../strings/strings.ts';

export interface Change {
  readonly path: string;
  readonly method: NonNullable<Call['method']>;
  readonly body?: unknown;
}

/** Changes something of the set-up, and has what depends on it read again. @param stale keys of what that is */
export function useChange<Answer = unknown>(...stale: readonly QueryKey[]) {
  const client = useQueryClient();
  const s = useStrings();
  return useMutation({
    mutationFn: ({ path, method, body }: Change) =>
      call<Answer>(path, { method, ...(body === undefined ? {} : { body }), ...(method === 'POST' ? { idempotencyKey: newKey() } : {}) }),
    onError: (error) => sayProblem(error, s.app.offline),
    onSettled: () => Promise.all(stale.map((queryKey) => client.invalidateQueries({ queryKey }))),
  });
}
