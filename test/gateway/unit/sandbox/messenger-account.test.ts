import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DEMO_MESSENGER } from '../../../../gateway/sandbox/demo-accounts.ts';
import { at, listAt, textAt } from '../../../../gateway/sandbox/json.ts';
import { LINK_LIVES_MS } from '../../../../gateway/sandbox/messenger/cdn.ts';
import { MESSENGER_FIELDS } from '../../../../gateway/sandbox/messenger/subscriptions.ts';
import type { MessengerBench } from './messenger-bench.ts';
import { APP_TOKEN, HOUR_MS, LEILA, PAGE, refusalOf, startFiles, startMessenger } from './messenger-bench.ts';

let bench: MessengerBench;
let files: Awaited<ReturnType<typeof startFiles>>;

beforeAll(async () => {
  files = await startFiles();
});
afterAll(() => files.stop());
beforeEach(async () => {
  bench = await startMessenger();
  await bench.says({ type: 'text', text: 'Hi' });
  bench.receiver.received.length = 0;
});
afterEach(() => bench.stop());

const bytesAt = async (url: unknown) => {
  const response = await fetch(String(url));
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
};
const media = (type: string, payload: object) => ({ message: { attachment: { type, payload } } });
const upload = (type: string, payload: object) => bench.call('POST', `/v25.0/${PAGE}/message_attachments`, media(type, payload));
const formOf = (type: string, file: Blob, name: string, more: Record<string, string> = {}) => {
  const form = new FormData();
  for (const [field, value] of Object.entries(more)) form.set(field, value);
  form.set('message', JSON.stringify({ attachment: { type, payload: { is_reusable: true } } }));
  form.set('filedata', file, name);
  return form;
};

describe('files of the business', () => {
  test.each([
    ['image', '/photo.png', 'a photo'],
    ['video', '/clip.mp4', 'a clip'],
    ['audio', '/song.mp3', 'a song'],
    ['audio', '/clip.mp4', 'a clip'],
    ['file', '/note.pdf', 'a note'],
  ])('%s at %s is fetched before the answer, shown on the phone and repeated in the echo', async (type, where, words) => {
    const answer = await bench.send(media(type, { url: `${files.url}${where}` }));
    expect([answer.status, at(answer.body, 'attachment_id')]).toEqual([200, undefined]);
    const mid = textAt(answer.body, 'message_id') ?? '';
    expect((await bench.messenger.file(mid))?.bytes.toString()).toBe(words);
    await bench.messenger.background.settled();
    const echoed = at(bench.events()[0], 'message', 'attachments', 0);
    expect(at(echoed, 'type')).toBe(type);
    expect(await bytesAt(at(echoed, 'payload', 'url'))).toMatchObject({ status: 200, text: words });
  });

  test.each<[string, string, string, readonly unknown[]]>([
    ['an address without a file', 'image', '/none.png', [400, 100, 2018008]],
    ['a clip that cannot be had', 'video', '/none.mp4', [400, 100, 2018294]],
    ['a PDF called an image', 'image', '/note.pdf', [400, 100, 2018047]],
    ['a photo called a sound', 'audio', '/photo.png', [400, 100, 2018047]],
    ['an image over 8 MiB by its address', 'image', '/big.png', [400, 100, 2018109]],
    ['a file over 25 MiB', 'file', '/huge.pdf', [400, 100, 2018109]],
  ])('%s is refused, to send and to upload', async (_what, type, where, refusal) => {
    const payload = { url: `${files.url}${where}` };
    expect(refusalOf(await bench.send(media(type, payload)))).toEqual(refusal);
    expect(refusalOf(await upload(type, payload))).toEqual(refusal);
    expect(bench.messenger.chats.of(LEILA)).toHaveLength(1);
  });

  test('a server that does not answer at all is an address without a file', async () => {
    expect(refusalOf(await bench.send(media('image', { url: 'http://127.0.0.1:1/photo.png' })))).toEqual([400, 100, 2018008]);
    expect(refusalOf(await bench.send(media('image', { url: 'ftp://127.0.0.1/photo.png' })))).toEqual([400, 100, undefined]);
  });

  test('an upload by address can be sent by its id for 90 days', async () => {
    const uploaded = await upload('image', { url: `${files.url}/photo.png`, is_reusable: true });
    expect(uploaded.body).toEqual({ attachment_id: expect.stringMatching(/^\d+$/) });
    const byId = media('image', { attachment_id: at(uploaded.body, 'attachment_id') });
    const mid = textAt((await bench.send(byId)).body, 'message_id') ?? '';
    expect((await bench.messenger.file(mid))?.bytes.toString()).toBe('a photo');
    bench.clock.pass(90 * 24 * HOUR_MS);
    await bench.says({ type: 'text', text: 'Still there?' });
    expect(refusalOf(await bench.send(byId))).toEqual([400, 100, 2018074]);
    expect(refusalOf(await bench.send(media('image', { attachment_id: '1' })))).toEqual([400, 100, 2018074]);
  });

  test('an upload from a form keeps its name', async () => {
    const form = formOf('file', new Blob(['a bill'], { type: 'application/pdf' }), 'bill.pdf');
    const uploaded = await bench.call('POST', '/v25.0/me/message_attachments', form);
    const sent = await bench.send(media('file', { attachment_id: at(uploaded.body, 'attachment_id') }));
    await bench.messenger.background.settled();
    const url = at(bench.events()[0], 'message', 'attachments', 0, 'payload', 'url');
    expect(String(url)).toContain('/bill.pdf?');
    expect(await bytesAt(url)).toEqual({ status: 200, type: 'application/pdf', text: 'a bill' });
    expect(sent.status).toBe(200);
  });

  test('a form can upload and send at once, and the id comes back', async () => {
    const more = { recipient: JSON.stringify({ id: LEILA }), messaging_type: 'RESPONSE' };
    const form = formOf('image', new Blob(['a photo'], { type: 'image/png' }), 'a.png', more);
    const answer = await bench.call('POST', `/v25.0/${PAGE}/messages`, form);
    expect(answer.body).toEqual({ recipient_id: LEILA, message_id: expect.any(String), attachment_id: expect.any(String) });
    expect((await bench.send(media('image', { attachment_id: at(answer.body, 'attachment_id') }))).status).toBe(200);
  });

  test('an upload without a file, and a form whose file is too large, are refused', async () => {
    expect(refusalOf(await upload('image', {}))).toEqual([400, 100, undefined]);
    expect(refusalOf(await bench.call('POST', '/me/message_attachments', {}))).toEqual([400, 100, undefined]);
    const form = formOf('image', new Blob([Buffer.alloc(25 * 1024 * 1024 + 1)], { type: 'image/png' }), 'a.png');
    expect(refusalOf(await bench.call('POST', '/me/message_attachments', form))).toEqual([400, 100, 2018109]);
  });

  test('the eleventh sound of a second is too many, while texts still go', async () => {
    const sound = media('audio', { url: `${files.url}/song.mp3` });
    for (let sent = 0; sent < 10; sent++) expect((await bench.send(sound)).status).toBe(200);
    expect(refusalOf(await bench.send(sound))).toEqual([400, 613, undefined]);
    expect((await bench.send({ message: { text: 'Hello' } })).status).toBe(200);
    bench.clock.pass(100);
    expect((await bench.send(sound)).status).toBe(200);
  });
});

describe('files of customers', () => {
  test('are had without a token until the link has ended', async () => {
    await bench.says({ type: 'file', file: { bytes: Buffer.from('a note'), mimeType: 'text/plain', name: 'my note.txt' } });
    const url = at(bench.events()[0], 'message', 'attachments', 0, 'payload', 'url');
    expect(String(url)).toContain('/my%20note.txt?');
    expect(await bytesAt(url)).toEqual({ status: 200, type: 'text/plain', text: 'a note' });
    expect((await bytesAt(String(url).replace('oh=00_', 'oh=00_x'))).status).toBe(403);
    expect((await bytesAt(String(url).replace(/oe=[0-9a-f]+/, 'oe=ffffffff'))).status).toBe(403);
    bench.clock.pass(LINK_LIVES_MS);
    expect(await bytesAt(url)).toMatchObject({ status: 403, text: 'URL signature expired' });
  });
});

describe('utility messages', () => {
  const body = (texts: readonly string[]) => ({ type: 'body', parameters: texts.map((text) => ({ type: 'text', text })) });
  const header = { type: 'header', parameters: [{ type: 'text', text: 'Order' }] };
  const track = { type: 'buttons', parameters: [{ type: 'POSTBACK', payload: 'HB-7' }] };
  const utility = (name: string, components: readonly object[] = [], language = 'en_US') => ({
    messaging_type: 'UTILITY',
    message: { template: { name, language: { code: language }, components } },
  });

  beforeEach(() => bench.clock.pass(30 * 24 * HOUR_MS));

  test('go out after the window, as a plain text or as a card', async () => {
    expect((await bench.send(utility('answer_ready'))).status).toBe(200);
    expect((await bench.send(utility('order_update', [header, body(['Ana', 'HB-7']), track]))).status).toBe(200);
    await bench.messenger.background.settled();
    const [text, card] = bench.messenger.chats
      .of(LEILA)
      .slice(1)
      .map((entry) => entry.message);
    expect(text).toEqual({ text: 'Hello! We have an answer to your question. Reply here and we will continue.' });
    const payload = {
      template_type: 'generic',
      elements: [
        {
          title: 'Order update',
          subtitle: 'Hi Ana, your order HB-7 is on its way.',
          buttons: [{ type: 'postback', title: 'Where is it?', payload: 'track:HB-7' }],
        },
      ],
    };
    expect(card).toEqual({ attachment: { type: 'template', payload } });
    const echoes = bench.events().filter((event) => at(event, 'message', 'is_echo') === true);
    expect(at(echoes[1], 'message', 'attachments')).toEqual([{ type: 'template', payload }]);
  });

  test('with named parameters are filled by name', async () => {
    const named = [
      { type: 'text', parameter_name: 'last_day', text: 'Friday' },
      { type: 'text', parameter_name: 'order_id', text: 'HB-7' },
    ];
    await bench.send(utility('pickup_reminder', [{ type: 'body', parameters: named }]));
    expect(at(bench.messenger.chats.of(LEILA).at(-1)?.message, 'attachment', 'payload', 'elements', 0)).toEqual({
      title: 'Your parcel HB-7 waits for you until Friday.',
      buttons: [{ type: 'web_url', title: 'Opening hours', url: 'https://books.example/hours' }],
    });
  });

  test.each<[string, object, readonly unknown[]]>([
    ['an unknown template', utility('nothing_here'), [400, 100, undefined]],
    ['an unknown language', utility('answer_ready', [], 'pt_BR'), [400, 100, undefined]],
    ['a template that is not approved', utility('reading_night'), [400, 100, undefined]],
    ['a parameter too few', utility('order_update', [header, body(['Ana']), track]), [400, 100, undefined]],
    ['a name that is missing', utility('pickup_reminder', [body(['Friday', 'HB-7'])]), [400, 100, undefined]],
    ['a payload too few', utility('order_update', [header, body(['Ana', 'HB-7'])]), [400, 100, 1893029]],
    ["WhatsApp's button index", utility('answer_ready', [{ ...track, index: 0 }]), [400, 100, undefined]],
    ['a template without a name', { messaging_type: 'UTILITY', message: { template: {} } }, [400, 100, undefined]],
    ['a plain text', { messaging_type: 'UTILITY', message: { text: 'Hi' } }, [400, 100, undefined]],
    ['a template as a response', { ...utility('answer_ready'), messaging_type: 'RESPONSE' }, [400, 100, undefined]],
  ])('with %s are refused', async (_what, fields, refusal) => {
    expect(refusalOf(await bench.send(fields))).toEqual(refusal);
    expect(bench.messenger.chats.of(LEILA)).toHaveLength(1);
  });

  test('are listed page by page, by name and by status', async () => {
    const first = await bench.call('GET', `/v25.0/${PAGE}/message_templates?limit=3`);
    expect(listAt(first.body, 'data').map((template) => at(template, 'name'))).toEqual(['answer_ready', 'order_update', 'pickup_reminder']);
    expect(at(first.body, 'data', 1)).toMatchObject({
      id: '555050000000002',
      language: 'en_US',
      status: 'APPROVED',
      category: 'UTILITY',
      parameter_format: 'POSITIONAL',
      components: [{ type: 'HEADER' }, { type: 'BODY' }, { type: 'BUTTONS' }],
    });
    const next = await fetch(String(at(first.body, 'paging', 'next')));
    expect(await next.json()).toMatchObject({ data: [{ name: 'reading_night', status: 'PENDING' }] });
    const after = await bench.call('GET', `/me/message_templates?limit=3&after=${String(at(first.body, 'paging', 'cursors', 'after'))}`);
    expect(listAt(after.body, 'data')).toHaveLength(1);
    expect(at(after.body, 'paging', 'next')).toBeUndefined();
    const found = await bench.call('GET', '/me/message_templates?name=reminder&status=APPROVED&fields=name');
    expect(at(found.body, 'data')).toEqual([{ name: 'pickup_reminder', id: '555050000000003' }]);
    expect(refusalOf(await bench.call('GET', '/me/message_templates?after=nowhere'))).toEqual([400, 100, undefined]);
  });
});

describe('tokens', () => {
  const send = (headers: Record<string, string>) => bench.call('GET', '/me', undefined, headers);

  test.each<[string, Record<string, string>, readonly unknown[]]>([
    ['a wrong token', { authorization: 'Bearer stolen' }, [401, 190, undefined]],
    ['no token', { authorization: '' }, [400, 104, undefined]],
    ["the app's token for the Page", { authorization: `Bearer ${APP_TOKEN}` }, [400, 210, undefined]],
  ])('%s is refused', async (_what, headers, refusal) => {
    expect(refusalOf(await send(headers))).toEqual(refusal);
  });

  test('one that ends is no good from that moment on, also by the moved clock', async () => {
    bench.messenger.behave({ tokenExpiresAt: bench.clock.now() + HOUR_MS });
    expect((await send({})).status).toBe(200);
    await bench.control('POST', 'clock', { aheadMs: HOUR_MS });
    expect(refusalOf(await send({}))).toEqual([401, 190, 463]);
  });

  test('a proof is not needed, but must be right', async () => {
    const proof = createHmac('sha256', DEMO_MESSENGER.appSecret).update(DEMO_MESSENGER.pageAccessToken).digest('hex');
    expect((await bench.call('GET', `/me?appsecret_proof=${proof}`)).status).toBe(200);
    expect(refusalOf(await bench.call('GET', `/me?appsecret_proof=${'0'.repeat(64)}`))).toEqual([400, 100, undefined]);
  });

  test('are described to their holder and to the app', async () => {
    const ends = bench.clock.now() + HOUR_MS;
    bench.messenger.behave({ tokenExpiresAt: ends });
    const debug = (token: string, headers = {}) => bench.call('GET', `/v25.0/debug_token?input_token=${token}`, undefined, headers);
    const described = await debug(DEMO_MESSENGER.pageAccessToken);
    expect(at(described.body, 'data')).toMatchObject({
      app_id: DEMO_MESSENGER.appId,
      type: 'PAGE',
      profile_id: PAGE,
      is_valid: true,
      expires_at: Math.floor(ends / 1000),
      scopes: expect.arrayContaining(['pages_messaging', 'pages_manage_metadata', 'page_utility_messaging']),
    });
    expect(at((await debug('stolen')).body, 'data')).toMatchObject({ is_valid: false, error: { code: 190 } });
    bench.clock.pass(HOUR_MS);
    const expired = await debug(DEMO_MESSENGER.pageAccessToken, { authorization: `Bearer ${APP_TOKEN}` });
    expect(at(expired.body, 'data')).toMatchObject({ is_valid: false, error: { code: 190, subcode: 463 } });
    bench.messenger.behave({ tokenExpiresAt: null });
    expect(at((await debug(DEMO_MESSENGER.pageAccessToken)).body, 'data', 'expires_at')).toBe(0);
    expect(refusalOf(await bench.call('GET', '/debug_token'))).toEqual([400, 100, undefined]);
  });

  test.each<[string, string, string, readonly unknown[]]>([
    ['pages_messaging', 'POST', 'messages', [403, 200, undefined]],
    ['pages_messaging', 'POST', 'message_attachments', [403, 200, undefined]],
    ['pages_manage_metadata', 'GET', 'subscribed_apps', [403, 200, undefined]],
    ['page_utility_messaging', 'GET', 'message_templates', [403, 10, undefined]],
  ])('without %s cannot %s %s', async (scope, method, edge, refusal) => {
    const scopes = ['pages_messaging', 'pages_manage_metadata', 'page_utility_messaging'].filter((name) => name !== scope);
    bench.messenger.behave({ scopes });
    expect(refusalOf(await bench.call(method, `/me/${edge}`, method === 'GET' ? undefined : {}))).toEqual(refusal);
  });

  test('without page_utility_messaging cannot send a template', async () => {
    bench.messenger.behave({ scopes: ['pages_messaging'] });
    const fields = { messaging_type: 'UTILITY', message: { template: { name: 'answer_ready', language: { code: 'en_US' } } } };
    expect(refusalOf(await bench.send(fields))).toEqual([403, 10, undefined]);
  });
});

describe('the Page and its people', () => {
  test('the Page tells its name, and the fields it has', async () => {
    expect((await bench.call('GET', '/v25.0/me')).body).toEqual({ name: 'Harbour Books', id: PAGE });
    expect((await bench.call('GET', `/${PAGE}?fields=id,username`)).body).toEqual({ username: 'harbour.books', id: PAGE });
    const empty = await bench.call('GET', '/me?fields=is_webhooks_subscribed,instagram_business_account{id,username}');
    expect(empty.body).toEqual({ is_webhooks_subscribed: true, id: PAGE });
    expect(refusalOf(await bench.call('GET', '/me?fields=shoe_size'))).toEqual([400, 100, undefined]);
  });

  test('a customer has a name and a picture, whose link ends', async () => {
    const profile = await bench.call('GET', `/v25.0/${LEILA}?fields=first_name,last_name,profile_pic`);
    expect(profile.body).toEqual({ first_name: 'Leila', last_name: 'Haddad', profile_pic: expect.any(String), id: LEILA });
    const picture = at(profile.body, 'profile_pic');
    expect(await bytesAt(picture)).toMatchObject({ status: 200, type: 'image/png' });
    bench.clock.pass(LINK_LIVES_MS);
    expect((await bytesAt(picture)).status).toBe(403);
  });

  test('a profile may be denied, whole or in part', async () => {
    expect(refusalOf(await bench.call('GET', `/${LEILA}?fields=locale`))).toEqual([400, 100, 2018247]);
    expect(refusalOf(await bench.call('GET', `/${LEILA}?fields=shoe_size`))).toEqual([400, 100, undefined]);
    bench.messenger.behave({ profiles: 'refused' });
    expect(refusalOf(await bench.call('GET', `/${LEILA}`))).toEqual([400, 100, 2018218]);
  });

  test.each([
    ['GET', '/5550600000000999'],
    ['GET', `/${PAGE}/feed`],
    ['DELETE', '/me/messages'],
    ['GET', `/${LEILA}/messages`],
    ['GET', '/v25.0/me/messages/x'],
  ])('%s %s is no object', async (method, where) => {
    expect(refusalOf(await bench.call(method, where))).toEqual([400, 100, 33]);
  });

  test('the app is subscribed to fields, changes them and leaves', async () => {
    const apps = () => bench.call('GET', `/v25.0/${PAGE}/subscribed_apps`);
    expect(at((await apps()).body, 'data')).toEqual([
      expect.objectContaining({ id: DEMO_MESSENGER.appId, name: 'Harbour Books Desk', subscribed_fields: MESSENGER_FIELDS }),
    ]);
    const subscribed = await bench.call('POST', `/v25.0/${PAGE}/subscribed_apps?subscribed_fields=messages,message_reads`);
    expect(subscribed.body).toEqual({ success: true });
    expect(at((await apps()).body, 'data', 0, 'subscribed_fields')).toEqual(['messages', 'message_reads']);
    expect(refusalOf(await bench.call('POST', '/me/subscribed_apps', { subscribed_fields: ['moods'] }))).toEqual([400, 100, undefined]);
    expect(refusalOf(await bench.call('POST', '/me/subscribed_apps', {}))).toEqual([400, 100, undefined]);
    expect((await bench.call('DELETE', '/me/subscribed_apps')).body).toEqual({ success: true });
    expect((await apps()).body).toEqual({ data: [] });
    await bench.says({ type: 'text', text: 'Hello?' });
    expect(bench.receiver.received).toHaveLength(0);
  });

  test('the app knows where its webhooks go', async () => {
    expect((await bench.call('GET', '/v25.0/app')).body).toMatchObject({ id: DEMO_MESSENGER.appId, name: 'Harbour Books Desk' });
    const where = `/v25.0/${DEMO_MESSENGER.appId}/subscriptions`;
    const answer = await bench.call('GET', where, undefined, { authorization: `Bearer ${APP_TOKEN}` });
    expect(at(answer.body, 'data', 0)).toMatchObject({ object: 'page', callback_url: bench.receiver.url, active: true });
    expect(refusalOf(await bench.call('GET', where))).toEqual([403, 10, undefined]);
  });
});

describe('trouble', () => {
  const hello = { message: { text: 'Hello' } };

  test.each<[string, object, readonly unknown[], boolean | undefined]>([
    ['outage', { kind: 'outage' }, [500, 2, undefined], true],
    ['another outage', { kind: 'outage', status: 503 }, [503, 2, undefined], true],
    ['throttling', { kind: 'throttle' }, [400, 613, undefined], true],
    ['an expired token', { kind: 'expired_token' }, [401, 190, 463], undefined],
  ])('%s touches as many calls as it should, and nothing is sent meanwhile', async (_what, trouble, refusal, isTransient) => {
    await bench.control('POST', 'trouble', { ...trouble, calls: 1 });
    const answer = await bench.send(hello);
    expect([refusalOf(answer), at(answer.body, 'error', 'is_transient')]).toEqual([refusal, isTransient]);
    expect(bench.messenger.chats.of(LEILA)).toHaveLength(1);
    expect((await bench.send(hello)).status).toBe(200);
  });

  test('throttling names the minutes as Meta does, and the seconds where it is told to', async () => {
    await bench.control('POST', 'trouble', { kind: 'throttle', retryAfterSeconds: 90 });
    const { headers } = await bench.send(hello);
    const usage: unknown = JSON.parse(headers.get('x-business-use-case-usage') ?? '');
    expect([headers.get('retry-after'), at(usage, PAGE, 0, 'estimated_time_to_regain_access')]).toEqual(['90', 2]);
    await bench.control('POST', 'trouble', { kind: 'throttle', retryAfterSeconds: null });
    expect((await bench.send(hello)).headers.get('retry-after')).toBeNull();
  });

  test('a cut connection has sent nothing, or has sent all the same', async () => {
    await bench.control('POST', 'trouble', { kind: 'reset_before', calls: 1 });
    await expect(bench.send(hello)).rejects.toThrow();
    expect(bench.messenger.chats.of(LEILA)).toHaveLength(1);
    await bench.control('POST', 'trouble', { kind: 'reset_after', calls: 1 });
    await expect(bench.send(hello)).rejects.toThrow();
    expect(bench.messenger.chats.of(LEILA)).toHaveLength(2);
  });

  test('a slow answer comes after its time, and no answer at all comes to nobody', async () => {
    bench.messenger.behave({ statuses: { delayMs: 0, upTo: 'none' } });
    await bench.control('POST', 'trouble', { kind: 'slow', delayMs: 3_000, calls: 1 });
    expect((await bench.send(hello)).status).toBe(200);
    expect(bench.clock.waits).toContain(3_000);
    await bench.control('POST', 'trouble', { kind: 'never_answer' });
    const silent = expect(bench.send(hello)).rejects.toThrow();
    while (bench.messenger.calls.all().length < 2) await new Promise((resolve) => setImmediate(resolve));
    await bench.stop();
    await silent;
    bench = await startMessenger();
  });
});

describe("Meta's real refusals", () => {
  const folder = path.join(process.env['PARLEY_FIXTURES'] ?? '', 'messenger');
  const read = (name: string): unknown => JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'));
  if (process.env['PARLEY_FIXTURES'] === undefined || !existsSync(folder)) {
    test.skip('were not compared: PARLEY_FIXTURES does not name their folder', () => undefined);
    return;
  }

  const hello = { message: { text: 'Hello' } };
  test.each<[string, () => Promise<Awaited<ReturnType<MessengerBench['send']>>>]>([
    ['err_100_2018001_no_matching_user', () => bench.send({ ...hello, recipient: { id: '1' } })],
    ['err_10_2018278_outside_window', () => (bench.clock.pass(25 * HOUR_MS), bench.send(hello))],
    ['err_551_person_unavailable', async () => (await bench.says({ type: 'block' }), bench.send(hello))],
    ['err_190_463_token_expired', () => (bench.messenger.behave({ tokenExpiresAt: 0 }), bench.send(hello))],
    ['err_613_rate_limit', () => (bench.messenger.trouble.set({ kind: 'throttle' }), bench.send(hello))],
  ])('%s has the same status, codes and type', async (name, provoke) => {
    const answer = await provoke();
    const real = read(name);
    const told = (body: unknown) => ['type', 'code', 'error_subcode', 'is_transient'].map((field) => at(body, 'error', field));
    expect([answer.status, ...told(answer.body)]).toEqual([at(real, 'status'), ...told(at(real, 'body'))]);
  });
});
