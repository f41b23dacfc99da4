import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { pathOf, request } from '../shared/transport';
import type { Content, Message, Page } from '../shared/wire';
import { shortened } from './names';

/** The messages of the conversation chosen in the same node, newest first, a page at a time. */
export async function searchMessages(
  this: ILoadOptionsFunctions,
  _filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  const conversationId: unknown = this.getCurrentNodeParameter('conversationId', { extractValue: true });
  // An expression has no value while the workflow is being edited: there is nothing to list then, and the id can be typed.
  if (typeof conversationId !== 'string' || conversationId === '' || conversationId.includes('{{')) return { results: [] };
  const page = await request<Page<Message>>(this, {
    method: 'GET',
    path: pathOf('conversations', conversationId, 'messages'),
    query: { cursor: paginationToken, limit: 50 },
  });
  return {
    results: page.data.map((message) => ({
      name: `${message.author.name ?? message.author.type}: ${shortened(wordsOf(message.content), 60)}`,
      value: message.id,
    })),
    paginationToken: page.nextCursor ?? undefined,
  };
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
