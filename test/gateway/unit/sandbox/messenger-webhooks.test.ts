import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DEMO_MESSENGER } from '../../../../gateway/sandbox/demo-accounts.ts';
import { at, isObject, textAt } from '../../../../gateway/sandbox/json.ts';
import type { MessengerSays } from '../../../../gateway/sandbox/messenger/says.ts';
import { LIKE_STICKER } from '../../../../gateway/sandbox/messenger/says.ts';
import type { MessengerBench } from './messenger-bench.ts';
import { eventOf, HOUR_MS, LEILA, PAGE, saidBy, startMessenger } from './messenger-bench.ts';

let bench: MessengerBench;

beforeEach(async () => {
  bench = await startMessenger();
});
afterEach(() => bench.stop());

const lastEvent = () => eventOf(bench.receiver.received.at(-1));
const someMid = expect.stringMatching(/^m_[\w-]{86}$/);

describe('webhooks', () => {
  test('the body is signed over its bytes, with everything outside ASCII and every slash escaped', async () => {
    await bench.says({ type: 'text', text: 'Olá 😀 https://books.example' });
    const webhook = bench.receiver.received[0];
    expect(webhook?.text).toContain('Ol\\u00e1 \\ud83d\\ude00 https:\\/\\/books.example');
    const hmac = (hash: string) =>
      createHmac(hash, DEMO_MESSENGER.appSecret)
        .update(webhook?.text ?? '')
        .digest('hex');
    expect(webhook?.headers['x-hub-signature-256']).toBe(`sha256=${hmac('sha256')}`);
    expect(webhook?.headers['x-hub-signature']).toBe(`sha1=${hmac('sha1')}`);
  });

  test('the envelope names the Page, and all times are in milliseconds', async () => {
    await bench.says({ type: 'text', text: 'Hi' });
    const now = bench.clock.now();
    const event = { sender: { id: LEILA }, recipient: { id: PAGE }, timestamp: now, message: { mid: someMid, text: 'Hi' } };
    expect(bench.receiver.received[0]?.json).toEqual({ object: 'page', entry: [{ id: PAGE, time: now, messaging: [event] }] });
  });

  test('one that is not answered 200 comes again at once and then later, with the same bytes, until it is taken', async () => {
    bench.receiver.answers.push(500, 204, 404);
    const said = saidBy(bench.messenger, { type: 'text', text: 'Hi' });
    expect(await said.webhook).toEqual({ is: 'delivered', tries: 4 });
    expect(bench.clock.waits).toEqual([1_000, 2_000]);
    expect(new Set(bench.receiver.received.map((webhook) => webhook.text)).size).toBe(1);
    expect(bench.messenger.chats.find(said.id)?.receipt).toBe('delivered');
  });

  test('tries end, and say with which status', async () => {
    await bench.stop();
    bench = await startMessenger({ retryWaitsMs: [0] });
    bench.receiver.answers.push(500, 503);
    expect(await saidBy(bench.messenger, { type: 'text', text: 'Hi' }).webhook).toEqual({ is: 'given_up', tries: 2, status: 503 });
  });

  test('the callback address is checked with a challenge', async () => {
    expect(await bench.messenger.verifyCallback()).toEqual({ ok: true, status: 200 });
    await bench.stop();
    bench = await startMessenger({ verifyToken: 'another' });
    expect(await bench.messenger.verifyCallback()).toEqual({ ok: false, status: 403 });
  });

  test.each<[string, MessengerSays]>([
    ['messages', { type: 'text', text: 'Hi' }],
    ['messaging_postbacks', { type: 'postback', title: 'Yes', payload: 'yes' }],
    ['message_reads', { type: 'read' }],
    ['message_echoes', { type: 'page_inbox', text: 'Hello' }],
  ])('without %s there is no webhook for it', async (field, saying) => {
    await bench.stop();
    const fields = ['messages', 'messaging_postbacks', 'message_reads', 'message_echoes'].filter((name) => name !== field);
    bench = await startMessenger({ subscribedFields: fields, behaviour: { statuses: { delayMs: 0, upTo: 'none' } } });
    await bench.says(saying);
    await bench.messenger.background.settled();
    expect(bench.events()).toEqual([]);
    await bench.says({ type: 'raw', event: { account_linking: { status: 'unlinked' } } });
    expect(bench.events()).toEqual([]);
    await bench.says({ type: 'raw', event: { brand_new: {} } });
    expect(bench.events()).toHaveLength(1);
  });

  test('receipts wait as long as they are told, and end where they are told', async () => {
    bench.messenger.behave({ statuses: { delayMs: 400, upTo: 'delivered' } });
    await bench.says({ type: 'text', text: 'Hi' });
    bench.receiver.received.length = 0;
    await bench.send({ message: { text: 'Hello' } });
    await bench.messenger.background.settled();
    expect(bench.clock.waits).toEqual([400]);
    expect(bench.events().map((event) => [at(event, 'message', 'is_echo'), at(event, 'delivery') !== undefined])).toEqual([
      [true, false],
      [undefined, true],
    ]);
    expect(bench.messenger.chats.of(LEILA).at(-1)?.receipt).toBe('delivered');
    bench.clock.pass(5_000);
    await bench.says({ type: 'read' });
    expect(lastEvent()).toMatchObject({ timestamp: bench.clock.now(), read: { watermark: bench.clock.now() } });
    expect(bench.messenger.chats.of(LEILA).at(-1)?.receipt).toBe('read');
  });
});

describe('what a customer says', () => {
  const link = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/messenger\/v\/t59\.2708-21\/\d+_n\/[\w.]+\?.*oh=00_[\w-]+&oe=[0-9a-f]+/);

  test.each<[string, MessengerSays, object]>([
    ['a photo', { type: 'image' }, { message: { mid: someMid, attachments: [{ type: 'image', payload: { url: link } }] } }],
    ['a voice message', { type: 'audio' }, { message: { mid: someMid, attachments: [{ type: 'audio', payload: { url: link } }] } }],
    ['a clip', { type: 'video' }, { message: { mid: someMid, attachments: [{ type: 'video', payload: { url: link } }] } }],
    ['a file', { type: 'file' }, { message: { mid: someMid, attachments: [{ type: 'file', payload: { url: link } }] } }],
    [
      'a place',
      { type: 'location', latitude: 38.7, longitude: -9.1, title: 'Pier' },
      {
        message: {
          mid: someMid,
          attachments: [{ title: 'Pier', url: expect.any(String), type: 'location', payload: { coordinates: { lat: 38.7, long: -9.1 } } }],
        },
      },
    ],
    [
      'a thumb',
      { type: 'sticker', stickerId: LIKE_STICKER },
      { message: { mid: someMid, attachments: [{ type: 'sticker', payload: { url: link, sticker_id: 369239263222822 } }] } },
    ],
    [
      'a quick reply',
      { type: 'quick_reply', title: 'Red', payload: 'colour:red' },
      { message: { mid: someMid, text: 'Red', quick_reply: { payload: 'colour:red' } } },
    ],
    [
      'a button',
      { type: 'postback', title: 'Red', payload: 'colour:red' },
      { postback: { mid: someMid, title: 'Red', payload: 'colour:red' } },
    ],
    ['anything else', { type: 'raw', event: { optin: { ref: 'x' } } }, { optin: { ref: 'x' } }],
  ])('%s has the shape Meta documents', async (_what, saying, what) => {
    await bench.says(saying);
    expect(lastEvent()).toEqual({ sender: { id: LEILA }, recipient: { id: PAGE }, timestamp: bench.clock.now(), ...what });
  });

  test('a reply names what it replies to, and whether that was their own', async () => {
    const own = await bench.says({ type: 'text', text: 'One' });
    const ours = textAt((await bench.send({ message: { text: 'Two' } })).body, 'message_id') ?? '';
    await bench.messenger.background.settled();
    await bench.says({ type: 'text', text: 'This', quotes: own });
    expect(at(lastEvent(), 'message')).toMatchObject({ text: 'This', reply_to: { mid: own, is_self_reply: true } });
    await bench.says({ type: 'image', quotes: ours });
    expect(at(lastEvent(), 'message')).toMatchObject({ reply_to: { mid: ours, is_self_reply: false }, attachments: [{ type: 'image' }] });
  });

  test('a reaction has a name and an emoji, and goes again with both', async () => {
    const mid = await bench.says({ type: 'text', text: 'One' });
    await bench.says({ type: 'reaction', messageId: mid, emoji: '❤' });
    expect(at(lastEvent(), 'reaction')).toEqual({ reaction: 'love', emoji: '❤', action: 'react', mid });
    await bench.says({ type: 'reaction', messageId: mid, emoji: '🦑' });
    expect(at(lastEvent(), 'reaction')).toEqual({ reaction: 'other', emoji: '🦑', action: 'react', mid });
    await bench.says({ type: 'reaction', messageId: mid, emoji: '' });
    expect(at(lastEvent(), 'reaction')).toEqual({ reaction: 'other', emoji: '🦑', action: 'unreact', mid });
    expect(bench.messenger.chats.find(mid)?.reactions).toEqual([]);
  });

  test('a text can be edited five times, each with its number, and nothing else can', async () => {
    const mid = await bench.says({ type: 'text', text: 'One' });
    for (let edit = 1; edit <= 5; edit++) {
      await bench.says({ type: 'edit', messageId: mid, text: `Edit ${edit}` });
      expect(at(lastEvent(), 'message_edit')).toEqual({ mid, text: `Edit ${edit}`, num_edit: edit });
    }
    expect(bench.messenger.chats.find(mid)).toMatchObject({ edited: true, message: { text: 'Edit 5' } });
    const edit = (messageId: string) => bench.messenger.customerSays(LEILA, { type: 'edit', messageId, text: 'x' });
    expect(edit(mid)).toMatch(/five times/);
    expect(edit('m_none')).toMatch(/no such message/);
    expect(edit(await bench.says({ type: 'image' }))).toMatch(/Only texts/);
    const ours = textAt((await bench.send({ message: { text: 'Two' } })).body, 'message_id') ?? '';
    expect(edit(ours)).toMatch(/of your own/);
  });

  test('an unsent message is named, and is gone from the phone', async () => {
    const mid = await bench.says({ type: 'text', text: 'Oops' });
    await bench.says({ type: 'unsend', messageId: mid });
    expect(at(lastEvent(), 'message')).toEqual({ mid, is_deleted: true });
    expect(bench.messenger.chats.find(mid)?.deleted).toBe(true);
  });

  test('an m.me link is a referral in a known chat, and comes with "Get Started" in a new one', async () => {
    const referral = { ref: 'spring-sale', source: 'SHORTLINK', type: 'OPEN_THREAD' };
    await bench.says({ type: 'open', ref: 'spring-sale' });
    expect(at(lastEvent(), 'postback')).toEqual({ mid: someMid, title: 'Get Started', payload: 'GET_STARTED', referral });
    await bench.says({ type: 'open', ref: 'spring-sale' });
    expect(at(lastEvent(), 'referral')).toEqual(referral);
    expect(bench.messenger.chats.of(LEILA).map((entry) => entry.message)).toEqual([{ text: 'Get Started' }]);
  });

  test("an answer in Meta's own inbox is an echo with that inbox's app", async () => {
    await bench.says({ type: 'page_inbox', text: 'I will look.' });
    await bench.messenger.background.settled();
    expect(bench.events()[0]).toMatchObject({
      sender: { id: PAGE },
      recipient: { id: LEILA },
      message: { mid: someMid, is_echo: true, app_id: 263902037430900, text: 'I will look.' },
    });
    expect(bench.messenger.chats.of(LEILA)).toMatchObject([{ from: 'business', message: { text: 'I will look.' } }]);
  });

  test('blocking tells nobody and ends what the customer can say', async () => {
    expect(await saidBy(bench.messenger, { type: 'block' }).webhook).toEqual({ is: 'delivered', tries: 0 });
    expect(bench.messenger.customerSays(LEILA, { type: 'text', text: 'Hi' })).toMatch(/blocked/);
    expect(bench.receiver.received).toHaveLength(0);
    expect(bench.messenger.chats.of(LEILA).map((entry) => entry.message)).toEqual([{ type: 'block' }]);
    await bench.says({ type: 'unblock' });
    await bench.says({ type: 'text', text: 'Back' });
    expect(bench.receiver.received).toHaveLength(1);
  });

  test('a new PSID becomes a customer; what is no PSID does not', async () => {
    expect((await bench.control('POST', 'customers/5550600000000303/messages', { type: 'text', text: 'Hi' })).status).toBe(202);
    expect(bench.messenger.customers()).toHaveLength(3);
    expect((await bench.control('POST', 'customers/leila/messages', { type: 'text', text: 'Hi' })).status).toBe(400);
  });
});

describe('the control API', () => {
  const say = (body: unknown) => bench.control('POST', `customers/${LEILA}/messages?wait=1`, body);

  test.each<[object, string]>([
    [{ type: 'text', text: 'Hi' }, 'message'],
    [{ type: 'voice' }, 'message'],
    [{ type: 'file', file: { base64: 'aGk=', mimeType: 'application/pdf', name: 'a b.pdf' } }, 'message'],
    [{ type: 'location', latitude: 1, longitude: 2 }, 'message'],
    [{ type: 'sticker' }, 'message'],
    [{ type: 'quick_reply', title: 'Yes', payload: 'y' }, 'message'],
    [{ type: 'postback', title: 'Yes', payload: 'y' }, 'postback'],
    [{ type: 'read' }, 'read'],
    [{ type: 'open', ref: 'x' }, 'postback'],
    [{ type: 'raw', event: { optin: {} } }, 'optin'],
  ])('%j is said', async (saying, key) => {
    const said = await say(saying);
    expect(said.body).toMatchObject({ id: someMid, webhook: { is: 'delivered', tries: 1 } });
    expect(at(lastEvent(), key)).toBeDefined();
  });

  test.each([[{ type: 'hologram' }], [{}], [null], [{ type: 'raw', event: 'x' }], [{ type: 'unsend', messageId: 'm_none' }]])(
    '%j cannot be said, and a sentence says so',
    async (saying) => {
      const said = await say(saying ?? undefined);
      expect([said.status, at(said.body, 'detail')]).toEqual([400, expect.any(String)]);
      expect(bench.receiver.received).toHaveLength(0);
    },
  );

  test('reacting, editing and unsending work with the id of a message', async () => {
    const messageId = at((await say({ type: 'text', text: 'Hi' })).body, 'id');
    for (const saying of [{ type: 'reaction', emoji: '👍' }, { type: 'edit', text: 'Hey' }, { type: 'unsend' }])
      expect((await say({ ...saying, messageId })).status).toBe(200);
    expect(bench.events().map((event) => Object.keys(Object(event)).at(-1))).toEqual(['message', 'reaction', 'message_edit', 'message']);
  });

  test('behaviour is changed piece by piece, and what cannot be is refused in a sentence', async () => {
    const wanted = { statuses: { upTo: 'delivered' }, profiles: 'refused', scopes: ['pages_messaging'], tokenExpiresAt: 5 };
    const changed = await bench.control('POST', 'behaviour', wanted);
    expect(changed.body).toEqual({ ...wanted, statuses: { delayMs: 0, upTo: 'delivered' }, refusal: null });
    const refusing = await bench.control('POST', 'behaviour', { refusal: { code: 200, subcode: 2018028 }, tokenExpiresAt: null });
    expect(refusing.body).toMatchObject({ refusal: { code: 200, subcode: 2018028 }, tokenExpiresAt: null, profiles: 'refused' });
    expect((await bench.control('POST', 'behaviour', { refusal: null })).body).toMatchObject({ refusal: null });
    for (const wrong of [{ statuses: { upTo: 'never' } }, { profiles: 'maybe' }, { refusal: { subcode: 1 } }]) {
      const answer = await bench.control('POST', 'behaviour', wrong);
      expect([answer.status, at(answer.body, 'detail')]).toEqual([400, expect.any(String)]);
    }
  });

  test('the moved clock shuts the window', async () => {
    await say({ type: 'text', text: 'Hi' });
    await bench.control('POST', 'clock', { aheadMs: 25 * HOUR_MS });
    expect(at((await bench.send({ message: { text: 'Late' } })).body, 'error', 'error_subcode')).toBe(2018278);
  });

  test('photos of both sides are there for the page', async () => {
    const mid = at((await say({ type: 'image' })).body, 'id');
    const file = await bench.control('GET', `files/${String(mid)}`);
    expect([file.status, file.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(bench.messenger.chats.of(LEILA)[0]?.file).toBe(`/sandbox/api/facebook/files/${String(mid)}`);
  });
});

describe("Meta's real webhooks", () => {
  const folder = path.join(process.env['PARLEY_FIXTURES'] ?? '', 'messenger');
  if (process.env['PARLEY_FIXTURES'] === undefined || !existsSync(folder)) {
    test.skip('were not compared: PARLEY_FIXTURES does not name their folder', () => undefined);
    return;
  }
  const read = (name: string): unknown => JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'));

  test.each<[string, (mid: string) => MessengerSays]>([
    ['vercel_first_message', () => ({ type: 'text', text: 'Hi' })],
    ['vercel_image_attachment', () => ({ type: 'image' })],
    ['vercel_postback_click', () => ({ type: 'postback', title: 'Yes', payload: 'yes' })],
    ['vercel_reaction_added', (mid) => ({ type: 'reaction', messageId: mid, emoji: '❤' })],
    ['vercel_reaction_removed', (mid) => ({ type: 'reaction', messageId: mid, emoji: '' })],
    ['vercel_read_confirmation', () => ({ type: 'read' })],
    ['metadoc_reply_to', (mid) => ({ type: 'text', text: 'Hi', quotes: mid })],
    ['metadoc_text_with_quick_reply', () => ({ type: 'quick_reply', title: 'Yes', payload: 'yes' })],
    ['metadoc_sticker_new_type', () => ({ type: 'sticker', stickerId: LIKE_STICKER })],
    ['metadoc_message_edit', (mid) => ({ type: 'edit', messageId: mid, text: 'Hey' })],
    ['metadoc_unsend_is_deleted', (mid) => ({ type: 'unsend', messageId: mid })],
    ['metadoc_messaging_referral_mme', () => ({ type: 'open', ref: 'sale' })],
  ])('%s has nothing that ours has not', async (name, saying) => {
    const mid = await bench.says({ type: 'text', text: 'Before' });
    await bench.says({ type: 'reaction', messageId: mid, emoji: '👍' });
    await bench.says(saying(mid));
    const ours = shapeOf(bench.receiver.received.at(-1)?.json);
    expect(ours).toEqual(expect.arrayContaining([...shapeOf(read(name))]));
  });

  test('neither have the real receipts and echoes', async () => {
    await bench.says({ type: 'text', text: 'Before' });
    bench.receiver.received.length = 0;
    await bench.send({ message: { text: 'Hello', metadata: 'x' } });
    await bench.messenger.background.settled();
    for (const [index, name] of ['metadoc_echo', 'vercel_delivery_confirmation', 'vercel_read_confirmation'].entries())
      expect(shapeOf(bench.receiver.received[index]?.json)).toEqual(expect.arrayContaining([...shapeOf(read(name))]));
  });
});

/** Every leaf of a JSON as its path and the type of its value: `entry.0.time:number`. */
function shapeOf(json: unknown, where = ''): readonly string[] {
  if (Array.isArray(json)) return json.flatMap((item, index) => shapeOf(item, `${where}.${index}`));
  if (isObject(json)) return Object.entries(json).flatMap(([key, value]) => shapeOf(value, `${where}.${key}`));
  return [`${where.slice(1)}:${typeof json}`];
}
