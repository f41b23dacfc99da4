import { apiRoutes } from '../../../gateway/src/http/routes/index.ts';
import type { AnyRouteSpec } from '../../../gateway/src/http/route.ts';
import { type Answer, LINE, type TestApi, addMember, connect, keyWith } from '../support/api.ts';
import { textMessage } from '../support/inbound.ts';
import { makeTeam, membersNamed } from '../support/people.ts';
import { as, startApiWithMembers } from '../support/signed-in.ts';

type Answers = readonly [other: number, representative: number, teamAdmin: number, admin: number];

const EVERYBODY: Answers = [200, 200, 200, 200];
/** For reading: what they may not see is not there. */
const SEEN: Answers = [404, 404, 200, 200];
/** For changing: not of the team, or somebody of it was faster, whose name they are told. */
const CHANGED: Answers = [403, 409, 200, 200];
/** Needs a platform, which these tests have none of. */
const SHOWN: Answers = [403, 409, 503, 503];
const admins = (status: number): Answers => [403, 403, 403, status];

/**
 * What each route answers about a conversation that Ann of the team has grabbed, and about what agents have nothing to do with:
 * another team's representative, one of the team, the team's admin, the organisation's admin. A route without a line fails the test.
 */
const ANSWERS: Readonly<Record<string, Answers>> = {
  getMe: EVERYBODY,
  listMembers: EVERYBODY,
  getMember: EVERYBODY,
  createMember: admins(201),
  updateMember: admins(200),
  deleteMember: admins(204),
  listTeams: EVERYBODY,
  getTeam: EVERYBODY,
  createTeam: admins(201),
  updateTeam: admins(200),
  deleteTeam: admins(204),
  getSettings: admins(200),
  updateSettings: admins(200),
  listApiKeys: admins(200),
  createApiKey: admins(201),
  revokeApiKey: admins(204),
  listChannels: EVERYBODY,
  connectChannel: admins(201),
  getChannel: EVERYBODY,
  updateChannel: admins(200),
  deleteChannel: admins(204),
  testChannel: admins(200),
  listConversations: EVERYBODY,
  countConversations: EVERYBODY,
  getConversation: SEEN,
  updateConversation: CHANGED,
  listMessages: SEEN,
  joinConversation: CHANGED,
  leaveConversation: CHANGED,
  // Admins join, they do not grab.
  grabConversation: [403, 409, 403, 403],
  assignConversation: CHANGED,
  transferConversation: CHANGED,
  closeConversation: CHANGED,
  reopenConversation: CHANGED,
  snoozeConversation: CHANGED,
  handOverConversation: CHANGED,
  tagConversation: CHANGED,
  createNote: [403, 409, 201, 201],
  // Admins join before they write.
  sendMessage: [403, 409, 409, 409],
  sendMessageTo: [403, 409, 409, 409],
  showTyping: SHOWN,
  markRead: SHOWN,
  reactToMessage: SHOWN,
  uploadMedia: [201, 201, 201, 201],
  // Contacts are the organisation's.
  listContacts: EVERYBODY,
  getContact: EVERYBODY,
  createContact: [201, 201, 201, 201],
  updateContact: EVERYBODY,
  upsertContact: [201, 201, 201, 201],
  mergeContact: EVERYBODY,
  unmergeContact: [409, 409, 409, 409],
  blockContact: EVERYBODY,
  listDuplicates: EVERYBODY,
  listContactHistory: EVERYBODY,
  exportContact: admins(200),
  eraseContact: admins(202),
  listSessions: SEEN,
  listContactSessions: EVERYBODY,
  getAnalyticsSummary: EVERYBODY,
  listTemplates: EVERYBODY,
  getTemplate: EVERYBODY,
  createTemplate: admins(201),
  updateTemplate: admins(200),
  deleteTemplate: admins(204),
  syncTemplates: admins(200),
  listSubscriptions: admins(200),
  getSubscription: admins(200),
  listDeliveries: admins(200),
  subscribe: admins(201),
  unsubscribe: admins(204),
  replayEvents: admins(202),
  claimEvents: admins(200),
  listEvents: EVERYBODY,
  streamEvents: EVERYBODY,
};

/** In the order of `Answers`. */
const ROLES = ['Zoe', 'Ben', 'Lead', 'Ada'] as const;
const idOf = (role: (typeof ROLES)[number]) => (role === 'Ada' ? ada : ids[role]);

let api: TestApi;
let ids: Record<'Ann' | 'Ben' | 'Lead' | 'Zoe', string>;
let ada: string;
let channelId: string;
let teamId: string;
/** For reading. */
let lasting: Things;
let other: string;
let people = 0;

beforeAll(async () => {
  api = await startApiWithMembers();
  ids = await membersNamed(api, 'Ann', 'Ben', 'Lead', 'Zoe');
  ada = await addMember(api, 'Ada', 'admin');
  channelId = await connect(api);
  teamId = await makeTeam(api, { mode: 'grab', channelIds: [channelId], representatives: [ids.Ann, ids.Ben], admins: [ids.Lead] });
  await makeTeam(api, { name: 'Others', representatives: [ids.Zoe] });
  other = await made('/contacts', { name: 'Somebody' });
  lasting = await grabbed();
});
afterAll(() => api.close());

/** What a request is about. Made anew for each, so that none finds what another has left. */
interface Things {
  readonly conversation: string;
  readonly message: string;
  readonly contact: string;
  /** What the customer wrote, in words that are nowhere else. */
  readonly words: string;
}

async function grabbed(): Promise<Things> {
  const phone = `1555${String(++people).padStart(6, '0')}`;
  const words = `canary words of the customer ${phone}`;
  await api.ingest(channelId, textMessage(phone, `wamid.roles.${people}`, words));
  const row = await api.store.reader
    .selectFrom('messages')
    .innerJoin('conversations', 'conversations.id', 'messages.conversationId')
    .select(['messages.id', 'conversationId', 'contactId'])
    .where('externalId', '=', `wamid.roles.${people}`)
    .executeTakeFirstOrThrow();
  await api.post(`/conversations/${row.conversationId}/grab`, {}, as(ids.Ann));
  return { conversation: row.conversationId, message: row.id, contact: row.contactId, words };
}

/** Makes what may be taken away, and gives its id. */
async function made(path: string, body: unknown): Promise<string> {
  const answer = await api.post(path, body);
  if (answer.status !== 201) throw new Error(answer.text);
  return String(answer.body.id);
}

async function pathOf({ path, method }: AnyRouteSpec, things: Things): Promise<string> {
  const [, place = ''] = path.split('/');
  if (method === 'get' && (path === '/conversations' || path === '/events')) return `${path}?limit=200`;
  if (path === '/contacts/external/{system}/{id}') return `/contacts/external/crm/${things.contact}`;
  if (!path.includes('{id}')) return path;
  const last = String(++people);
  const thing: Readonly<Record<string, () => string | Promise<string>>> = {
    conversations: () => things.conversation,
    messages: () => things.message,
    contacts: () => things.contact,
    members: () => (method === 'delete' ? addMember(api, `Member ${last}`) : ids.Ann),
    teams: () => (method === 'delete' ? made('/teams', { name: last, mode: 'grab' }) : teamId),
    channels: () => made('/channels', { ...LINE, name: last }),
    templates: () => made('/templates', { name: `hello_${last}`, language: 'en', text: 'hi' }),
    subscriptions: () => made('/subscriptions', { url: `https://crm.example/${last}`, events: ['message.received'] }),
    'api-keys': () => made('/api-keys', { name: last, permissions: ['read'] }),
  };
  const find = thing[place];
  if (find === undefined) throw new Error(`say what ${path} is about`);
  return path.replace('{id}', await find());
}

/** Bodies that would do what the route is for; elsewhere the documented example does. */
function bodyOf({ name, method, example, bodyKind }: AnyRouteSpec, things: Things): unknown {
  if (method === 'get' || method === 'delete') return undefined;
  const content = { type: 'text', text: 'hi' };
  const bodies: Readonly<Record<string, unknown>> = {
    createMember: { name: 'New', email: `new${++people}@example.com`, role: 'agent' },
    createTeam: { name: `Team ${++people}`, mode: 'grab' },
    connectChannel: { ...LINE, name: `Line ${++people}` },
    updateChannel: { name: 'Renamed' },
    joinConversation: {},
    leaveConversation: {},
    grabConversation: {},
    assignConversation: { assigneeId: null, force: true },
    transferConversation: { teamId, force: true },
    sendMessageTo: { channelId, to: { contactId: things.contact }, content },
    mergeContact: { into: other },
    eraseContact: { confirm: things.contact },
    createTemplate: { name: `ready_${++people}`, language: 'en', text: 'hi' },
    syncTemplates: {},
    subscribe: { url: `https://crm.example/${++people}`, events: ['message.received'] },
    replayEvents: { fromCursor: '0.0' },
  };
  if (bodyKind === 'bytes') return undefined;
  return name in bodies ? bodies[name] : (example ?? {});
}

async function ask(spec: AnyRouteSpec, options: { readonly key?: string | null }): Promise<Answer & { readonly things: Things }> {
  const isLasting = spec.method === 'get' || !/^\/(conversations|contacts|messages)/.test(spec.path);
  const things = isLasting ? lasting : await grabbed();
  const raw = spec.bodyKind === 'bytes' ? { raw: 'plain text', headers: { 'content-type': 'text/plain' } } : {};
  const answer = await api.request(spec.method.toUpperCase(), await pathOf(spec, things), bodyOf(spec, things), { ...options, ...raw });
  return { ...answer, things };
}

const specs = () => apiRoutes(api.deps).map(({ spec }) => spec);

it('every route has its line, and every line its route', () => {
  expect(Object.keys(ANSWERS).sort()).toEqual(
    specs()
      .filter((spec) => spec.permission !== 'public')
      .map((spec) => spec.name)
      .sort(),
  );
});

it('those who may see the conversation are told of it', async () => {
  for (const path of ['/conversations', `/conversations/${lasting.conversation}`, '/events', `/contacts/${lasting.contact}/sessions`]) {
    const answer = await api.get(path, as(ids.Ann));
    expect([path, answer.text.includes(lasting.conversation)]).toEqual([path, true]);
  }
});

describe('every route is', () => {
  const refused = async (key: string | null) => {
    const answers = [];
    for (const spec of specs()) {
      if (spec.permission === 'public') continue;
      const answer = await api.request(spec.method.toUpperCase(), spec.path.replace('{id}', lasting.conversation), undefined, { key });
      answers.push({ name: spec.name, permission: spec.permission, status: answer.status, says: answer.body?.data ?? null });
    }
    return answers;
  };

  it('shut without a key, and for one that has expired or was taken back', async () => {
    const expiring = await api.post('/api-keys', {
      name: 'short',
      permissions: ['*'],
      expiresAt: new Date(api.clock.now + 1000).toISOString(),
    });
    const revoked = await api.post('/api-keys', { name: 'gone', permissions: ['*'] });
    await api.request('DELETE', `/api-keys/${String(revoked.body.id)}`);
    api.clock.now += 1000;
    for (const key of [null, String(expiring.body.key), String(revoked.body.key)]) {
      const answers = await refused(key);
      expect(answers).toEqual(answers.map((one) => ({ ...one, status: 401, says: null })));
    }
  });

  it('shut for a key without the permission', async () => {
    const needing = (await refused(await keyWith(api, 'read_raw'))).filter((one) => one.permission !== 'any');
    expect(needing).toEqual(needing.map((one) => ({ ...one, status: 403, says: null })));
  });

  it.each(ROLES)('open to %s for what they may see and do, and tells nothing else', async (role) => {
    const index = ROLES.indexOf(role);
    const wrong: string[] = [];
    for (const spec of specs()) {
      if (spec.permission === 'public') continue;
      const answer = await ask(spec, as(idOf(role)));
      const wanted = ANSWERS[spec.name]?.[index];
      if (answer.status !== wanted) wrong.push(`${spec.name}: ${answer.status} instead of ${wanted}: ${answer.text}`);
      const isTold = [answer.things, lasting].some(
        ({ words, conversation }) => answer.text.includes(words) || answer.text.includes(conversation),
      );
      if (isTold && index < 2) wrong.push(`${spec.name} tells of the conversation`);
    }
    expect(wrong).toEqual([]);
  });
});
