import { DEMO_WHATSAPP } from '../../../gateway/sandbox/demo-accounts.ts';
import type { SeenSpan } from '../support/otlp-receiver.ts';
import {
  OTLP_KEY,
  PHONES,
  PNG,
  type Phone,
  api,
  channelIds,
  conversationOf,
  eventually,
  gateway,
  latest,
  messagesOf,
  otlp,
  sandbox,
  says,
  sends,
} from './phones-bench.ts';

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

describe('the traces of a conversation', () => {
  const [phone] = PHONES;
  if (phone === undefined) throw new Error('there is no phone');
  const customer: Phone = phone;
  const SAID = 'canary words of a customer';
  const ANSWERED = 'canary words of the business';
  /** Of a program that calls the API and keeps traces itself. */
  const CALLER = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16) };
  const STRANGER = { traceId: 'e'.repeat(32), spanId: 'f'.repeat(16) };
  const traceparentOf = ({ traceId, spanId }: Pick<SeenSpan, 'traceId' | 'spanId'>) => `00-${traceId}-${spanId}-01`;

  const spanWhere = (what: string, is: (span: SeenSpan) => boolean) => eventually(`the span of ${what}`, () => otlp.spans.find(is));

  async function answers(headers: Readonly<Record<string, string>>): Promise<number> {
    const { id } = await conversationOf(customer);
    const response = await fetch(`${gateway.url}/api/v1/conversations/${id}/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ content: { type: 'text', text: ANSWERED } }),
    });
    return response.status;
  }

  beforeAll(async () => {
    await api('POST', '/subscriptions', { url: `${otlp.url}/secret-path`, events: ['message.received', 'message.sent'] });
    await says(phone, { type: 'text', text: SAID });
    expect(await answers({ authorization: `Bearer ${gateway.apiKey}`, traceparent: traceparentOf(CALLER) })).toBe(202);
    const traceparent = traceparentOf(STRANGER);
    expect(await answers({ authorization: 'Bearer a guess', traceparent })).toBe(401);
    const forged = await fetch(`${gateway.url}/webhooks/${channelIds.whatsapp}`, { method: 'POST', headers: { traceparent }, body: '{}' });
    expect(forged.status).toBe(401);
  });

  test('a webhook leads to its commit and its delivery, and the receiver can go on', async () => {
    const delivery = await eventually('the delivery', () => otlp.delivered.find(({ body }) => body.includes(SAID)));
    const delivered = await spanWhere('the delivery', (one) => traceparentOf(one) === delivery.traceparent);
    expect(delivered).toMatchObject({
      ...{ name: 'deliver', kind: 3 },
      facts: { 'server.address': '127.0.0.1', 'http.response.status_code': 200 },
    });
    const webhook = await spanWhere('the webhook', (one) => one.spanId === delivered.parentSpanId);
    expect(webhook).toMatchObject({
      ...{ name: 'POST /webhooks/{channelId}', kind: 2, traceId: delivered.traceId },
      facts: { 'http.response.status_code': 200, 'parley.channel.id': channelIds.whatsapp },
    });
    expect(webhook.parentSpanId).toBeUndefined();
    expect(delivery.body).toContain(`"traceparent":"${traceparentOf(webhook)}"}}`);
    const stages = otlp.spans.filter((one) => one.traceId === webhook.traceId && one.parentSpanId === webhook.spanId);
    expect(new Set(stages.map((one) => one.name))).toEqual(new Set(['verify', 'parse', 'wait for commit', 'commit', 'deliver']));
    expect(stages.find((one) => one.name === 'verify')).toMatchObject({ kind: 1, facts: { 'parley.channel.type': 'whatsapp' } });
    expect(stages.filter((one) => one.startedAt < webhook.startedAt || one.endedAt < one.startedAt)).toEqual([]);
  });

  test('a file is fetched in the trace of the webhook that announced it', async () => {
    const fetched = await spanWhere('a file', (one) => one.name === 'fetch file' && one.facts['parley.channel.type'] === 'whatsapp');
    expect(fetched).toMatchObject({ kind: 3, facts: { 'parley.bytes': expect.any(Number) } });
    const webhook = await spanWhere('its webhook', (one) => one.spanId === fetched.parentSpanId);
    expect(webhook).toMatchObject({ name: 'POST /webhooks/{channelId}', traceId: fetched.traceId });
  });

  test('an answer is sent, and told to subscribers, in the trace of whoever asked for it', async () => {
    const request = await spanWhere('the request', (one) => one.parentSpanId === CALLER.spanId);
    expect(request).toMatchObject({
      ...{ name: 'POST /api/v1/conversations/{id}/messages', kind: 2, traceId: CALLER.traceId },
      facts: { 'parley.caller.type': 'key', 'http.response.status_code': 202 },
    });
    const sent = await spanWhere('the send', (one) => one.name === 'send' && one.traceId === CALLER.traceId);
    expect(sent).toMatchObject({ kind: 3, parentSpanId: request.spanId, facts: { 'parley.ending': 'accepted' } });
    const told = await spanWhere('the delivery', (one) => one.name === 'deliver' && one.traceId === CALLER.traceId);
    expect(told.parentSpanId).toBe(request.spanId);
  });

  test('a stranger begins traces of their own, whatever they say', async () => {
    const refused = await eventually('two refusals', () => {
      const found = otlp.spans.filter((one) => one.facts['http.response.status_code'] === 401);
      return found.length === 2 ? found : undefined;
    });
    expect(refused.map((one) => [one.traceId === STRANGER.traceId, one.parentSpanId])).toEqual([[false, undefined], [false, undefined]]); // prettier-ignore
  });

  test('nothing in them is what people write, who they are, or a secret; and only the collector is told its key', () => {
    const all = otlp.bodies.join('\n');
    const secrets = [
      DEMO_WHATSAPP.accessToken,
      DEMO_WHATSAPP.appSecret,
      DEMO_WHATSAPP.verifyToken,
      gateway.apiKey,
      'secret-path',
      OTLP_KEY,
    ];
    const canaries = ['canary', 'Is it open', 'Harbour Books', ...PHONES.map((one) => one.customer), ...secrets];
    expect(canaries.filter((one) => all.includes(one))).toEqual([]);
    expect(otlp.spans.length).toBeGreaterThan(100);
    expect([...otlp.authorizations]).toEqual([OTLP_KEY]);
    expect(gateway.log()).not.toContain('canary');
  });
});
