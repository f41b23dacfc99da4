import { QueryClient, useQuery } from '@tanstack/react-query';
import { keys } from './keys.ts';
import { ApiProblem, call } from './request.ts';
import type { Contact, Conversation, Id, Page } from './wire.ts';
import type { Campaign, Channel, Counts, Me, Member, Settings, Team, Template } from './wire-organisation.ts';

/** Waits grow between tries; what the API refused is not asked again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < 3 && (!(error instanceof ApiProblem) || error.status === 0 || error.status >= 500),
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
  return useQuery({ queryKey: keys.conversation(id), queryFn: () => call<Conversation>(`/conversations/${id}`) });
}

export function useContact(id: Id | undefined) {
  return useQuery({
    queryKey: [...keys.contacts, id],
    queryFn: () => contactOf(id ?? ''),
    enabled: id !== undefined,
    staleTime: Infinity,
  });
}

/** Rows of a list ask for their people one by one; what is asked for in the same moment is fetched in one call. */
let asked: Map<Id, PromiseWithResolvers<Contact>> | undefined;
const MOST_IN_A_CALL = 100;

function contactOf(id: Id): Promise<Contact> {
  if (asked === undefined) {
    const asking = (asked = new Map());
    setTimeout(() => {
      asked = undefined;
      void fetchContacts(asking);
    }, 10);
  }
  const known = asked.get(id);
  if (known !== undefined) return known.promise;
  const waiting = Promise.withResolvers<Contact>();
  asked.set(id, waiting);
  return waiting.promise;
}

async function fetchContacts(asking: ReadonlyMap<Id, PromiseWithResolvers<Contact>>): Promise<void> {
  const ids = [...asking.keys()];
  for (let at = 0; at < ids.length; at += MOST_IN_A_CALL) {
    const some = ids.slice(at, at + MOST_IN_A_CALL);
    try {
      const page = await call<Page<Contact>>('/contacts', { query: { id: some, limit: MOST_IN_A_CALL } });
      const byId = new Map(page.data.map((contact) => [contact.id, contact]));
      // One that is missing was merged into another, and its own address answers with that other.
      for (const id of some) {
        const contact = byId.get(id);
        if (contact !== undefined) asking.get(id)?.resolve(contact);
        else call<Contact>(`/contacts/${id}`).then(asking.get(id)?.resolve, asking.get(id)?.reject);
      }
    } catch (error) {
      for (const id of some) asking.get(id)?.reject(error);
    }
  }
}
