import { useQuery } from '@tanstack/react-query';
import { useChannels, useMembers, useTeams } from '../api/queries.ts';
import { call } from '../api/request.ts';
import type { Page } from '../api/wire.ts';
import type { ApiKey } from '../api/wire-organisation.ts';

/** Keys that work; of those that were taken back only the audit log's own lines know the names. */
export const useApiKeys = () =>
  useQuery({ queryKey: ['api keys'], queryFn: () => call<Page<ApiKey>>('/api-keys', { query: { limit: 200 } }) });

/** What the things of the set-up are called now, by their ids; undefined where there is no such thing any more, or not of these kinds. */
export function useNames(): (id: string) => string | undefined {
  const lists = [useMembers().data, useTeams().data, useChannels().data, useApiKeys().data?.data];
  const known = new Map(lists.flatMap((list) => (list ?? []).map(({ id, name }) => [id, name] as const)));
  return (id) => known.get(id);
}
