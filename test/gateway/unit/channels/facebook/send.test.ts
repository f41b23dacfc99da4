import type { Address, ChannelIo, PlatformRequest, PlatformResponse } from '../../../../../gateway/src/channels/channel.ts';
import { facebook } from '../../../../../gateway/src/channels/facebook/index.ts';
import { INSTAGRAM_CAPABILITIES } from '../../../../../gateway/src/channels/facebook/limits.ts';
import type { Content, SendableMedia } from '../../../../../gateway/src/model/content.ts';
import { createChannelMemory } from '../../../../../gateway/src/conversations/memory.ts';
import { addressOf, answered, IO_NOW, recordingIo } from '../../../support/channel-io.ts';
import { settings } from './settings.ts';

const ana = addressOf([{ kind: 'psid', value: '5550020000000001' }]);
const onInstagram = addressOf([{ kind: 'psid', value: 'ig:5550030000000001' }]);
const YES = { recipient_id: '5550020000000001', message_id: 'm_SENT1' };
const text = { body: { text: 'Hello' }, index: 0 };

const bodyOf = (request: PlatformRequest | undefined) => JSON.parse(String(request?.body ?? 'null'));
const partOf = (content: Content<SendableMedia>) => {
  const part = facebook.render(content, facebook.capabilities).parts[0];
  if (part === undefined) throw new Error('nothing was rendered');
  return part;
};

async function sent(
  to: Address,
  part: { body: unknown; index: number } = text,
  answer: Parameters<typeof recordingIo>[0] = answered(200, YES),
) {
  const io = recordingIo(answer);
  const outcome = await facebook.send(part, to, settings, io);
  return { outcome, requests: io.requests, request: io.requests[0], body: bodyOf(io.requests[0]) };
}

test('a text is exactly this request', async () => {
  const { outcome, request, body } = await sent(ana);
  expect(outcome).toEqual({ is: 'accepted', externalIds: ['m_SENT1'], sentAs: 'message' });
  expect(request).toEqual({
    method: 'POST',
    url: 'https://graph.facebook.com/v25.0/555001000000001/messages',
    headers: { authorization: 'Bearer EAApage-token-for-tests-only', 'content-type': 'application/json' },
    body: expect.any(String),
  });
  expect(body).toEqual({
    recipient: { id: '5550020000000001' },
    messaging_type: 'RESPONSE',
    message: { text: 'Hello', metadata: 'parley:msg_01JD00000000000000000000AA' },
  });
});

test('the echo of a message is known again by its metadata', async () => {
  const { body } = await sent(ana);
  const echo = {
    object: 'page',
    entry: [{ id: settings.pageId, messaging: [{ recipient: { id: '1' }, message: { mid: 'm', is_echo: true, ...body.message } }] }],
  };
  const request = { method: 'POST', url: '', query: {}, headers: {}, body: Buffer.from(JSON.stringify(echo)) };
  expect(facebook.parse(request, settings, 0)).toMatchObject([
    { is: 'status', state: 'sent', externalId: 'm', correlation: 'msg_01JD00000000000000000000AA' },
  ]);
});

test('a late answer of a person goes with the tag for it, a template as UTILITY', async () => {
  const late = { ...ana, window: 'members_only' as const };
  expect((await sent(late)).body).toMatchObject({ messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' });
  expect((await sent({ ...onInstagram, window: 'members_only' })).body).toMatchObject({
    messaging_type: 'MESSAGE_TAG',
    tag: 'HUMAN_AGENT',
  });
  const template = partOf({ type: 'template', name: 't', language: 'en', params: { '1': 'a' } });
  for (const to of [ana, late, { ...ana, window: 'shut' as const }]) {
    const { body } = await sent(to, template);
    expect(body).toMatchObject({ messaging_type: 'UTILITY', message: { template: { name: 't' } } });
    expect(body.tag).toBeUndefined();
  }
});

test('the first part quotes, later parts, templates and taps without an id do not', async () => {
  const quoting = (externalId: string) => ({ ...ana, quoted: { externalId, tokens: {} } });
  expect((await sent(quoting('m_Q'))).body.reply_to).toEqual({ mid: 'm_Q' });
  expect((await sent(quoting('m_Q#3'))).body.reply_to).toEqual({ mid: 'm_Q' });
  expect((await sent(quoting('m_Q'), { ...text, index: 1 })).body.reply_to).toBeUndefined();
  expect((await sent(quoting('#0123'))).body.reply_to).toBeUndefined();
  expect((await sent(quoting('m_Q'), partOf({ type: 'template', name: 't', language: 'en', params: {} }))).body.reply_to).toBeUndefined();
});

test.each([[[]], [[{ kind: 'psid', value: '' }]], [[{ kind: 'psid', value: 'ig:' }]], [[{ kind: 'phone', value: '1' }]]] as const)(
  'a person known by %j is refused without a call',
  async (keys) => {
    const { outcome, requests } = await sent(addressOf([...keys]));
    expect(outcome).toMatchObject({ is: 'refused', reason: 'recipient_unreachable' });
    expect(requests).toEqual([]);
  },
);

test('an apiBaseUrl stands for graph.facebook.com', async () => {
  const io = recordingIo(answered(200, YES));
  await facebook.send(text, ana, { ...settings, apiBaseUrl: 'http://127.0.0.1:9999/', graphVersion: 'v26.0' }, io);
  expect(io.requests[0]?.url).toBe('http://127.0.0.1:9999/v26.0/555001000000001/messages');
});

test.each(['null', '[]', '{}', '{"message_id":""}', '{"recipient_id":"1"}'])('200 with %s is unknown and not repeated', async (body) => {
  expect((await sent(ana, text, answered(200, body))).outcome).toMatchObject({ is: 'unknown', safeToRepeat: false });
});

describe('on Instagram', () => {
  test('a person is named without the prefix, and the message carries no metadata', async () => {
    const { body } = await sent(onInstagram);
    expect(body).toEqual({ recipient: { id: '5550030000000001' }, messaging_type: 'RESPONSE', message: { text: 'Hello' } });
  });

  test('a part is one call, and only the first quotes', async () => {
    const quoting = { ...onInstagram, quoted: { externalId: 'm_Q', tokens: {} } };
    const parts = facebook.render({ type: 'text', text: 'あ'.repeat(700) }, INSTAGRAM_CAPABILITIES).parts;
    const bodies = await Promise.all(parts.map(async (part) => (await sent(quoting, { ...part })).body));
    expect(bodies.map((body) => body.reply_to)).toEqual([{ mid: 'm_Q' }, undefined, undefined]);
  });
});

describe('as what a part comes back', () => {
  const instagram = (content: Content<SendableMedia>) =>
    facebook.render(content, INSTAGRAM_CAPABILITIES).parts.map((part) => facebook.echoOf?.(part, onInstagram));
  const options = [{ id: 'a', label: 'A' }];

  test.each([
    [{ type: 'text', text: 'Hello' }, [{ text: 'Hello' }]],
    [{ type: 'choice', text: 'Which?', style: 'quick_replies', options }, [{ text: 'Which?' }]],
    [{ type: 'choice', text: 'Which?', style: 'buttons', options }, [{ kind: 'structure' }]],
    [{ type: 'card', title: 'Lamp', text: '€ 20', options: [] }, [{ kind: 'structure' }]],
    [
      { type: 'image', attachment: { url: 'https://x.example/a', mimeType: 'image/png', bytes: 1, name: 'a' }, caption: 'Look' },
      [{ kind: 'image' }, { text: 'Look' }],
    ],
  ] satisfies [Content<SendableMedia>, unknown][])('%j', (content, marks) => {
    expect(instagram(content)).toEqual(marks);
  });

  test('on Messenger the metadata tells it, so that nothing else is compared', () => {
    expect(facebook.echoOf?.(text, ana)).toBeUndefined();
  });
});

describe('files', () => {
  const OURS = 'https://parley.example/media/att_1?sig=x';
  const media = (rest: Partial<SendableMedia> = {}): SendableMedia => ({
    id: 'att_1',
    url: OURS,
    mimeType: 'image/png',
    bytes: 4,
    name: 'a.png',
    ...rest,
  });
  const image = (rest: Partial<SendableMedia> = {}) => partOf({ type: 'image', attachment: media(rest) });
  const error = (error_subcode: number) => answered(400, { error: { code: 100, error_subcode, message: 'no' } });
  const isUpload = (request: PlatformRequest) => request.url.endsWith('/message_attachments');

  function world(answerToSend: (nth: number) => PlatformResponse = () => answered(200, YES), overrides: Partial<ChannelIo> = {}) {
    let sends = 0;
    let uploads = 0;
    const read: [SendableMedia, number][] = [];
    const readFile: ChannelIo['readFile'] = (file, maxBytes) => {
      read.push([file, maxBytes]);
      return Promise.resolve({ is: 'read', bytes: Buffer.from([1, 2, 3, 4]), mimeType: 'image/png', name: 'a.png' });
    };
    const io = recordingIo(
      (request) => (isUpload(request) ? answered(200, { attachment_id: `h${(uploads += 1)}` }) : answerToSend((sends += 1))),
      { readFile, ...overrides },
    );
    return { io, read, readFile, paths: () => io.requests.map((request) => request.url.split('/').at(-1)) };
  }

  test('a file of our storage is uploaded and named by its handle', async () => {
    const { io, read } = world();
    expect(await facebook.send(image(), ana, settings, io)).toMatchObject({ is: 'accepted' });
    expect(read).toEqual([[media(), 25 * 1024 * 1024]]);
    const [upload, send] = io.requests;
    expect(upload).toMatchObject({ method: 'POST', url: 'https://graph.facebook.com/v25.0/555001000000001/message_attachments' });
    expect(upload?.headers?.['content-type']).toBe('multipart/form-data; boundary=parley-0b5f9a52-6c1e-4c7d-9d0a-5d7b5c0f1a2b');
    const form = String(upload?.body);
    expect(form).toContain('name="message"\r\n\r\n{"attachment":{"type":"image","payload":{"is_reusable":true}}}\r\n');
    expect(form).toContain('name="filedata"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n\u0001\u0002\u0003\u0004\r\n');
    expect(bodyOf(send).message).toMatchObject({ attachment: { type: 'image', payload: { attachment_id: 'h1' } } });
  });

  test('one upload serves a whole campaign for 89 days, Instagram has its own', async () => {
    let now = IO_NOW;
    const { io, paths } = world(undefined, { memory: createChannelMemory(() => now) });
    await facebook.send(image(), ana, settings, io);
    await facebook.send(image(), ana, settings, io);
    expect(paths()).toEqual(['message_attachments', 'messages', 'messages']);
    await facebook.send(image(), onInstagram, settings, io);
    expect(paths().slice(3)).toEqual(['message_attachments', 'messages']);
    expect(String(io.requests[3]?.body)).toContain('name="platform"\r\n\r\ninstagram\r\n');
    now += 90 * 24 * 3_600_000;
    await facebook.send(image(), ana, settings, io);
    expect(paths().slice(5)).toEqual(['message_attachments', 'messages']);
  });

  test('a file at the writer’s address stays a link, and Meta has time to fetch it', async () => {
    const { io, read } = world();
    await facebook.send(image({ url: 'https://x.example/a.png' }), ana, settings, io);
    expect(read).toEqual([]);
    expect(io.requests).toMatchObject([{ timeoutMs: 90_000 }]);
    expect(bodyOf(io.requests[0]).message.attachment.payload).toEqual({ url: 'https://x.example/a.png' });
  });

  test('a picture over 8 MB cannot be a link, so it is uploaded', async () => {
    const { io, paths } = world();
    await facebook.send(image({ url: 'https://x.example/a.png', bytes: 8 * 1024 * 1024 }), ana, settings, io);
    expect(paths()).toEqual(['messages']);
    await facebook.send(image({ url: 'https://x.example/b.png', bytes: 8 * 1024 * 1024 + 1, id: 'att_2' }), ana, settings, io);
    expect(paths().slice(1)).toEqual(['message_attachments', 'messages']);
  });

  test.each([2018008, 2018047, 2018294])('a link that Meta could not fetch (%i) is uploaded after all', async (subcode) => {
    const { io, paths } = world((nth) => (nth === 1 ? error(subcode) : answered(200, YES)));
    expect(await facebook.send(image({ url: 'https://x.example/a.png' }), ana, settings, io)).toMatchObject({ is: 'accepted' });
    expect(paths()).toEqual(['messages', 'message_attachments', 'messages']);
  });

  test('a link that nobody can read stays refused with Meta’s reason', async () => {
    const readFile = () => Promise.resolve({ is: 'failed', why: 'the host answered 404', again: false } as const);
    const { io } = world(() => error(2018008), { readFile });
    expect(await facebook.send(image({ url: 'https://x.example/a.png' }), ana, settings, io)).toMatchObject({
      is: 'refused',
      reason: 'media_rejected',
      platformCode: '100/2018008',
    });
  });

  test('a handle of before that has died is uploaded anew, a new one that is refused is not', async () => {
    const { io, paths } = world((nth) => (nth === 2 ? error(2018074) : answered(200, YES)));
    await facebook.send(image(), ana, settings, io);
    expect(await facebook.send(image(), ana, settings, io)).toMatchObject({ is: 'accepted' });
    expect(paths()).toEqual(['message_attachments', 'messages', 'messages', 'message_attachments', 'messages']);
    const refusing = world(() => error(2018074));
    expect(await facebook.send(image(), ana, settings, refusing.io)).toMatchObject({ is: 'refused', reason: 'media_rejected' });
    expect(refusing.paths()).toEqual(['message_attachments', 'messages']);
  });

  test.each([
    ['a file that is gone', { is: 'failed', why: 'gone', again: false }, { is: 'refused', reason: 'media_rejected' }],
    ['a storage that is down', { is: 'failed', why: 'down', again: true }, { is: 'deferred', reason: 'down' }],
  ] as const)('%s ends the send without a call', async (_what, read, outcome) => {
    const { io } = world(undefined, { readFile: () => Promise.resolve(read) });
    expect(await facebook.send(image(), ana, settings, io)).toMatchObject(outcome);
    expect(io.requests).toEqual([]);
  });

  test.each([
    ['no answer', { is: 'no_answer', why: 'timed out', reached: 'maybe' }, { is: 'deferred', reason: 'down' }],
    ['an answer without a handle', answered(200, {}), { is: 'deferred', reason: 'down' }],
    ['a file that is too large', error(2018109), { is: 'refused', reason: 'media_rejected' }],
    ['a dead token', answered(400, { error: { code: 190, message: 'x' } }), { is: 'refused', stopsChannel: true }],
  ] as const)('an upload that ends with %s is never unknown, and nothing is sent', async (_what, answer, outcome) => {
    const io = recordingIo(answer, { readFile: world().readFile });
    expect(await facebook.send(image(), ana, settings, io)).toMatchObject(outcome);
    expect(io.requests).toHaveLength(1);
  });
});
