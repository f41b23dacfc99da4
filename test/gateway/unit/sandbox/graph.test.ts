import { createHmac } from 'node:crypto';
import { DEMO_WHATSAPP } from '../../../../gateway/sandbox/demo-accounts.ts';
import type { GraphOptions, GraphStandIn } from '../../../../gateway/sandbox/graph.ts';
import { createGraph } from '../../../../gateway/sandbox/graph.ts';
import type { WhatsAppSays } from '../../../../gateway/sandbox/graph/says.ts';
import { at } from '../../../../gateway/sandbox/json.ts';
import type { Receiver, TestClock } from './bench.ts';
import { callOf, startReceiver, testClock } from './bench.ts';

const ANA = '15555550142';
const MESSAGES = `/v25.0/${DEMO_WHATSAPP.phoneNumberId}/messages`;
const NUMBER = `/v25.0/${DEMO_WHATSAPP.phoneNumberId}`;
const text = (body = 'Hello') => ({ messaging_product: 'whatsapp', to: ANA, type: 'text', text: { body } });
const buttons = (titles: readonly string[]) => ({
  messaging_product: 'whatsapp',
  to: ANA,
  type: 'interactive',
  interactive: {
    type: 'button',
    body: { text: 'Which one?' },
    action: { buttons: titles.map((title, index) => ({ type: 'reply', reply: { id: `b${index}`, title } })) },
  },
});
const rows = (count: number) => ({
  messaging_product: 'whatsapp',
  to: ANA,
  type: 'interactive',
  interactive: {
    type: 'list',
    body: { text: 'Which one?' },
    action: {
      button: 'Choose',
      sections: [{ rows: Array.from({ length: count }, (_, index) => ({ id: `r${index}`, title: `Row ${index}` })) }],
    },
  },
});
const template = (name: string, texts: readonly string[]) => ({
  messaging_product: 'whatsapp',
  to: ANA,
  type: 'template',
  template: {
    name,
    language: { code: 'en_US' },
    components: [{ type: 'body', parameters: texts.map((value) => ({ type: 'text', text: value })) }],
  },
});

let clock: TestClock;
let receiver: Receiver;
let graph: GraphStandIn;
let call: ReturnType<typeof callOf>;

function make(options: Partial<GraphOptions> = {}): void {
  graph = createGraph({ ...DEMO_WHATSAPP, baseUrl: 'http://127.0.0.1:1/graph', clock, ...options });
  graph.connect(receiver.url);
  call = callOf(graph, DEMO_WHATSAPP.accessToken);
}
const says = async (message: WhatsAppSays) => {
  const said = graph.customerSays(ANA, message);
  await said.webhook;
  return said.id;
};
const codeOf = (answer: { readonly body: unknown }) => at(answer.body, 'error', 'code');
const lastMessage = () => at(receiver.received.at(-1)?.json, 'entry', 0, 'changes', 0, 'value', 'messages', 0);

beforeEach(async () => {
  clock = testClock();
  receiver = await startReceiver(DEMO_WHATSAPP.verifyToken);
  make();
});
afterEach(async () => {
  await graph.stop();
  await receiver.stop();
});

describe('sending', () => {
  test('a text within the window is answered with a wamid, and its receipts come back in order with the correlation', async () => {
    await says({ type: 'text', text: 'Hi' });
    receiver.received.length = 0;
    const answer = await call('POST', MESSAGES, { ...text(), biz_opaque_callback_data: 'msg_1' });
    expect(answer.status).toBe(200);
    const id = at(answer.body, 'messages', 0, 'id');
    expect(id).toMatch(/^wamid\./);
    expect(at(answer.body, 'contacts', 0)).toMatchObject({ input: ANA, wa_id: ANA });
    await graph.background.settled();
    const statuses = receiver.received.map((webhook) => at(webhook.json, 'entry', 0, 'changes', 0, 'value', 'statuses', 0));
    expect(statuses).toEqual(
      ['sent', 'delivered', 'read'].map((status) =>
        expect.objectContaining({ id, status, recipient_id: ANA, biz_opaque_callback_data: 'msg_1' }),
      ),
    );
    expect(graph.chats.of(ANA).at(-1)).toMatchObject({ from: 'business', receipt: 'read' });
  });

  test('a wrong token is 401 with code 190', async () => {
    const answer = await callOf(graph, 'stolen')('POST', MESSAGES, text());
    expect([answer.status, codeOf(answer)]).toEqual([401, 190]);
  });

  test.each([
    ['no messaging_product', { to: ANA, type: 'text', text: { body: 'x' } }, 100],
    ['no recipient', { messaging_product: 'whatsapp', type: 'text', text: { body: 'x' } }, 131008],
    ['no text', { messaging_product: 'whatsapp', to: ANA, type: 'text' }, 131008],
    ['an unknown type', { messaging_product: 'whatsapp', to: ANA, type: 'hologram', hologram: {} }, 100],
    ['a text over 4096 characters', text('x'.repeat(4097)), 100],
    ['four buttons', buttons(['a', 'b', 'c', 'd']), 131009],
    ['a button title over 20 characters', buttons(['x'.repeat(21)]), 100],
    ['eleven list rows', rows(11), 131009],
    [
      'a latitude beyond the pole',
      { messaging_product: 'whatsapp', to: ANA, type: 'location', location: { latitude: 91, longitude: 0 } },
      131009,
    ],
    ['an image with neither id nor link', { messaging_product: 'whatsapp', to: ANA, type: 'image', image: {} }, 131008],
    ['an unknown template', template('nothing_here', []), 132001],
    ['a template with a parameter too few', template('order_update', ['Ana']), 132000],
    ['an unknown recipient', { ...text(), to: '15555550999' }, 131026],
  ])('%s is refused as Meta refuses it', async (_what, body, code) => {
    await says({ type: 'text', text: 'Hi' });
    const answer = await call('POST', MESSAGES, body);
    expect(codeOf(answer)).toBe(code);
    expect(at(answer.body, 'error')).toMatchObject({
      type: 'OAuthException',
      error_data: { messaging_product: 'whatsapp', details: expect.any(String) },
    });
    expect(graph.chats.of(ANA)).toHaveLength(1);
  });

  test('three buttons, ten rows and 4096 characters are taken', async () => {
    await says({ type: 'text', text: 'Hi' });
    for (const body of [buttons(['x'.repeat(20), 'b', 'c']), rows(10), text('x'.repeat(4096))]) {
      expect((await call('POST', MESSAGES, body)).status).toBe(200);
    }
  });

  test('24 hours after the customer wrote only a template goes out', async () => {
    await says({ type: 'text', text: 'Hi' });
    clock.pass(24 * 3_600_000 - 1);
    expect((await call('POST', MESSAGES, text())).status).toBe(200);
    clock.pass(1);
    expect(codeOf(await call('POST', MESSAGES, text()))).toBe(131047);
    expect((await call('POST', MESSAGES, template('order_update', ['Ana', 'HB-7']))).status).toBe(200);
    expect(graph.chats.of(ANA).at(-1)?.shown).toEqual({
      text: 'Your order\nHi Ana, your order HB-7 is on its way.',
      buttons: ['Where is it?'],
    });
  });

  test('a closed window can be switched on, and can be refused later by status', async () => {
    await says({ type: 'text', text: 'Hi' });
    expect(codeOf(await call('POST', MESSAGES, text(), {}, { kind: 'closed_window' }))).toBe(131047);
    graph.behave({ refusals: 'status' });
    const answer = await call('POST', MESSAGES, text(), {}, { kind: 'closed_window' });
    expect(answer.status).toBe(200);
    await graph.background.settled();
    expect(at(receiver.received.at(-1)?.json, 'entry', 0, 'changes', 0, 'value', 'statuses', 0)).toMatchObject({
      status: 'failed',
      errors: [{ code: 131047 }],
    });
  });

  test('the 46th message at once to one person hits the pair rate, and 6 seconds later one more goes', async () => {
    await says({ type: 'text', text: 'Hi' });
    for (let i = 0; i < 45; i++) expect((await call('POST', MESSAGES, text())).status).toBe(200);
    expect(codeOf(await call('POST', MESSAGES, text()))).toBe(131056);
    clock.pass(6_000);
    expect((await call('POST', MESSAGES, text())).status).toBe(200);
  });

  test('"read" marks what the customer wrote, and an unknown id is refused', async () => {
    const id = await says({ type: 'text', text: 'Hi' });
    const read = { messaging_product: 'whatsapp', status: 'read', message_id: id, typing_indicator: { type: 'text' } };
    expect((await call('POST', MESSAGES, read)).body).toEqual({ success: true });
    expect(graph.chats.find(id)?.receipt).toBe('read');
    expect(codeOf(await call('POST', MESSAGES, { ...read, message_id: 'wamid.none' }))).toBe(131009);
  });

  test('an outbound reaction lands on the message it names', async () => {
    const id = await says({ type: 'text', text: 'Hi' });
    const body = { messaging_product: 'whatsapp', to: ANA, type: 'reaction', reaction: { message_id: id, emoji: '👍' } };
    expect((await call('POST', MESSAGES, body)).status).toBe(200);
    expect(graph.chats.find(id)?.reactions).toEqual([{ from: 'business', emoji: '👍' }]);
  });
});

describe('webhooks', () => {
  test('the body is signed over its bytes, with everything outside ASCII escaped', async () => {
    await says({ type: 'text', text: 'Olá 😀' });
    const webhook = receiver.received[0];
    expect(webhook?.text).toContain('Ol\\u00e1 \\ud83d\\ude00');
    const expected = createHmac('sha256', DEMO_WHATSAPP.appSecret)
      .update(webhook?.text ?? '')
      .digest('hex');
    expect(webhook?.headers['x-hub-signature-256']).toBe(`sha256=${expected}`);
    expect(lastMessage()).toMatchObject({ from: ANA, type: 'text', text: { body: 'Olá 😀' }, timestamp: String(clock.now() / 1000) });
  });

  test('a webhook answered 500 comes again at once and then later, with the same bytes, until it is taken', async () => {
    receiver.answers.push(500, 503, 404);
    const said = graph.customerSays(ANA, { type: 'text', text: 'Hi' });
    expect(await said.webhook).toEqual({ is: 'delivered', tries: 4 });
    expect(clock.waits).toEqual([1_000, 2_000]);
    expect(new Set(receiver.received.map((webhook) => webhook.text)).size).toBe(1);
    expect(graph.chats.find(said.id)?.receipt).toBe('delivered');
  });

  test('tries end, and say with which status', async () => {
    make({ retryWaitsMs: [0] });
    receiver.answers.push(500, 500);
    expect(await graph.customerSays(ANA, { type: 'text', text: 'Hi' }).webhook).toEqual({ is: 'given_up', tries: 2, status: 500 });
  });

  test.each<[string, WhatsAppSays, object]>([
    [
      'a photo',
      { type: 'image', caption: 'Look' },
      { type: 'image', image: { mime_type: 'image/png', caption: 'Look', sha256: expect.any(String) } },
    ],
    ['a voice note', { type: 'voice' }, { type: 'audio', audio: { mime_type: 'audio/ogg; codecs=opus', voice: true } }],
    ['a sticker', { type: 'sticker' }, { type: 'sticker', sticker: { mime_type: 'image/webp', animated: false } }],
    [
      'a location',
      { type: 'location', latitude: 1, longitude: 2, name: 'Pier' },
      { type: 'location', location: { latitude: 1, longitude: 2, name: 'Pier' } },
    ],
    [
      'a contact',
      { type: 'contacts', contacts: [{ name: 'Ben Okafor', phone: '+1 555-555-0187' }] },
      { type: 'contacts', contacts: [{ name: { formatted_name: 'Ben Okafor' }, phones: [{ wa_id: '15555550187' }] }] },
    ],
    [
      'a tapped button',
      { type: 'button_reply', id: 'b1', title: 'Yes', quotes: 'wamid.q' },
      { type: 'interactive', context: { id: 'wamid.q' }, interactive: { type: 'button_reply', button_reply: { id: 'b1', title: 'Yes' } } },
    ],
    [
      'a chosen row',
      { type: 'list_reply', id: 'r1', title: 'Row', description: 'One', quotes: 'wamid.q' },
      { type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: 'r1', title: 'Row', description: 'One' } } },
    ],
    [
      'a reaction',
      { type: 'reaction', messageId: 'wamid.q', emoji: '❤️' },
      { type: 'reaction', reaction: { message_id: 'wamid.q', emoji: '❤️' } },
    ],
    ['a reply', { type: 'text', text: 'This one', quotes: 'wamid.q' }, { type: 'text', context: { id: 'wamid.q', from: '15555550100' } }],
    [
      'an edit',
      { type: 'edit', messageId: 'wamid.q', text: 'New' },
      { type: 'edit', edit: { original_message_id: 'wamid.q', message: { text: { body: 'New' } } } },
    ],
    ['a revoke', { type: 'revoke', messageId: 'wamid.q' }, { type: 'revoke', revoke: { original_message_id: 'wamid.q' } }],
  ])('%s has the shape Meta documents', async (_what, message, shape) => {
    await says(message);
    expect(lastMessage()).toMatchObject({ from: ANA, id: expect.stringMatching(/^wamid\./), ...shape });
    expect(at(receiver.received[0]?.json, 'entry', 0, 'changes', 0, 'value')).toMatchObject({
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '15555550100', phone_number_id: DEMO_WHATSAPP.phoneNumberId },
      contacts: [{ profile: { name: 'Ana Ferreira' }, wa_id: ANA }],
    });
  });

  test('the callback address is checked with a challenge', async () => {
    expect(await graph.verifyCallback()).toEqual({ ok: true, status: 200 });
    make({ verifyToken: 'another' });
    expect(await graph.verifyCallback()).toEqual({ ok: false, status: 403 });
  });
});

describe('media, templates, number', () => {
  test('a photo is had by its id and an address that lives five minutes', async () => {
    await says({ type: 'image' });
    const id = String(at(lastMessage(), 'image', 'id'));
    const described = await call('GET', `/v25.0/${id}`);
    expect(described.body).toMatchObject({ id, mime_type: 'image/png', messaging_product: 'whatsapp', file_size: expect.any(Number) });
    const path = String(at(described.body, 'url')).replace('http://127.0.0.1:1/graph', '');
    const file = await call('GET', path);
    expect(Buffer.isBuffer(file.body) && file.body.subarray(1, 4).toString()).toBe('PNG');
    expect((await callOf(graph, 'stolen')('GET', path)).status).toBe(401);
    clock.pass(5 * 60_000);
    expect((await call('GET', path)).status).toBe(404);
  });

  async function upload(type: string, bytes = 'bytes') {
    const form = new FormData();
    form.set('messaging_product', 'whatsapp');
    form.set('type', type);
    form.set('file', new Blob([bytes], { type }), 'a.png');
    const request = new Request('http://platform/', { method: 'POST', body: form });
    const body = Buffer.from(await request.arrayBuffer()).toString('latin1');
    return call('POST', `${NUMBER}/media`, body, { 'content-type': request.headers.get('content-type') ?? '' });
  }
  const image = (id: unknown) => ({ messaging_product: 'whatsapp', to: ANA, type: 'image', image: { id } });

  test('an upload can be sent by its id, for 30 days', async () => {
    await says({ type: 'text', text: 'Hi' });
    const id = at((await upload('image/png')).body, 'id');
    const answer = await call('POST', MESSAGES, image(id));
    expect(answer.status).toBe(200);
    await graph.background.settled();
    expect((await graph.file(String(at(answer.body, 'messages', 0, 'id'))))?.bytes.toString()).toBe('bytes');
    clock.pass(30 * 24 * 3_600_000);
    await says({ type: 'text', text: 'Still there?' });
    expect(codeOf(await call('POST', MESSAGES, image(id)))).toBe(100);
  });

  test('an upload can be looked at and deleted, a customer’s file only without a number', async () => {
    const id = String(at((await upload('image/png')).body, 'id'));
    expect((await call('GET', `/v25.0/${id}?phone_number_id=${DEMO_WHATSAPP.phoneNumberId}`)).body).toMatchObject({
      id,
      mime_type: 'image/png',
    });
    expect((await call('DELETE', `/v25.0/${id}`)).body).toEqual({ success: true });
    expect(codeOf(await call('GET', `/v25.0/${id}`))).toBe(100);
    await says({ type: 'image' });
    const theirs = String(at(lastMessage(), 'image', 'id'));
    expect(codeOf(await call('GET', `/v25.0/${theirs}?phone_number_id=${DEMO_WHATSAPP.phoneNumberId}`))).toBe(100);
    expect((await call('GET', `/v25.0/${theirs}`)).status).toBe(200);
  });

  test.each([
    ['application/zip', 'bytes', 'one of the following types'],
    ['image/png', 'x'.repeat(5 * 1024 * 1024 + 1), 'larger than'],
  ])('an upload of %s is refused with its limit', async (type, bytes, words) => {
    const answer = await upload(type, bytes);
    expect([answer.status, codeOf(answer)]).toEqual([400, 100]);
    expect(JSON.stringify(answer.body)).toContain(words);
  });

  test('a linked file that cannot be fetched fails later with 131053', async () => {
    await says({ type: 'text', text: 'Hi' });
    await call('POST', MESSAGES, { messaging_product: 'whatsapp', to: ANA, type: 'image', image: { link: 'http://127.0.0.1:1/none.png' } });
    await graph.background.settled();
    expect(receiver.received.at(-1)?.text).toContain('131053');
    expect(graph.chats.of(ANA).at(-1)?.receipt).toBe('failed');
  });

  test('templates and the number are listed; anything else is no object', async () => {
    const templates = await call('GET', `/v25.0/${DEMO_WHATSAPP.businessAccountId}/message_templates?limit=20`);
    expect(at(templates.body, 'data', 1)).toMatchObject({ name: 'order_update', language: 'en_US', status: 'APPROVED' });
    const number = await call('GET', NUMBER);
    expect(number.body).toMatchObject({ verified_name: 'Harbour Books', display_phone_number: '+1 555-555-0100' });
    expect((await call('GET', `${NUMBER}?fields=verified_name,status`)).body).toEqual({
      id: DEMO_WHATSAPP.phoneNumberId,
      verified_name: 'Harbour Books',
      status: 'CONNECTED',
    });
    expect(codeOf(await call('GET', `${NUMBER}?fields=status,shoe_size`))).toBe(100);
    graph.behave({ number: { status: 'DISCONNECTED' } });
    expect((await call('GET', `${NUMBER}?fields=status`)).body).toMatchObject({ status: 'DISCONNECTED' });
    const nothing = await call('GET', '/v25.0/123');
    expect([nothing.status, at(nothing.body, 'error', 'error_subcode')]).toEqual([400, 33]);
  });
});
