import { DEMO_WHATSAPP } from '../../../../gateway/sandbox/demo-accounts.ts';
import type { GraphStandIn } from '../../../../gateway/sandbox/graph.ts';
import { createGraph } from '../../../../gateway/sandbox/graph.ts';
import type { WhatsAppSays } from '../../../../gateway/sandbox/graph/says.ts';
import { at, listAt } from '../../../../gateway/sandbox/json.ts';
import { NO_TROUBLE } from '../../../../gateway/sandbox/trouble.ts';
import type { Obtained } from '../../../../gateway/src/channels/channel.ts';
import { whatsappCloud } from '../../../../gateway/src/channels/whatsapp/index.ts';
import { addressOf, answered, recordingIo } from '../../support/channel-io.ts';
import type { Receiver, TestClock } from './bench.ts';
import { callOf, startReceiver, testClock } from './bench.ts';

const ANA = '15555550142';
const NUMBER = `/v25.0/${DEMO_WHATSAPP.phoneNumberId}`;
const ACCOUNT = `/v25.0/${DEMO_WHATSAPP.businessAccountId}`;

let clock: TestClock;
let receiver: Receiver;
let graph: GraphStandIn;
let call: ReturnType<typeof callOf>;

const says = async (message: WhatsAppSays) => {
  const said = graph.customerSays(ANA, message);
  await said.webhook;
  return said.id;
};
const codeOf = (answer: { readonly body: unknown }) => at(answer.body, 'error', 'code');

beforeEach(async () => {
  clock = testClock();
  receiver = await startReceiver(DEMO_WHATSAPP.verifyToken);
  graph = createGraph({ ...DEMO_WHATSAPP, baseUrl: 'http://127.0.0.1:1/graph', clock });
  graph.connect(receiver.url);
  call = callOf(graph, DEMO_WHATSAPP.accessToken);
});
afterEach(async () => {
  await graph.stop();
  await receiver.stop();
});

describe('templates', () => {
  test('come page by page, and the last page has no next', async () => {
    const first = await call('GET', `${ACCOUNT}/message_templates?limit=4`);
    const second = await call('GET', `${ACCOUNT}/message_templates?limit=4&after=${String(at(first.body, 'paging', 'cursors', 'after'))}`);
    const third = await call('GET', `${ACCOUNT}/message_templates?limit=4&after=${String(at(second.body, 'paging', 'cursors', 'after'))}`);
    const sizes = [first, second, third].map((page) => listAt(page.body, 'data').length);
    expect(sizes).toEqual([4, 4, 2]);
    expect([first, second, third].map((page) => at(page.body, 'paging', 'next') !== undefined)).toEqual([true, true, false]);
    const names = [first, second, third].flatMap((page) => listAt(page.body, 'data').map((entry) => at(entry, 'name')));
    expect(new Set(names).size).toBe(10);
  });

  const send = (name: string, components: readonly unknown[]) =>
    call('POST', `${NUMBER}/messages`, {
      messaging_product: 'whatsapp',
      to: ANA,
      type: 'template',
      template: { name, language: { code: 'en_US' }, components },
    });
  const named = (values: Record<string, string>) =>
    Object.entries(values).map(([name, value]) => ({ type: 'text', parameter_name: name, text: value }));
  const seat = { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: '12' }] };
  const reminder = [
    { type: 'header', parameters: named({ guest: 'Ana' }) },
    { type: 'body', parameters: named({ time: '7 pm', title: 'Emma' }) },
  ];

  test.each<[string, string, readonly unknown[], number]>([
    ['a rejected template', 'autumn_sale', [], 132001],
    ['a missing button', 'reading_reminder', reminder, 131008],
    ['a button of another kind', 'reading_reminder', [...reminder, { ...seat, sub_type: 'quick_reply' }], 132012],
    ['a button that is none', 'reading_reminder', [...reminder, seat, { ...seat, index: '7' }], 132012],
    [
      'a name that is not the template’s',
      'reading_reminder',
      [reminder[0], { type: 'body', parameters: named({ time: '7', author: 'x' }) }, seat],
      100,
    ],
    ['an empty parameter', 'reading_reminder', [reminder[0], { type: 'body', parameters: named({ time: '7', title: '' }) }, seat], 131008],
    ['a missing file', 'receipt', [{ type: 'body', parameters: [{ type: 'text', text: 'Ana' }] }], 132012],
    [
      'a file of another kind',
      'receipt',
      [{ type: 'header', parameters: [{ type: 'image', image: { link: 'https://x.example/a.png' } }] }],
      132012,
    ],
    ['a missing place', 'pick_up', [], 132012],
    [
      'a card too few',
      'new_this_week',
      [
        { type: 'body', parameters: [{ type: 'text', text: 'Ana' }] },
        { type: 'carousel', cards: [] },
      ],
      132000,
    ],
  ])('%s is refused as Meta refuses it', async (_what, name, components, code) => {
    expect(codeOf(await send(name, components))).toBe(code);
    expect(graph.chats.of(ANA)).toHaveLength(0);
  });

  test('parameters by name are filled in whatever order they come', async () => {
    expect((await send('reading_reminder', [...reminder, seat])).status).toBe(200);
    expect(graph.chats.of(ANA)[0]?.shown).toEqual({
      text: 'See you, Ana\nThe reading of Emma begins at 7 pm.',
      buttons: ['My seat', 'Call us'],
    });
  });
});

describe('the account', () => {
  const asApp = () => callOf(graph, `555060000000001|${DEMO_WHATSAPP.appSecret}`);

  test('the token is described, also one that has ended or is another', async () => {
    const mine = `/v25.0/debug_token?input_token=${DEMO_WHATSAPP.accessToken}`;
    expect(at((await call('GET', mine)).body, 'data')).toMatchObject({ is_valid: true, expires_at: 0, app_id: '555060000000001' });
    graph.behave({ token: { expiresAt: clock.now() / 1000 - 1, scopes: ['whatsapp_business_messaging'] } });
    expect(at((await call('GET', mine)).body, 'data')).toMatchObject({ is_valid: false, scopes: ['whatsapp_business_messaging'] });
    expect(at((await call('GET', '/v25.0/debug_token?input_token=other')).body, 'data', 'is_valid')).toBe(false);
  });

  test('the app tells its own token, and nobody else, where its webhooks go', async () => {
    const path = '/v25.0/555060000000001/subscriptions';
    expect(at((await asApp()('GET', path)).body, 'data', 0)).toMatchObject({
      object: 'whatsapp_business_account',
      callback_url: receiver.url,
    });
    expect(codeOf(await call('GET', path))).toBe(190);
    expect(codeOf(await callOf(graph, '555060000000001|wrong')('GET', path))).toBe(190);
    expect(codeOf(await asApp()('GET', NUMBER))).toBe(190);
  });

  test('an app with its id and secret gets a token, and says where its webhooks go once the address has echoed the challenge', async () => {
    const { appSecret } = DEMO_WHATSAPP;
    const stranger = callOf(graph, 'none');
    const ask = async (client_secret: string) =>
      await stranger('POST', '/v19.0/oauth/access_token', {
        client_id: '555060000000001',
        client_secret,
        grant_type: 'client_credentials',
      });
    expect(codeOf(await ask('wrong'))).toBe(190);
    expect((await ask(appSecret)).body).toEqual({ access_token: `555060000000001|${appSecret}`, token_type: 'bearer' });

    const path = '/v19.0/555060000000001/subscriptions';
    const own = await startReceiver('known');
    try {
      const wanted = { object: 'whatsapp_business_account', callback_url: own.url, fields: '["messages"]' };
      expect((await asApp()('POST', path, { ...wanted, verify_token: 'other' })).status).toBe(400);
      expect((await asApp()('POST', path, { ...wanted, verify_token: 'known' })).body).toEqual({ success: true });
      expect(at((await asApp()('GET', path)).body, 'data', 0)).toMatchObject({ callback_url: own.url, fields: [{ name: 'messages' }] });
      await says({ type: 'text', text: 'Hi' });
      expect([own.received.length, receiver.received.length]).toEqual([1, 0]);
      await asApp()('DELETE', path);
      expect((await asApp()('GET', path)).body).toEqual({ data: [] });
      expect(await graph.customerSays(ANA, { type: 'text', text: 'Hi' }).webhook).toEqual({ is: 'not_connected' });
    } finally {
      await own.stop();
    }
  });

  test('an address of the account’s own goes before the app’s, and no subscription means no webhook', async () => {
    const path = `${ACCOUNT}/subscribed_apps`;
    const own = await startReceiver();
    try {
      await call('POST', path, { override_callback_uri: own.url, verify_token: 'x' });
      expect(at((await call('GET', path)).body, 'data', 0, 'override_callback_uri')).toBe(own.url);
      await says({ type: 'text', text: 'Hi' });
      expect([own.received.length, receiver.received.length]).toEqual([1, 0]);
      await call('POST', path);
      await says({ type: 'text', text: 'Hi' });
      expect([own.received.length, receiver.received.length]).toEqual([1, 1]);
      await call('DELETE', path);
      expect((await call('GET', path)).body).toEqual({ data: [] });
      expect(await graph.customerSays(ANA, { type: 'text', text: 'Hi' }).webhook).toEqual({ is: 'not_connected' });
    } finally {
      await own.stop();
    }
  });

  test('an address elsewhere is not taken', async () => {
    expect((await call('POST', `${ACCOUNT}/subscribed_apps`, { override_callback_uri: 'https://elsewhere.example/' })).status).toBe(400);
  });
});

describe('Parley’s own channel', () => {
  const settings = { ...whatsappSettings(), apiBaseUrl: 'http://127.0.0.1:1/graph' };
  const to = addressOf([{ kind: 'phone', value: ANA }]);

  /** The channel's calls go straight to the stand-in. */
  function io() {
    return recordingIo(
      { is: 'no_answer', why: 'unused', reached: 'no' },
      {
        fetch: async (request) => {
          const url = request.url.replace('http://127.0.0.1:1/graph', '');
          const answer = await graph.answer(
            {
              method: request.method,
              path: new URL(url, 'http://p').pathname,
              query: new URL(url, 'http://p').searchParams,
              headers: { ...request.headers },
              body: Buffer.from(request.body ?? ''),
            },
            NO_TROUBLE,
          );
          return answered(answer.status, Buffer.isBuffer(answer.body) ? answer.body.toString('latin1') : answer.body);
        },
        webhookUrl: receiver.url,
        now: () => clock.now(),
        readFile: () => Promise.resolve({ is: 'read', bytes: Buffer.from('pixels'), mimeType: 'image/png', name: 'a.png' }),
      },
    );
  }

  test('finds nothing wrong, and finds what is', async () => {
    expect((await whatsappCloud.checkHealth?.(settings, io()))?.filter(({ level }) => level !== 'ok')).toEqual([]);
    graph.behave({
      number: { quality_rating: 'RED' },
      token: { expiresAt: clock.now() / 1000 + 86_400, scopes: ['whatsapp_business_messaging'] },
    });
    graph.connect('http://127.0.0.1:1/other');
    const found = (await whatsappCloud.checkHealth?.(settings, io()))?.filter(({ level }) => level !== 'ok').map(({ what }) => what);
    expect(found).toEqual(['token_expiry', 'permission', 'quality', 'webhook_address']);
  });

  test('lists every template and can send each of them with its samples', async () => {
    const listed = await whatsappCloud.listTemplates?.(settings, io());
    const templates = listed?.is === 'listed' ? listed.templates : [];
    expect(templates).toHaveLength(10);
    const sampleOf: Record<string, string> = { 'header.latitude': '38.7', 'header.longitude': '-9.1' };
    for (const known of templates.filter(({ status }) => status === 'approved')) {
      const params = Object.fromEntries(
        known.params.map(({ name, example, type }) => [name, sampleOf[name] ?? example ?? (name.endsWith('data') ? '{"a":1}' : type)]),
      );
      const rendered = whatsappCloud.render({ type: 'template', language: 'en_US', params }, whatsappCloud.capabilities, known);
      const outcome = await whatsappCloud.send(rendered.parts[0] ?? { body: {}, index: 0 }, to, settings, io());
      expect([known.name, outcome]).toEqual([known.name, { is: 'accepted', externalIds: [expect.stringMatching(/^wamid\./)] }]);
      // What is missing is found before it is sent, where anything has to be there.
      const empty = whatsappCloud.render({ type: 'template', language: 'en_US', params: {} }, whatsappCloud.capabilities, known);
      expect(empty.refused === undefined).toBe(known.params.every(({ optional }) => optional === true));
    }
    expect(graph.chats.of(ANA)).toHaveLength(9);
  });

  test('types, reads, reacts and uploads', async () => {
    const id = await says({ type: 'text', text: 'Hi' });
    const last = { externalId: id, tokens: {} };
    expect(await whatsappCloud.showTyping?.(to, last, settings, io())).toEqual({ is: 'done' });
    expect(await whatsappCloud.markRead?.(to, last, settings, io())).toEqual({ is: 'done' });
    expect(graph.chats.find(id)?.receipt).toBe('read');
    expect(await whatsappCloud.react?.(to, last, '👍', settings, io())).toEqual({ is: 'done' });
    expect(graph.chats.find(id)?.reactions).toEqual([{ from: 'business', emoji: '👍' }]);
    expect(await whatsappCloud.react?.(to, last, null, settings, io())).toEqual({ is: 'done' });
    expect(graph.chats.find(id)?.reactions).toEqual([]);
    const base = receiver.url.replace('/webhooks/chn_1', '');
    const attachment = { id: 'att_1', url: `${base}/media/att_1`, mimeType: 'image/png', bytes: 6, name: 'a.png' };
    const [part] = whatsappCloud.render({ type: 'image', attachment }, whatsappCloud.capabilities).parts;
    const sending = io();
    const outcome = await whatsappCloud.send(part ?? { body: {}, index: 0 }, to, settings, sending);
    await graph.background.settled();
    const sent = outcome.is === 'accepted' ? (outcome.externalIds[0] ?? '') : '';
    expect((await graph.file(sent))?.bytes.toString()).toBe('pixels');
    // The handle dies at Meta before its time: the file is uploaded anew and the message goes out all the same.
    clock.pass(30 * 24 * 3_600_000);
    await says({ type: 'text', text: 'Hi' });
    const memory = {
      ...sending.memory,
      obtain: (_key: string, make: () => Promise<Obtained>) => (stale ? Promise.resolve(dead) : make()),
      forget: () => void (stale = false),
    };
    let stale = true;
    const dead: Obtained = { is: 'obtained', value: '4999', until: Number.MAX_SAFE_INTEGER };
    expect(await whatsappCloud.send(part ?? { body: {}, index: 0 }, to, settings, { ...io(), memory })).toMatchObject({ is: 'accepted' });
  });
});

function whatsappSettings() {
  const { phoneNumberId, businessAccountId, accessToken, appSecret, verifyToken } = DEMO_WHATSAPP;
  return { phoneNumberId, businessAccountId, accessToken, appSecret, verifyToken, graphVersion: 'v25.0' };
}
