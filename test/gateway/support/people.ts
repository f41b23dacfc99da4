import { newMember } from '../../../gateway/src/store/organisation.ts';
import type { TestApi } from './api.ts';
import type { Answer } from './api-client.ts';
import { textMessage } from './inbound.ts';

export const STORES = ['sqlite', 'postgres'] as const;

/** The one seeded member. */
export async function adminId(api: TestApi): Promise<string> {
  return String((await api.get('/members')).body.data[0].id);
}

/** Adds a member straight to the store. */
export async function addMember(api: TestApi, name: string, role: 'admin' | 'agent' = 'agent'): Promise<string> {
  const id = api.deps.ids.next('mbr');
  const row = newMember({ id, name, email: `${id.toLowerCase()}@example.com`, role, createdAt: api.clock.now });
  await api.deps.commands({ locks: [], run: async (unit) => void (await unit.tx.db.insertInto('members').values(row).execute()) });
  return id;
}

/** Makes a key with only these permissions. */
export async function keyWith(api: TestApi, ...permissions: readonly string[]): Promise<string> {
  const answer = await api.post('/api-keys', { name: permissions.join(' '), permissions });
  if (answer.status !== 201) throw new Error(answer.text);
  return String(answer.body.key);
}

/** Members by their names. */
export async function membersNamed<Name extends string>(api: TestApi, ...names: readonly Name[]): Promise<Record<Name, string>> {
  const entries: [Name, string][] = [];
  for (const name of names) entries.push([name, await addMember(api, name)]);
  return Object.fromEntries(entries) as Record<Name, string>;
}

/** Makes a team and gives its id. */
export async function makeTeam(
  api: TestApi,
  team: {
    readonly name?: string;
    readonly mode?: 'collaboration' | 'grab';
    readonly assignment?: 'manual' | 'round_robin' | 'least_busy';
    readonly representatives?: readonly string[];
    readonly admins?: readonly string[];
    readonly channelIds?: readonly string[];
  },
): Promise<string> {
  const { representatives = [], admins = [], ...rest } = team;
  const members = [
    ...representatives.map((memberId) => ({ memberId, role: 'representative' })),
    ...admins.map((memberId) => ({ memberId, role: 'admin' })),
  ];
  const answer = await api.post('/teams', { name: 'Front desk', mode: 'collaboration', ...rest, members });
  if (answer.status !== 201) throw new Error(answer.text);
  return String(answer.body.id);
}

let messages = 0;

/** A customer's message, and the conversation it is in. */
export async function customerWrites(api: TestApi, channelId: string, phone = '15550100'): Promise<string> {
  const externalId = `wamid.people.${messages++}`;
  await api.ingest(channelId, textMessage(phone, externalId, 'hello'));
  const row = await api.store.reader
    .selectFrom('messages')
    .select('conversationId')
    .where('externalId', '=', externalId)
    .executeTakeFirstOrThrow();
  return row.conversationId;
}

/** The events of a conversation, without the person's own. */
export async function eventsOf(api: TestApi, conversationId: string): Promise<Answer['body'][]> {
  const events: Answer['body'][] = [];
  for (let after = ''; ;) {
    const { data, nextCursor } = (await api.get(`/events?limit=200&after=${after}`)).body;
    events.push(...data);
    if (data.length === 0) break;
    after = nextCursor;
  }
  return events.filter((event) => event.data.conversation?.id === conversationId);
}

export async function eventTypesOf(api: TestApi, conversationId: string): Promise<readonly string[]> {
  return (await eventsOf(api, conversationId)).map((event) => String(event.type));
}

export const codesOf = (answers: readonly Answer[]): readonly string[] => answers.map((one) => one.body.code ?? one.status);
