import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { request } from '../shared/transport';
import type { Page } from '../shared/wire';
import type { Template } from '../shared/wire-organization';
import { shortened } from './names';

/** Templates that may be sent, with their text, a page at a time; of the channel that the same node names, if it names one. */
export async function searchTemplates(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  const page = await request<Page<Template>>(this, {
    method: 'GET',
    path: '/templates',
    query: { channelId: channelChosen(this), status: 'approved', q: filter, cursor: paginationToken, limit: 50 },
  });
  return {
    results: page.data.map(({ id, name, language, kind, text }) => ({
      name: `${name} (${language}, ${kind})`,
      value: id,
      description: shortened(text, 120),
    })),
    paginationToken: page.nextCursor ?? undefined,
  };
}

/** The channel in the node's own field; an expression has no value while the workflow is being edited. */
function channelChosen(editor: ILoadOptionsFunctions): string | undefined {
  const channelId: unknown = editor.getCurrentNodeParameter('channelId', { extractValue: true });
  return typeof channelId === 'string' && channelId.startsWith('chn_') ? channelId : undefined;
}
