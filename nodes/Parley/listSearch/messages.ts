import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import { MAX_PAGE_SIZE, pathOf, request } from '../shared/transport';
import type { Content, Message, Page } from '../shared/wire';
import { shortened } from './names';

/** Without a filter, as many as a person reads; with one, what a request may bring. */
const PAGE_SIZE = 50;
/** The gateway has no search within a conversation: so many pages are looked through here before the list says that there is more. */
const PAGES_AT_ONCE = 5;

/** The messages of the conversation chosen in the same node, newest first, a page at a time; with a filter those that have its words. */
export async function searchMessages(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  const conversationId: unknown = this.getCurrentNodeParameter('conversationId', { extractValue: true });
  // An expression has no value while the workflow is being edited: there is nothing to list then, and the id can be typed.
  if (typeof conversationId !== 'string' || conversationId === '' || conversationId.includes('{{')) return { results: [] };
  const wanted = filter?.trim().toLowerCase() ?? '';
  const path = pathOf('conversations', conversationId, 'messages');
  let cursor = paginationToken;
  const results: INodeListSearchItems[] = [];
  for (let pages = 0; pages < (wanted === '' ? 1 : PAGES_AT_ONCE) && results.length === 0; pages++) {
    const query = { cursor, limit: wanted === '' ? PAGE_SIZE : MAX_PAGE_SIZE };
    const page: Page<Message> = await request<Page<Message>>(this, { method: 'GET', path, query });
    results.push(...page.data.filter((message) => lineOf(message).toLowerCase().includes(wanted)).map(entryOf));
    cursor = page.nextCursor ?? undefined;
    if (cursor === undefined) break;
  }
  return { results, paginationToken: cursor };
}

function entryOf(message: Message): INodeListSearchItems {
  return { name: shortened(lineOf(message), 80), value: message.id };
}

function lineOf({ author, content }: Message): string {
  return `${author.name ?? author.type}: ${wordsOf(content)}`;
}

function wordsOf(content: Content): string {
  switch (content.type) {
    case 'text':
    case 'choice':
      return content.text;
    case 'choice_reply':
      return content.label;
    case 'unsupported':
      return content.summary;
    default:
      return `[${content.type}]`;
  }
}
