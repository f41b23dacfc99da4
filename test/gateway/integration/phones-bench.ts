import { DEMO_LINE, DEMO_MESSENGER, DEMO_TWILIO, DEMO_WECHAT, DEMO_WHATSAPP } from '../../../gateway/sandbox/demo-accounts.ts';
import type { ChatEntry } from '../../../gateway/sandbox/chats.ts';
import { type Sandbox, startSandbox } from '../../../gateway/sandbox/server.ts';
import type { Platform, StandIn } from '../../../gateway/sandbox/stand-in.ts';
import { connectChannels } from '../../../gateway/sandbox/start-up/connect-channels.ts';
import { type GatewayProcess, startGateway } from '../../support/gateway-process.ts';
import { type OtlpReceiver, startOtlpReceiver } from '../support/otlp-receiver.ts';

/** One platform's phone: who holds it, how they tap the first option of a choice, and what its platform can do. */
export interface Phone {
  readonly platform: Platform;
  readonly standIn: (sandbox: Sandbox) => StandIn;
  readonly customer: string;
  /** What tapping says, from the message as it stands on the phone. */
  // The message is the platform's own, of many shapes.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly tap: (message: any, id: string) => unknown;
  /** The furthest a text comes by itself. */
  readonly receipt: 'sent' | 'delivered' | 'read';
  /** What a text is sent as, and how the platform says that the window is shut; null where it has none. */
  readonly window: 'closes' | null;
  readonly can: { readonly typing: boolean; readonly read: boolean; readonly reactions: boolean };
}

const first = (customers: readonly { readonly id: string }[] | undefined): string => customers?.[0]?.id ?? '';
export const PHONES: readonly Phone[] = [
  {
    platform: 'whatsapp',
    standIn: (sandbox) => sandbox.graph,
    customer: first(DEMO_WHATSAPP.customers),
    tap: (message, quotes) => ({ type: 'button_reply', ...message.interactive.action.buttons[0].reply, quotes }),
    receipt: 'read',
    window: 'closes',
    can: { typing: true, read: true, reactions: true },
  },
  {
    platform: 'twilio',
    standIn: (sandbox) => sandbox.twilio,
    customer: first(DEMO_TWILIO.customers),
    tap: ({ Content: { part } }, quotes) => ({ type: 'button_reply', id: part.actions[0].id, title: part.actions[0].title, quotes }),
    receipt: 'read',
    window: 'closes',
    // Twilio marks as read only what it also answers with "typing".
    can: { typing: true, read: false, reactions: false },
  },
  {
    platform: 'facebook',
    standIn: (sandbox) => sandbox.messenger,
    customer: first(DEMO_MESSENGER.customers),
    tap: (message) =>
      message.quick_replies
        ? { type: 'quick_reply', title: message.quick_replies[0].title, payload: message.quick_replies[0].payload }
        : { type: 'postback', ...message.attachment.payload.buttons[0] },
    receipt: 'read',
    window: 'closes',
    can: { typing: true, read: true, reactions: true },
  },
  {
    platform: 'instagram',
    standIn: ({ messenger: { instagram } }) => {
      if (instagram === null) throw new Error('the Page has no Instagram account');
      return instagram;
    },
    customer: first(DEMO_MESSENGER.instagram?.customers),
    tap: (message) =>
      message.quick_replies
        ? { type: 'quick_reply', title: message.quick_replies[0].title, payload: message.quick_replies[0].payload }
        : { type: 'postback', ...message.attachment.payload.buttons[0] },
    receipt: 'read',
    window: 'closes',
    can: { typing: true, read: true, reactions: true },
  },
  {
    platform: 'line',
    standIn: (sandbox) => sandbox.line,
    customer: first(DEMO_LINE.customers),
    tap: (message) => {
      const action = message.quickReply?.items[0].action ?? message.template.actions[0];
      return { type: 'postback', data: action.data, displayText: action.displayText };
    },
    receipt: 'sent',
    window: null,
    can: { typing: true, read: true, reactions: false },
  },
  {
    platform: 'wechat',
    standIn: (sandbox) => sandbox.wechat,
    customer: first(DEMO_WECHAT.customers),
    tap: (message) => ({ type: 'msgmenu', id: String(message.msgmenu.list[0].id), content: message.msgmenu.list[0].content }),
    receipt: 'sent',
    window: 'closes',
    can: { typing: true, read: false, reactions: false },
  },
];

/** A white square of 2 by 2, as a PNG. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR42mP8/5+BgYGBiQEADQQBAXhVkBQAAAAASUVORK5CYII=',
  'base64',
);
/** Far above what loopback and a platform's own delays need. */
const PATIENCE_MS = 10_000;

export let gateway: GatewayProcess;
export let sandbox: Sandbox;
export let otlp: OtlpReceiver;
/** The key of whoever takes traces. */
export const OTLP_KEY = 'Bearer canary-key-of-the-collector';
export let channelIds: Readonly<Record<Platform, string>>;

beforeAll(async () => {
  otlp = await startOtlpReceiver();
  const environment = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `${otlp.url}/`,
    OTEL_EXPORTER_OTLP_HEADERS: `authorization=${encodeURIComponent(OTLP_KEY)}`,
    PARLEY_LOG_LEVEL: 'debug',
  };
  gateway = await startGateway({ from: 'source', environment });
  const settled = { statuses: { delayMs: 20, upTo: 'read' as const } };
  sandbox = await startSandbox({
    port: 0,
    graph: { behaviour: settled },
    messenger: { behaviour: settled },
    twilio: { behaviour: settled },
  });
  channelIds = await connectChannels({ url: gateway.url, apiKey: gateway.apiKey }, sandbox, {
    apiKey: gateway.apiKey,
    adminEmail: 'admin@example.com',
    adminPassword: 'unused-in-this-test',
    whatsapp: { accessToken: DEMO_WHATSAPP.accessToken, appSecret: DEMO_WHATSAPP.appSecret, verifyToken: DEMO_WHATSAPP.verifyToken },
    line: { channelSecret: DEMO_LINE.channelSecret, channelAccessToken: DEMO_LINE.channelAccessToken },
    messenger: {
      pageAccessToken: DEMO_MESSENGER.pageAccessToken,
      appSecret: DEMO_MESSENGER.appSecret,
      verifyToken: DEMO_MESSENGER.verifyToken,
    },
    wechat: { appSecret: DEMO_WECHAT.appSecret, token: DEMO_WECHAT.token, encodingAesKey: DEMO_WECHAT.encodingAesKey ?? '' },
    twilio: { authToken: DEMO_TWILIO.authToken },
  });
}, 60_000);
afterAll(async () => {
  await sandbox.stop();
  await gateway.stop();
  await gateway.dispose();
  await otlp.close();
});

// Answers of the API have many shapes; what the script looks for in them is what it asserts.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export async function api(method: string, path: string, body?: unknown): Promise<any> {
  const isBytes = Buffer.isBuffer(body);
  const response = await fetch(`${gateway.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${gateway.apiKey}`,
      ...(body === undefined ? {} : { 'content-type': isBytes ? 'image/png' : 'application/json' }),
    },
    ...(body === undefined ? {} : { body: isBytes ? new Uint8Array(body) : JSON.stringify(body) }),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${answer}`);
  return JSON.parse(answer);
}

export async function eventually<Found>(what: string, look: () => Promise<Found | undefined> | Found | undefined): Promise<Found> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > until) throw new Error(`${what} did not come to be; the gateway said:\n${gateway.log().slice(-1500)}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

export async function says(phone: Phone, saying: unknown): Promise<void> {
  const said = phone.standIn(sandbox).saysJson(phone.customer, saying);
  if (typeof said === 'string') throw new Error(`${phone.platform}: ${said}`);
  expect(await said.webhook).toMatchObject({ is: 'delivered' });
}

/** The conversation of whoever holds the phone: a Page's channel has those of two phones. */
export const conversationOf = (phone: Phone) =>
  eventually('the conversation', async () => {
    const { data } = await api('GET', `/conversations?channelId=${channelIds[phone.platform]}`);
    if (phone.platform !== 'facebook' && phone.platform !== 'instagram') return data[0];
    for (const conversation of data) {
      const { identities } = await api('GET', `/contacts/${conversation.contactId}`);
      const keys: readonly string[] = identities.flatMap((one: { keys: { value: string }[] }) => one.keys.map((key) => key.value));
      if (keys.includes(phone.platform === 'instagram' ? `ig:${phone.customer}` : phone.customer)) return conversation;
    }
    return undefined;
  });
export const messagesOf = async (conversationId: string) =>
  (await api('GET', `/conversations/${conversationId}/messages?limit=200`)).data.reverse();
export const latest = (phone: Phone): ChatEntry | undefined =>
  phone
    .standIn(sandbox)
    .chats.of(phone.customer)
    .filter((entry) => entry.from === 'business')
    .at(-1);

/** Sends, and waits until the message has come as far as `state` or has failed. */
export async function sends(phone: Phone, content: unknown, state: readonly string[] = ['sent', 'delivered', 'read'], more: object = {}) {
  const { id } = await conversationOf(phone);
  const sent = await api('POST', `/conversations/${id}/messages`, { content, ...more });
  return eventually(`the message as ${state.join(' or ')}`, async () => {
    const message = (await messagesOf(id)).find((one: { id: string }) => one.id === sent.id);
    if (message.delivery.state === 'failed' && !state.includes('failed')) throw new Error(JSON.stringify(message.delivery));
    return state.includes(message.delivery.state) ? message : undefined;
  });
}
