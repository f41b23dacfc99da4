import type { TestApi } from './api.ts';
import type { Answer } from './api-client.ts';

/** What a member is told, as the API lists it: newest first. */
export async function notificationsOf(api: TestApi, memberId: string, query = ''): Promise<Answer['body'][]> {
  return (await api.get(`/notifications?memberId=${memberId}${query}`)).body.data;
}

/** The kinds a member has unread, newest first. */
export async function unreadKinds(api: TestApi, memberId: string): Promise<readonly string[]> {
  return (await notificationsOf(api, memberId, '&unread=true')).map((one) => String(one.kind));
}
