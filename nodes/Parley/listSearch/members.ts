import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { requestList } from '../shared/transport';
import type { MemberSummary } from '../shared/wire';

/** All members whose name or email contains `filter`. */
export async function searchMembers(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
  const members = await requestList<MemberSummary>(this, '/members', {}, undefined);
  const results = members.map((member) => ({ name: `${member.name} (${member.email})`, value: member.id }));
  const wanted = (filter ?? '').toLowerCase();
  return { results: results.filter((result) => result.name.toLowerCase().includes(wanted)) };
}
