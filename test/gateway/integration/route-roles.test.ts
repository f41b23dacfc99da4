import { permissionsOfRole } from '../../../gateway/src/http/auth/caller.ts';
import { apiRoutes } from '../../../gateway/src/http/routes/index.ts';
import type { AnyRouteSpec } from '../../../gateway/src/http/route.ts';
import { type Answer, LINE, type TestApi, addMember, connect, keyWith } from '../support/api.ts';
import { codeOf } from '../support/authenticator.ts';
import { textMessage } from '../support/inbound.ts';
import { makeTeam, membersNamed } from '../support/people.ts';
import { AGENT_PERMISSIONS, as, startApiWithMembers } from '../support/signed-in.ts';
import { type Browser, PASSWORD, givePassword, signIn } from '../support/signing-in.ts';

type Answers = readonly [other: number, representative: number, teamAdmin: number, admin: number];

const EVERYBODY: Answers = [200, 200, 200, 200];
/** Everybody too, without an answer's body. */
const DONE: Answers = [204, 204, 204, 204];
/** Of what is Ann's alone there is nothing for anybody else, admins not excepted. */
const HERS: Answers = [404, 404, 404, 404];
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
  signOut: DONE,
  getMe: EVERYBODY,
  updateMe: EVERYBODY,
  changePassword: DONE,
  listMyDevices: EVERYBODY,
  signOutDevice: HERS,
  startTwoFactor: EVERYBODY,
  confirmTwoFactor: DONE,
  endTwoFactor: DONE,
  listMembers: EVERYBODY,
  getMember: EVERYBODY,
  createMember: admins(201),
  updateMember: admins(200),
  deleteMember: admins(204),
  createPasswordReset: admins(201),
  endMembersTwoFactor: admins(204),
  listInvitations: admins(200),
  createInvitation: admins(201),
  resendInvitation: admins(200),
  revokeInvitation: admins(204),
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
  listChannelTypes: EVERYBODY,
  listConversations: EVERYBODY,
  countConversations: EVERYBODY,
  getConversation: SEEN,
  getConversationSettings: SEEN,
  updateConversation: CHANGED,
  listMessages: SEEN,
  getMessage: SEEN,
  getTranscript: SEEN,
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
  askAndWait: [403, 409, 409, 409],
  listWaits: SEEN,
  getWait: SEEN,
  cancelWait: [403, 409, 204, 204],
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
  // Everybody's own.
  listNotifications: EVERYBODY,
  countNotifications: EVERYBODY,
  readNotification: HERS,
  readNotifications: EVERYBODY,
  getNotificationPreferences: EVERYBODY,
  updateNotificationPreferences: EVERYBODY,
  getPushKey: EVERYBODY,
  listPushSubscriptions: EVERYBODY,
  createPushSubscription: [201, 201, 201, 201],
  deletePushSubscription: HERS,
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

/** For whoever has no key yet: nothing else may be open without one. */
const PUBLIC = ['acceptInvitation', 'getInvitationByToken', 'getSetup', 'requestPasswordReset', 'resetPassword', 'setUp', 'signIn'];

/** Where Ben, who was offered the conversation, is told who took it: which one it was, and nothing that was said in it. */
const TELLS_WHO_TOOK_IT = 'listNotifications';

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
/** Ann's. */
let hers: { readonly device: string; readonly notification: string; readonly pushSubscription: string; readonly wait: string };
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
  await signIn(api, ids.Ann);
  hers = {
    device: (await api.get('/me/devices', as(ids.Ann))).body.data[0].id,
    notification: (await api.get('/notifications', as(ids.Ann))).body.data[0].id,
    pushSubscription: (await api.post('/push/subscriptions', browserAt('https://push.example.com/send/ann'), as(ids.Ann))).body.id,
    wait: await asked(lasting),
  };
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

/** Ann asks the customer something, and a workflow waits. */
async function asked({ conversation }: Things): Promise<string> {
  const question = { content: { type: 'text', text: 'When?' }, resumeUrl: 'https://n8n.example.com/webhook-waiting/1' };
  const answer = await api.post(`/conversations/${conversation}/waits`, question, as(ids.Ann));
  if (answer.status !== 201) throw new Error(answer.text);
  return String(answer.body.waitId);
}

function browserAt(endpoint: string) {
  const example: unknown = specs().find((spec) => spec.name === 'createPushSubscription')?.example;
  return { ...Object(example), endpoint };
}

async function memberWithSecondFactor(): Promise<string> {
  const id = await addMember(api, `Member ${++people}`);
  await givePassword(api, id);
  await api.deps.commands({
    locks: [],
    run: async ({ tx }) => void (await tx.db.updateTable('authUsers').set({ twoFactorEnabled: 1 }).where('id', '=', id).execute()),
  });
  return id;
}

/** Makes what may be taken away, and gives its id. */
async function made(path: string, body: unknown): Promise<string> {
  const answer = await api.post(path, body);
  if (answer.status !== 201) throw new Error(answer.text);
  return String(answer.body.id);
}

async function pathOf({ path, method }: AnyRouteSpec, things: Things): Promise<string> {
  const [, place = ''] = path.split('/');
  if (method === 'get' && ['/conversations', '/events', '/notifications'].includes(path)) return `${path}?limit=200`;
  if (method === 'get' && path === '/settings') return `${path}?teamId=${teamId}&channelId=${channelId}`;
  if (path === '/conversations/{id}/transcript') return `/conversations/${things.conversation}/transcript?notes=true`;
  if (path === '/contacts/external/{system}/{id}') return `/contacts/external/crm/${things.contact}`;
  if (!path.includes('{id}')) return path;
  const last = String(++people);
  const thing: Readonly<Record<string, () => string | Promise<string>>> = {
    conversations: () => things.conversation,
    messages: () => things.message,
    contacts: () => things.contact,
    waits: () => (method === 'get' ? hers.wait : asked(things)),
    me: () => hers.device,
    notifications: () => hers.notification,
    push: () => hers.pushSubscription,
    invitations: () => made('/invitations', { email: `invited${last}@example.com`, role: 'agent' }),
    members: () => {
      if (path === '/members/{id}/two-factor') return memberWithSecondFactor();
      return method === 'delete' ? addMember(api, `Member ${last}`) : ids.Ann;
    },
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
    // Nobody comes online here, who would be assigned conversations.
    updateMe: { locale: 'en' },
    createInvitation: { email: `new${++people}@example.com`, role: 'agent' },
    createPasswordReset: undefined,
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

/** What takes a password or a code is asked by somebody new of the same role, in their own browser. */
async function askOfThemselves({ name, method, path }: AnyRouteSpec, role: (typeof ROLES)[number]): Promise<Answer | undefined> {
  const person = async () => signIn(api, await addMember(api, `New ${++people}`, role === 'Ada' ? 'admin' : 'agent'));
  const withPassword = { password: PASSWORD };
  const firstCode = async (browser: Browser) => codeOf((await browser.post('/me/two-factor', withPassword)).body.totpUri);
  const bodies: Readonly<Record<string, (browser: Browser) => unknown>> = {
    signOut: () => undefined,
    changePassword: () => ({ current: PASSWORD, new: 'staple of a better one' }),
    startTwoFactor: () => withPassword,
    confirmTwoFactor: async (browser) => ({ code: await firstCode(browser) }),
    async endTwoFactor(browser) {
      await browser.post('/me/two-factor/confirm', { code: await firstCode(browser) });
      return withPassword;
    },
  };
  const bodyFor = bodies[name];
  if (bodyFor === undefined) return undefined;
  const browser = await person();
  return browser.request(method.toUpperCase(), path, await bodyFor(browser));
}

async function ask(spec: AnyRouteSpec, options: { readonly key?: string | null }): Promise<Answer & { readonly things: Things }> {
  const isLasting = spec.method === 'get' || !/^\/(conversations|contacts|messages|waits)/.test(spec.path);
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

it('only what comes before having a key is open without one', () => {
  const open = specs().filter((spec) => spec.permission === 'public');
  expect(open.map((spec) => spec.name).sort()).toEqual(PUBLIC);
});

it('agents are here what the product lets them be', () => {
  expect(AGENT_PERMISSIONS).toEqual(permissionsOfRole('agent'));
});

it('those who may see the conversation are told of it', async () => {
  const conversation = `/conversations/${lasting.conversation}`;
  const ofConversation = [conversation, `${conversation}/waits`, `${conversation}/transcript`, `/messages/${lasting.message}`];
  for (const path of [...ofConversation, '/conversations', '/events', `/contacts/${lasting.contact}/sessions`, `/waits/${hers.wait}`]) {
    const answer = await api.get(path, as(ids.Ann));
    expect([path, answer.text.includes(lasting.conversation)]).toEqual([path, true]);
  }
});

it('Ann has what is hers', async () => {
  const { device, notification, pushSubscription } = hers;
  const own = [
    ['/me/devices', device],
    ['/push/subscriptions', pushSubscription],
    ['/notifications', notification],
  ] as const;
  for (const [path, id] of own) expect([path, (await api.get(path, as(ids.Ann))).text.includes(id)]).toEqual([path, true]);
  expect((await api.post(`/notifications/${notification}/read`, {}, as(ids.Ann))).status).toBe(200);
});

it.each(['Ben', 'Ada'] as const)('nothing is open to %s in the name of Ann', async (role) => {
  const wrong: string[] = [];
  for (const spec of specs()) {
    if (spec.permission === 'public') continue;
    const path = await pathOf(spec, lasting);
    const isInQuery = spec.body === undefined || spec.bodyKind === 'bytes';
    const target = isInQuery ? `${path}${path.includes('?') ? '&' : '?'}memberId=${ids.Ann}` : path;
    const body = isInQuery ? undefined : { ...Object(bodyOf(spec, lasting)), memberId: ids.Ann };
    const answer = await api.request(spec.method.toUpperCase(), target, body, as(idOf(role)));
    // Where a member can be named, 403; elsewhere there is no such field.
    if (answer.status !== 403 && answer.status !== 400) wrong.push(`${spec.name}: ${answer.status}`);
  }
  expect(wrong).toEqual([]);
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
      const own = await askOfThemselves(spec, role);
      const answer = own === undefined ? await ask(spec, as(idOf(role))) : { ...own, things: lasting };
      const wanted = ANSWERS[spec.name]?.[index];
      if (answer.status !== wanted) wrong.push(`${spec.name}: ${answer.status} instead of ${wanted}: ${answer.text}`);
      const isToldWhoTookIt = role === 'Ben' && spec.name === TELLS_WHO_TOOK_IT;
      const isTold = [answer.things, lasting].some(
        ({ words, conversation }) => answer.text.includes(words) || (!isToldWhoTookIt && answer.text.includes(conversation)),
      );
      if (isTold && index < 2) wrong.push(`${spec.name} tells of the conversation`);
    }
    expect(wrong).toEqual([]);
  });
});
