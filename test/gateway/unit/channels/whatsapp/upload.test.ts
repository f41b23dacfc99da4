import type { ChannelIo, PlatformRequest, PlatformResponse, ReadFile } from '../../../../../gateway/src/channels/channel.ts';
import { whatsappCloud } from '../../../../../gateway/src/channels/whatsapp/index.ts';
import { multipart } from '../../../../../gateway/src/channels/multipart.ts';
import { createChannelMemory } from '../../../../../gateway/src/conversations/memory.ts';
import type { Content, SendableMedia } from '../../../../../gateway/src/model/content.ts';
import { IO_NOW, addressOf, answered, recordingIo } from '../../../support/channel-io.ts';
import { settings } from './settings.ts';

const to = addressOf([{ kind: 'phone', value: '15550100001' }]);
const DAY = 86_400_000;
/** `recordingIo` is called at https://parley.example/webhooks/chn_1. */
const ours: SendableMedia = { id: 'att_1', url: 'https://parley.example/media/att_1?s=x', mimeType: 'image/png', bytes: 3, name: 'a.png' };
const READ: ReadFile = { is: 'read', bytes: Buffer.from([1, 2, 3]), mimeType: 'image/png', name: 'photo "1".png' };
const SENT = answered(200, { messages: [{ id: 'wamid.1' }] });
const error = (status: number, code: number, message = 'no') => answered(status, { error: { message, code } });

/** Answers uploads and messages in turn, the last one for good. */
function platform(uploads: readonly PlatformResponse[], messages: readonly PlatformResponse[] = [SENT]) {
  const left = { uploads: [...uploads], messages: [...messages] };
  const next = (list: PlatformResponse[]) => (list.length > 1 ? list.shift() : list[0]) ?? answered(500, {});
  return (request: PlatformRequest) => next(request.url.endsWith('/media') ? left.uploads : left.messages);
}

function sender(answer: (request: PlatformRequest) => PlatformResponse, overrides: Partial<ChannelIo> = {}) {
  const asked: [SendableMedia, number][] = [];
  const readFile: ChannelIo['readFile'] = (media, maxBytes) => {
    asked.push([media, maxBytes]);
    return Promise.resolve(READ);
  };
  const io = recordingIo(answer, { readFile, ...overrides });
  const send = async (content: Content<SendableMedia>) => {
    const part = whatsappCloud.render(content, whatsappCloud.capabilities).parts[0] ?? { body: {}, index: 0 };
    // The outbox keeps parts as JSON.
    return whatsappCloud.send(JSON.parse(JSON.stringify(part)), to, settings, io);
  };
  const sent = () => io.requests.filter(({ url }) => url.endsWith('/messages')).map((request) => JSON.parse(String(request.body)));
  const uploads = () => io.requests.filter(({ url }) => url.endsWith('/media'));
  return { io, send, sent, uploads, asked };
}

const image = (attachment: SendableMedia = ours): Content<SendableMedia> => ({ type: 'image', attachment, caption: 'See' });
const HANDLE = answered(200, { id: '5557001' });

test('a file of ours is uploaded as a form and sent by its handle', async () => {
  const { send, sent, uploads, asked } = sender(platform([HANDLE]));
  expect(await send(image())).toEqual({ is: 'accepted', externalIds: ['wamid.1'] });
  expect(asked).toEqual([[ours, 5 * 1024 * 1024]]);
  const [upload] = uploads();
  expect(upload).toMatchObject({
    method: 'POST',
    url: 'https://graph.facebook.com/v25.0/555000111222/media',
    headers: { authorization: 'Bearer EAAtoken-for-tests-only', 'content-type': expect.stringMatching(/^multipart\/form-data; boundary=/) },
  });
  const form = await new Response(new Uint8Array(Buffer.from(upload?.body ?? '')), {
    headers: { 'content-type': upload?.headers?.['content-type'] ?? '' },
  }).formData();
  expect([form.get('messaging_product'), form.get('type')]).toEqual(['whatsapp', 'image/png']);
  const file = form.get('file') as File;
  expect([file.name, file.type, [...new Uint8Array(await file.arrayBuffer())]]).toEqual(['photo "1".png', 'image/png', [1, 2, 3]]);
  expect(sent()).toEqual([
    {
      messaging_product: 'whatsapp',
      recipient_type: 'individual',
      to: '15550100001',
      type: 'image',
      image: { id: '5557001', caption: 'See' },
      biz_opaque_callback_data: 'msg_01JD00000000000000000000AA',
    },
  ]);
});

test.each<[string, Content<SendableMedia>, string, number, object]>([
  [
    'a document',
    { type: 'file', attachment: { ...ours, mimeType: 'application/pdf' } },
    'document',
    100,
    { id: '5557001', filename: 'a.png' },
  ],
  ['a film', { type: 'video', attachment: { ...ours, mimeType: 'video/mp4' } }, 'video', 16, { id: '5557001' }],
  [
    'a voice message',
    { type: 'audio', attachment: { ...ours, mimeType: 'audio/ogg' }, voice: true },
    'audio',
    16,
    { id: '5557001', voice: true },
  ],
])('%s too, as far as its limit goes', async (_what, content, kind, megabytes, media) => {
  const { send, sent, asked } = sender(platform([HANDLE]));
  await send(content);
  expect(asked[0]?.[1]).toBe(megabytes * 1024 * 1024);
  expect(sent()).toMatchObject([{ type: kind, [kind]: media }]);
});

test('Ogg is uploaded as what WhatsApp takes of it', async () => {
  const readFile = () => Promise.resolve({ ...READ, mimeType: 'audio/ogg' } as const);
  const { send, uploads } = sender(platform([HANDLE]), { readFile });
  await send({ type: 'audio', attachment: { ...ours, mimeType: 'audio/ogg' } });
  expect(String(uploads()[0]?.body)).toContain('Content-Type: audio/ogg; codecs=opus\r\n');
});

test.each([
  ['at an address the writer gave', { ...ours, url: 'https://cdn.example/media/a.png' }],
  ['at another path of ours', { ...ours, url: 'https://parley.example/mediation/a.png' }],
  ['at an address that only begins like ours', { ...ours, url: 'https://parley.example.evil.example/media/a.png' }],
  ['that is known by its address only', { url: ours.url, mimeType: 'image/png', bytes: 3, name: null }],
])('a file %s stays a link', async (_where, attachment) => {
  const { send, sent, uploads } = sender(platform([HANDLE]));
  await send(image(attachment));
  expect(uploads()).toEqual([]);
  expect(sent()).toMatchObject([{ image: { link: attachment.url, caption: 'See' } }]);
  expect(sent()[0]).not.toHaveProperty('file');
});

test('the handle is kept, for 29 days', async () => {
  let now = IO_NOW;
  const memory = createChannelMemory(() => now);
  const { send, uploads, sent } = sender(platform([HANDLE, answered(200, { id: '5557002' })]), { memory, now: () => now });
  await send(image());
  now += 29 * DAY - 1;
  await send(image());
  expect(uploads()).toHaveLength(1);
  now += 1;
  await send(image());
  expect(uploads()).toHaveLength(2);
  expect(sent().map((message) => message.image.id)).toEqual(['5557001', '5557001', '5557002']);
});

test.each([100, 131_009, 131_052, 131_053])('a kept handle that Meta refuses (%i) is made anew, once', async (code) => {
  const handles = [HANDLE, answered(200, { id: '5557002' })];
  const { send, sent, uploads } = sender(platform(handles, [SENT, error(400, code), SENT]));
  await send(image());
  expect(await send(image())).toEqual({ is: 'accepted', externalIds: ['wamid.1'] });
  expect(uploads()).toHaveLength(2);
  expect(sent().map((message) => message.image.id)).toEqual(['5557001', '5557001', '5557002']);
});

test('a fresh handle that Meta refuses is not tried again', async () => {
  const { send, uploads } = sender(platform([HANDLE], [error(400, 131_053)]));
  expect(await send(image())).toMatchObject({ is: 'refused', reason: 'media_rejected' });
  expect(uploads()).toHaveLength(1);
});

test('a type that only links may have goes out as a link', async () => {
  const { send, sent } = sender(platform([error(400, 100, '(#100) Param file must be a file with one of the following types')]));
  expect(await send({ type: 'file', attachment: { ...ours, mimeType: 'application/zip' } })).toMatchObject({ is: 'accepted' });
  expect(sent()).toMatchObject([{ type: 'document', document: { link: ours.url, filename: 'a.png' } }]);
});

test.each<[string, PlatformResponse, object]>([
  ['a dead token', error(401, 190), { is: 'refused', reason: 'channel_settings', stopsChannel: true }],
  [
    'a number the token cannot see',
    answered(400, { error: { message: 'no', code: 100, error_subcode: 33 } }),
    { is: 'refused', reason: 'channel_settings', stopsChannel: true },
  ],
  ['too many uploads', error(429, 130_429), { is: 'deferred', reason: 'throttled' }],
  ['an outage', answered(500, '<html>'), { is: 'deferred', reason: 'down' }],
  ['no connection', { is: 'no_answer', why: 'ECONNREFUSED', reached: 'no' }, { is: 'deferred', reason: 'down' }],
  [
    'no answer, since nothing has gone to the customer',
    { is: 'no_answer', why: 'timed out', reached: 'maybe' },
    { is: 'deferred', reason: 'down' },
  ],
  ['an answer without a handle', answered(200, {}), { is: 'deferred', reason: 'down' }],
  ['half an answer', answered(200, '{"id":'), { is: 'deferred', reason: 'down' }],
])('%s at the upload ends the send, and no message goes out', async (_what, answer, ending) => {
  const { send, sent } = sender(platform([answer]));
  expect(await send(image())).toMatchObject(ending);
  expect(sent()).toEqual([]);
});

test.each<[string, ReadFile, object]>([
  ['gone', { is: 'failed', why: 'The file is not there any more.', again: false }, { is: 'refused', reason: 'media_rejected' }],
  ['not to be read just now', { is: 'failed', why: 'busy', again: true }, { is: 'deferred', reason: 'down' }],
])('a file that is %s ends the send', async (_what, read, ending) => {
  const { send, sent } = sender(platform([HANDLE]), { readFile: () => Promise.resolve(read) });
  expect(await send(image())).toMatchObject({ ...ending, detail: read.is === 'failed' ? read.why : '' });
  expect(sent()).toEqual([]);
});

test('a failed upload is not remembered', async () => {
  const { send } = sender(platform([answered(500, {}), HANDLE]));
  expect(await send(image())).toMatchObject({ is: 'deferred' });
  expect(await send(image())).toMatchObject({ is: 'accepted' });
});

test('no secret is in the ending of an upload', async () => {
  const { send } = sender(platform([error(401, 190, `Malformed access token ${settings.accessToken}`)]));
  expect(JSON.stringify(await send(image()))).not.toContain(settings.accessToken);
});

test('a name cannot end its line in a form', () => {
  const { body } = multipart({ a: 'b' }, { field: 'file', name: 'x"\r\nEvil: 1', mimeType: 'text/plain', bytes: Buffer.from('z') }, 'B');
  expect(body.toString()).toBe(
    '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n' +
      '--B\r\nContent-Disposition: form-data; name="file"; filename="x%22%0D%0AEvil: 1"\r\nContent-Type: text/plain\r\n\r\nz\r\n--B--\r\n',
  );
});
