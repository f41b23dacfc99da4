import { DEMO_LINE, DEMO_MESSENGER, DEMO_TWILIO, DEMO_WECHAT, DEMO_WHATSAPP } from '../../../gateway/sandbox/demo-accounts.ts';
import type { ChatEntry } from '../../../gateway/sandbox/chats.ts';
import { type Sandbox, startSandbox } from '../../../gateway/sandbox/server.ts';
import type { Platform, StandIn } from '../../../gateway/sandbox/stand-in.ts';
import { connectChannels } from '../../../gateway/sandbox/start-up/connect-channels.ts';
import { type GatewayProcess, startGateway } from '../../support/gateway-process.ts';

/** One platform's phone: who holds it, how they tap the first option of a choice, and what its platform can do. */
interface Phone {
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
const PHONES: readonly Phone[] = [
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
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR42mP8/5+BgYGBiQEADQQBAXhVkBQAAAAASUVORK5CYII=', 'base64');
/** Far above what loopback and a platform's own delays need. */
const PATIENCE_MS = 10_000;

let gateway: GatewayProcess;
let sandbox: Sandbox;
let channelIds: Readonly<Record<Platform, string>>;

beforeAll(async () => {
  gateway = await startGateway({ from: 'source' });
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
});

// Answers of the API have many shapes; what the script looks for in them is what it asserts.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
async function api(method: string, path: string, body?: unknown): Promise<any> {
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

async function eventually<Found>(what: string, look: () => Promise<Found | undefined> | Found | undefined): Promise<Found> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > until) throw new Error(`${what} did not come to be; the gateway said:\n${gateway.log().slice(-1500)}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

async function says(phone: Phone, saying: unknown): Promise<void> {
  const said = phone.standIn(sandbox).saysJson(phone.customer, saying);
  if (typeof said === 'string') throw new Error(`${phone.platform}: ${said}`);
  expect(await said.webhook).toMatchObject({ is: 'delivered' });
}

/** The conversation of whoever holds the phone: a Page's channel has those of two phones. */
const conversationOf = (phone: Phone) =>
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
const messagesOf = async (conversationId: string) =>
  (await api('GET', `/conversations/${conversationId}/messages?limit=200`)).data.reverse();
const latest = (phone: Phone): ChatEntry | undefined =>
  phone
    .standIn(sandbox)
    .chats.of(phone.customer)
    .filter((entry) => entry.from === 'business')
    .at(-1);

/** Sends, and waits until the message has come as far as `state` or has failed. */
async function sends(phone: Phone, content: unknown, state: readonly string[] = ['sent', 'delivered', 'read'], more: object = {}) {
  const { id } = await conversationOf(phone);
  const sent = await api('POST', `/conversations/${id}/messages`, { content, ...more });
  return eventually(`the message as ${state.join(' or ')}`, async () => {
    const message = (await messagesOf(id)).find((one: { id: string }) => one.id === sent.id);
    if (message.delivery.state === 'failed' && !state.includes('failed')) throw new Error(JSON.stringify(message.delivery));
    return state.includes(message.delivery.state) ? message : undefined;
  });
}

describe.each(PHONES.map((phone) => [phone.platform, phone] as const))('the same conversation on %s', (_name, phone) => {
  test('a customer asks, the business answers, and the answer comes as far as the platform tells', async () => {
    await says(phone, { type: 'text', text: 'Is it open on Sunday?' });
    const conversation = await conversationOf(phone);
    expect(conversation).toMatchObject({ status: 'rep_needed', lastMessage: { summary: 'Is it open on Sunday?' } });
    await sends(phone, { type: 'text', text: 'Yes, ten to four.' }, [phone.receipt], { answers: true });
    expect(JSON.stringify(latest(phone)?.message)).toContain('Yes, ten to four.');
    expect((await conversationOf(phone)).status).toBe('active');
  });

  test('the customer is known by a name', async () => {
    const conversation = await conversationOf(phone);
    const contact = await eventually('the name', async () => {
      const found = await api('GET', `/contacts/${conversation.contactId}`);
      return found.name === null ? undefined : found;
    });
    expect(contact.name).toEqual(expect.stringMatching(/\S/));
  });

  test('a picture comes in and is kept, and one goes out', async () => {
    await says(phone, { type: 'image' });
    const { id } = await conversationOf(phone);
    const { content } = await eventually('the picture', async () => {
      const last = (await messagesOf(id)).at(-1);
      return last.content.attachment?.state === 'stored' ? last : undefined;
    });
    expect(content).toMatchObject({
      type: 'image',
      attachment: { mimeType: expect.stringMatching(/^image\//), bytes: expect.any(Number) },
    });
    const file = await fetch(content.attachment.url);
    expect([file.status, (await file.arrayBuffer()).byteLength]).toEqual([200, content.attachment.bytes]);
    const { id: mediaId } = await api('POST', '/media?name=map.png', PNG);
    const before = latest(phone)?.id;
    await sends(phone, { type: 'image', attachment: { mediaId } });
    const entry = await eventually('the picture on the phone', () => {
      const shown = latest(phone);
      return shown?.id === before ? undefined : shown;
    });
    expect(entry.receipt).not.toBe('failed');
    const path = entry.file ?? '';
    const shown = await fetch(path.startsWith('http') ? path : sandbox.url + path);
    expect(Buffer.from(await shown.arrayBuffer())).toEqual(PNG);
  });

  test('a choice is answered by a tap and by a typed number alike', async () => {
    const question = {
      type: 'choice', text: 'What is it about?', style: 'buttons', options: [{ id: 'order', label: 'My order' }, { id: 'hours', label: 'Opening hours' }],
    }; // prettier-ignore
    const { id } = await conversationOf(phone);
    const tapped = await sends(phone, question);
    const entry = latest(phone);
    await says(phone, phone.tap(entry?.message, entry?.id ?? ''));
    expect((await messagesOf(id)).at(-1).content).toEqual({
      type: 'choice_reply',
      optionId: 'order',
      label: 'My order',
      repliesTo: tapped.id,
    });
    const typed = await sends(phone, question);
    await says(phone, { type: 'text', text: '2' });
    expect((await messagesOf(id)).at(-1).content).toEqual({
      type: 'choice_reply',
      optionId: 'hours',
      label: 'Opening hours',
      repliesTo: typed.id,
    });
  });

  test('a canned template goes out filled in', async () => {
    const name = `welcome_${phone.platform}`;
    await api('POST', '/templates', { name, language: 'en', text: 'Welcome to {{shop}}.' });
    const message = await sends(phone, { type: 'template', name, language: 'en', params: { shop: 'Harbour Books' } });
    expect(message.content).toMatchObject({ type: 'text', text: 'Welcome to Harbour Books.' });
    expect(JSON.stringify(latest(phone)?.message)).toContain('Welcome to Harbour Books.');
  });

  test('typing, read and reactions reach the customer where the platform has them', async () => {
    await says(phone, { type: 'text', text: 'Thanks!' });
    const { id } = await conversationOf(phone);
    expect((await api('POST', `/conversations/${id}/typing`, {})).done).toBe(phone.can.typing);
    expect((await api('POST', `/conversations/${id}/read`, {})).done).toBe(phone.can.read);
    const asked = (await messagesOf(id)).at(-1);
    const emoji = '❤️';
    const reacting = api('POST', `/messages/${asked.id}/reactions`, { emoji });
    if (!phone.can.reactions) return expect(reacting).rejects.toThrow('not_supported');
    expect((await reacting).reactions).toMatchObject([{ emoji }]);
    const entry = phone.standIn(sandbox).chats.find(asked.externalId);
    expect(entry?.reactions).toEqual([{ from: 'business', emoji }]);
  });

  test('the platform says that the channel is well', async () => {
    const tested = await api('POST', `/channels/${channelIds[phone.platform]}/test`, {});
    expect(tested.health.findings.length).toBeGreaterThan(0);
    expect(tested.health.findings.filter((finding: { level: string }) => finding.level === 'error')).toEqual([]);
  });

  test('a window that the platform has closed is said, and opens with the customer’s next message', async () => {
    const trouble = phone.standIn(sandbox).trouble;
    trouble.set({ kind: 'closed_window' });
    const ending = phone.window === null ? ['sent'] : ['failed'];
    const message = await sends(phone, { type: 'text', text: 'Are you still there?' }, ending);
    if (phone.window !== null) expect(message.delivery.error).toMatchObject({ code: 'window_closed' });
    trouble.set({ kind: 'none' });
    await says(phone, { type: 'text', text: 'Here I am.' });
    await sends(phone, { type: 'text', text: 'Good!' });
  });
});

describe('on Instagram, whose echoes do not say whose they are', () => {
  const phone = PHONES.find((one) => one.platform === 'instagram');
  if (phone === undefined) throw new Error('there is no Instagram phone');
  const saidOnce = async (text: string) => {
    const all = await messagesOf((await conversationOf(phone)).id);
    return all
      .filter((message: { content: { text?: string } }) => message.content.text === text)
      .map((message: { author: { origin: string }; delivery: { state: string } }) => [message.author.origin, message.delivery.state]);
  };
  afterEach(() => phone.standIn(sandbox).trouble.set({ kind: 'none' }));

  test('an echo and a receipt that come before the answer are one message, read', async () => {
    phone.standIn(sandbox).trouble.set({ kind: 'slow', delayMs: 300 });
    await sends(phone, { type: 'text', text: 'Slowly, but once.' }, ['read']);
    expect(await saidOnce('Slowly, but once.')).toEqual([['workflow', 'read']]);
  });

  test('a message whose answer is lost is settled by its echo', async () => {
    phone.standIn(sandbox).trouble.set({ kind: 'reset_after' });
    await sends(phone, { type: 'text', text: 'Did you get this?' }, ['sent', 'read']);
    expect(await saidOnce('Did you get this?')).toEqual([['workflow', expect.stringMatching(/^(sent|read)$/)]]);
  });

  test('what is typed in Instagram’s own app is a member’s answer', async () => {
    await says(phone, { type: 'text', text: 'Anybody there?' });
    phone.standIn(sandbox).saysJson(phone.customer, { type: 'page_inbox', text: 'Me, from my phone.' });
    const found = await eventually('the answer', async () => {
      const last = (await messagesOf((await conversationOf(phone)).id)).at(-1);
      return last.content.text === 'Me, from my phone.' ? last : undefined;
    });
    expect(found).toMatchObject({ direction: 'outbound', author: { type: 'member', origin: 'native_app' } });
    expect((await conversationOf(phone)).status).toBe('active');
  });

  test('a story, a post and a heart arrive, and a message is taken back', async () => {
    await says(phone, { type: 'story_reply', text: 'Is this one for sale?' });
    await says(phone, { type: 'story_mention' });
    await says(phone, { type: 'share', title: 'Sea charts' });
    await says(phone, { type: 'heart' });
    const asked = (await messagesOf((await conversationOf(phone)).id)).slice(-4);
    expect(asked.map((message: { content: { type: string } }) => message.content.type)).toEqual(['text', 'file', 'text', 'sticker']);
    await says(phone, { type: 'unsend', messageId: asked[0].externalId });
    const gone = (await messagesOf((await conversationOf(phone)).id)).find((one: { id: string }) => one.id === asked[0].id);
    expect(gone).toMatchObject({ deletedAt: expect.any(String), content: { type: 'unsupported' } });
  });

  test('a file goes as a link, and the message says so', async () => {
    const { id: mediaId } = await api('POST', '/media?name=map.png', PNG);
    const message = await sends(phone, { type: 'file', attachment: { mediaId } });
    expect(message.delivery.losses).toEqual(['The file was sent as a link, because Instagram takes no files.']);
  });
});

test('on WeChat an answer that is ready in time goes out in the response to the customer’s own webhook, for free', async () => {
  const phone = PHONES.find((one) => one.platform === 'wechat');
  if (phone === undefined) throw new Error('there is no WeChat phone');
  await api('PATCH', `/channels/${channelIds.wechat}`, { settings: { passiveReplies: true } });
  const said = phone.standIn(sandbox).saysJson(phone.customer, { type: 'text', text: 'Quick question!' });
  if (typeof said === 'string') throw new Error(said);
  const { id } = await conversationOf(phone);
  await eventually('the question', async () => {
    const last = (await messagesOf(id)).at(-1);
    return last.content.text === 'Quick question!' ? last : undefined;
  });
  const left = (await conversationOf(phone)).window.messagesLeft;
  const sent = await sends(phone, { type: 'text', text: 'Quick answer.' });
  expect(sent.delivery).toMatchObject({ state: 'sent', sentAs: 'reply' });
  expect(await said.webhook).toMatchObject({ is: 'delivered', tries: 1 });
  expect(latest(phone)?.message).toMatchObject({ isPassiveReply: true });
  expect(JSON.stringify(latest(phone)?.message)).toContain('Quick answer.');
  expect((await conversationOf(phone)).window.messagesLeft).toBe(left);
  // Too late for the response: it goes out as a message of its own, and counts.
  const late = await sends(phone, { type: 'text', text: 'And one more thing.' });
  expect(late.delivery.sentAs).toBe('message');
  expect((await conversationOf(phone)).window.messagesLeft).toBe(left - 1);
});

test('all six conversations are one and the same, in one form', async () => {
  const told = await Promise.all(
    PHONES.map(async (phone) => {
      const messages = await messagesOf((await conversationOf(phone)).id);
      return messages
        .filter((message: { visibility: string }) => message.visibility === 'public')
        .map((message: { direction: string; content: { type: string; text?: string; label?: string; optionId?: string } }) => {
          const { type, text, label, optionId } = message.content;
          return [message.direction, type, text ?? label ?? null, optionId ?? null];
        })
        .slice(0, 13);
    }),
  );
  const [one, ...others] = told;
  expect(one).toHaveLength(13);
  for (const other of others) expect(other).toEqual(one);
});
