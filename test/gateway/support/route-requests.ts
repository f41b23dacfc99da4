import { apiRoutes } from '../../../gateway/src/http/routes/index.ts';
import type { AnyRouteSpec } from '../../../gateway/src/http/route.ts';
import { type TestApi } from './api.ts';
import { type Answer } from './api-client.ts';
import { LINE, TWILIO, connect } from './channels.ts';
import { addMember } from './people.ts';
import { codeOf } from './authenticator.ts';
import { textMessage } from './inbound.ts';
import { makeTeam, membersNamed } from './people.ts';
import type { Role } from './route-answers.ts';
import { as, startApiWithMembers } from './signed-in.ts';
import { WIDGET } from './widget.ts';
import { type Browser, PASSWORD, givePassword, signIn } from './signing-in.ts';

// Requests that would do what a route is for, by anybody. What they are about is set up once.

/** The people and things of `ANSWERS`. */
export interface Stage {
  readonly api: TestApi;
  readonly ids: Record<'Ann' | 'Ben' | 'Lead' | 'Zoe' | 'Ada', string>;
  readonly channelId: string;
  /** A channel without a team. */
  readonly twilioId: string;
  readonly widgetId: string;
  /** One of the widget's. A withdrawn one may be withdrawn again. */
  readonly announcementId: string;
  readonly teamId: string;
  /** For reading. */
  readonly lasting: Things;
  readonly other: string;
  /** Ann's. */
  readonly hers: { readonly device: string; readonly notification: string; readonly pushSubscription: string; readonly wait: string };
}

let people = 0;

/** Ann of the team has grabbed a conversation. */
export async function setStage(): Promise<Stage> {
  const api = await startApiWithMembers();
  const ids = { ...(await membersNamed(api, 'Ann', 'Ben', 'Lead', 'Zoe')), Ada: await addMember(api, 'Ada', 'admin') };
  const channelId = await connect(api);
  const teamId = await makeTeam(api, { mode: 'grab', channelIds: [channelId], representatives: [ids.Ann, ids.Ben], admins: [ids.Lead] });
  await makeTeam(api, { name: 'Others', representatives: [ids.Zoe] });
  const other = await made({ api }, '/contacts', { name: 'Somebody' });
  const lasting = await grabbed({ api, ids, channelId });
  await signIn(api, ids.Ann);
  const hers = {
    device: (await api.get('/me/devices', as(ids.Ann))).body.data[0].id,
    notification: (await api.get('/notifications', as(ids.Ann))).body.data[0].id,
    pushSubscription: (await api.post('/push/subscriptions', browserAt(api, 'https://push.example.com/send/ann'), as(ids.Ann))).body.id,
    wait: await asked({ api, ids }, lasting),
  };
  const twilioId = await connect(api, TWILIO);
  const widgetId = await connect(api, WIDGET);
  const announcementId = await made({ api }, '/announcements', announcementOf({ widgetId }));
  return { api, ids, channelId, twilioId, widgetId, announcementId, teamId, lasting, other, hers };
}

/** Every route of the API. */
export const specsOf = ({ api }: Pick<Stage, 'api'>): readonly AnyRouteSpec[] => apiRoutes(api.deps).map(({ spec }) => spec);

/** What a request is about. Made anew for each, so that none finds what another has left. */
export interface Things {
  readonly conversation: string;
  readonly message: string;
  readonly contact: string;
  /** What the customer wrote, in words that are nowhere else. */
  readonly words: string;
}

async function grabbed({ api, ids, channelId }: Pick<Stage, 'api' | 'ids' | 'channelId'>): Promise<Things> {
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
async function asked({ api, ids }: Pick<Stage, 'api' | 'ids'>, { conversation }: Things): Promise<string> {
  const question = { content: { type: 'text', text: 'When?' }, resumeUrl: 'https://n8n.example.com/webhook-waiting/1' };
  const answer = await api.post(`/conversations/${conversation}/waits`, question, as(ids.Ann));
  if (answer.status !== 201) throw new Error(answer.text);
  return String(answer.body.waitId);
}

/** Twilio's settings name the number: no platform needs to be asked. */
function campaignOf({ twilioId }: Pick<Stage, 'twilioId'>) {
  const last = String(++people);
  return { name: `Flyer ${last}`, channelId: twilioId, ref: `flyer-${last}` };
}

function announcementOf({ widgetId }: Pick<Stage, 'widgetId'>) {
  return { channelId: widgetId, content: { type: 'text', text: 'No postage today.' } };
}

function browserAt(api: TestApi, endpoint: string) {
  const example: unknown = specsOf({ api }).find((spec) => spec.name === 'createPushSubscription')?.example;
  return { ...Object(example), endpoint };
}

async function memberWithSecondFactor({ api }: Stage): Promise<string> {
  const id = await addMember(api, `Member ${++people}`);
  await givePassword(api, id);
  await api.deps.commands({
    locks: [],
    run: async ({ tx }) => void (await tx.db.updateTable('authUsers').set({ twoFactorEnabled: 1 }).where('id', '=', id).execute()),
  });
  return id;
}

/** Makes what may be taken away, and gives its id. */
async function made({ api }: Pick<Stage, 'api'>, path: string, body: unknown): Promise<string> {
  const answer = await api.post(path, body);
  if (answer.status !== 201) throw new Error(answer.text);
  return String(answer.body.id);
}

/** A message of a workflow that its platform has refused. */
async function failed({ api }: Pick<Stage, 'api'>, { conversation }: Things): Promise<string> {
  const answer = await api.post(`/conversations/${conversation}/messages`, { content: { type: 'text', text: 'hi' } });
  if (answer.status !== 202) throw new Error(answer.text);
  const id = String(answer.body.id);
  const refused = { deliveryState: 'failed', deliveryJson: JSON.stringify({ state: 'failed' }) };
  await api.deps.commands({
    locks: [],
    run: async ({ tx }) => void (await tx.db.updateTable('messages').set(refused).where('id', '=', id).execute()),
  });
  return id;
}

/** Where the request goes. */
export async function pathOf(stage: Stage, { path, method }: AnyRouteSpec, things: Things): Promise<string> {
  const { api, ids, channelId, teamId, hers, announcementId } = stage;
  const [, place = ''] = path.split('/');
  if (method === 'get' && ['/conversations', '/events', '/notifications'].includes(path)) return `${path}?limit=200`;
  if (method === 'get' && path === '/settings') return `${path}?teamId=${teamId}&channelId=${channelId}`;
  if (path === '/conversations/{id}/transcript') return `/conversations/${things.conversation}/transcript?notes=true`;
  if (path === '/contacts/external/{system}/{id}') return `/contacts/external/crm/${things.contact}`;
  if (path.includes('{position}')) return path.replace('{position}', '1');
  if (path === '/dead-letters') return `${path}?kind=messages`;
  if (path === '/messages/{id}/retry') return `/messages/${await failed(stage, things)}/retry`;
  if (path === '/webhooks/{id}') return `/webhooks/${(await api.get('/webhooks')).body.data[0].id}`;
  if (!path.includes('{id}')) return path;
  const last = String(++people);
  const thing: Readonly<Record<string, () => string | Promise<string>>> = {
    conversations: () => things.conversation,
    messages: () => things.message,
    contacts: () => things.contact,
    waits: () => (method === 'get' ? hers.wait : asked(stage, things)),
    me: () => hers.device,
    notifications: () => hers.notification,
    push: () => hers.pushSubscription,
    invitations: () => made(stage, '/invitations', { email: `invited${last}@example.com`, role: 'agent' }),
    members: () => {
      if (path === '/members/{id}/two-factor') return memberWithSecondFactor(stage);
      return method === 'delete' ? addMember(api, `Member ${last}`) : ids.Ann;
    },
    teams: () => (method === 'delete' ? made(stage, '/teams', { name: last, mode: 'grab' }) : teamId),
    channels: () => made(stage, '/channels', { ...LINE, name: last }),
    campaigns: () => made(stage, '/campaigns', campaignOf(stage)),
    announcements: () => announcementId,
    templates: () => made(stage, '/templates', { name: `hello_${last}`, language: 'en', text: 'hi' }),
    subscriptions: () => made(stage, '/subscriptions', { url: `https://crm.example/${last}`, events: ['message.received'] }),
    'api-keys': () => made(stage, '/api-keys', { name: last, permissions: ['read'] }),
  };
  const find = thing[place];
  if (find === undefined) throw new Error(`say what ${path} is about`);
  return path.replace('{id}', await find());
}

/** Bodies that would do what the route is for; elsewhere the documented example does. */
export function bodyOf(stage: Stage, { name, method, example, bodyKind }: AnyRouteSpec, things: Things): unknown {
  if (method === 'get' || method === 'delete') return undefined;
  const { channelId, teamId, other } = stage;
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
    createCampaign: campaignOf(stage),
    createAnnouncement: announcementOf(stage),
    syncTemplates: {},
    subscribe: { url: `https://crm.example/${++people}`, events: ['message.received'] },
    replayEvents: { fromCursor: '0.0' },
  };
  if (bodyKind === 'bytes') return undefined;
  return name in bodies ? bodies[name] : (example ?? {});
}

/** What takes a password or a code is asked by somebody new of the same role, in their own browser. */
export async function askOfThemselves({ api }: Stage, { name, method, path }: AnyRouteSpec, role: Role): Promise<Answer | undefined> {
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

/** Makes a route's request, about something of its own where it changes something. */
export async function ask(
  stage: Stage,
  spec: AnyRouteSpec,
  options: { readonly key?: string | null },
): Promise<Answer & { readonly things: Things }> {
  const isLasting = spec.method === 'get' || !/^\/(conversations|contacts|messages|waits)/.test(spec.path);
  const things = isLasting ? stage.lasting : await grabbed(stage);
  const raw = spec.bodyKind === 'bytes' ? { raw: 'plain text', headers: { 'content-type': 'text/plain' } } : {};
  const answer = await stage.api.request(spec.method.toUpperCase(), await pathOf(stage, spec, things), bodyOf(stage, spec, things), {
    ...options,
    ...raw,
  });
  return { ...answer, things };
}
