import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { answerOf, pathOf, request, requestList } from '../shared/transport';
import type { Contact, Conversation, Page } from '../shared/wire';
import type { Channel } from '../shared/wire-organization';
import { contactName, platformName, shortened, statusName } from './names';

/** Each entry needs its contact's name, which is a request of its own: a page stays small enough to be there at once. */
const PAGE_SIZE = 20;

/** Conversations that match `filter`, a page at a time, named by customer, channel, status and last words. */
export async function searchConversations(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  const page = await request<Page<Conversation>>(this, {
    method: 'GET',
    path: '/conversations',
    query: { q: filter, cursor: paginationToken, limit: PAGE_SIZE },
  });
  const [channels, names] = await Promise.all([
    requestList<Channel>(this, '/channels', {}, undefined),
    namesOf(this, new Set(page.data.map((conversation) => conversation.contactId))),
  ]);
  const channelNames = new Map(channels.map((channel) => [channel.id, `${platformName(channel.type)} ${channel.name}`]));
  return {
    results: page.data.map((conversation) => ({
      name: [
        names.get(conversation.contactId) ?? conversation.contactId,
        channelNames.get(conversation.channelId) ?? conversation.channelId,
        statusName(conversation.status),
      ].join(' · '),
      value: conversation.id,
      ...(conversation.lastMessage === null ? {} : { description: shortened(conversation.lastMessage.summary, 80) }),
    })),
    paginationToken: page.nextCursor ?? undefined,
  };
}

/** Names by contact id. A contact that is gone meanwhile is left out: the list is then merely less telling. */
async function namesOf(caller: ILoadOptionsFunctions, contactIds: ReadonlySet<string>): Promise<Map<string, string>> {
  const answers = await Promise.all(
    Array.from(contactIds, async (id) => await answerOf<Contact>(caller, { method: 'GET', path: pathOf('contacts', id) })),
  );
  return new Map(answers.filter(({ statusCode }) => statusCode === 200).map(({ body }) => [body.id, contactName(body)]));
}
