import { QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { inAnyList } from './apply-event.ts';
import { keys } from './keys.ts';
import { call, passes } from './request.ts';
import type { Conversation, Id, Page } from './wire.ts';
import type { Announcement, Campaign, Channel, Counts, Me, Member, Settings, Team, Template } from './wire-organisation.ts';

/** Waits grow between tries; what the API refused is not asked again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < 3 && passes(error),
      // The live stream says what changed, so that coming back to a tab need not ask for everything.
      staleTime: 60_000,
      refetchOnWindowFocus: false,
    },
    mutations: { retry: false },
  },
});

/** A list that is short by its nature, in one piece. */
async function all<Item>(path: string, query: Readonly<Record<string, string | undefined>> = {}): Promise<readonly Item[]> {
  const found: Item[] = [];
  let cursor: string | undefined;
  do {
    const page: Page<Item> = await call(path, { query: { ...query, limit: 200, cursor } });
    found.push(...page.data);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return found;
}

export const useMembers = () => useQuery({ queryKey: keys.members, queryFn: () => all<Member>('/members') });
export const useTeams = () => useQuery({ queryKey: keys.teams, queryFn: () => all<Team>('/teams') });
export const useChannels = () => useQuery({ queryKey: keys.channels, queryFn: () => all<Channel>('/channels') });
export const useOrganisation = () =>
  useQuery({ queryKey: keys.organisation, queryFn: () => call<{ readonly name: string | null }>('/organisation') });
export const useSettings = () => useQuery({ queryKey: keys.settings, queryFn: () => call<Settings>('/settings') });

/** What whoever writes in a conversation goes by; all settings only administrators may read. */
export function useConversationSettings(id: Id) {
  type Wanted = Pick<Settings, 'attachments' | 'conferenceUrl' | 'languages'>;
  return useQuery({ queryKey: [...keys.settings, id], queryFn: () => call<Wanted>(`/conversations/${id}/settings`) });
}

export const meQuery = { queryKey: keys.me, queryFn: () => call<Me>('/me'), staleTime: Infinity } as const;

export function useTemplates(channelId?: Id) {
  return useQuery({ queryKey: ['templates', channelId ?? 'all'], queryFn: () => all<Template>('/templates', { channelId }) });
}

export const useCampaigns = () => useQuery({ queryKey: keys.campaigns, queryFn: () => all<Campaign>('/campaigns') });

/** Time begins and ends them without an event: they are looked at again while they are shown. */
export const useAnnouncements = () =>
  useQuery({ queryKey: keys.announcements, queryFn: () => all<Announcement>('/announcements'), refetchInterval: 30_000 });

/** How many conversations there are of every kind, for these channels and this team. */
export function useCounts(filter: Readonly<Record<string, string | readonly string[] | undefined>>) {
  return useQuery({
    queryKey: [...keys.counts, filter],
    queryFn: () => call<Counts>('/conversations/counts', { query: filter }),
    placeholderData: (before) => before,
    // What one may see no more goes without an event.
    refetchInterval: 30_000,
  });
}

export function useConversation(id: Id) {
  const client = useQueryClient();
  return useQuery({
    queryKey: keys.conversation(id),
    queryFn: () => call<Conversation>(`/conversations/${id}`),
    // What was pressed in a list need not be waited for.
    placeholderData: () => inAnyList(client, id),
  });
}
