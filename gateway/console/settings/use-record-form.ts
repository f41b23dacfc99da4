import { type QueryKey, useQueryClient } from '@tanstack/react-query';
import { type FormWork, useForm } from '../app/form.ts';
import { call, newKey } from '../api/request.ts';
import type { Id } from '../api/wire.ts';

/**
 * The form of something that is made, or changed where it is there.
 *
 * @param path of all such things
 * @param id of the one to change
 * @param stale what is read again then
 */
export function useRecordForm(path: string, id: Id | undefined, stale: readonly QueryKey[], onDone: () => void): FormWork<object> {
  const client = useQueryClient();
  return useForm(
    (body: object) =>
      id === undefined ? call(path, { method: 'POST', body, idempotencyKey: newKey() }) : call(`${path}/${id}`, { method: 'PATCH', body }),
    () => {
      for (const queryKey of stale) void client.invalidateQueries({ queryKey });
      onDone();
    },
  );
}
