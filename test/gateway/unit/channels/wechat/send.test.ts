import fc from 'fast-check';
import type { Address, ChannelIo, PlatformRequest, PlatformResponse } from '../../../../../gateway/src/channels/channel.ts';
import { wechat } from '../../../../../gateway/src/channels/wechat/index.ts';
import { freeReplyToken } from '../../../../../gateway/src/channels/wechat/passive.ts';
import { signatureOf, unseal } from '../../../../../gateway/src/channels/wechat/sealing.ts';
import { readXml } from '../../../../../gateway/src/channels/wechat/xml.ts';
import type { Content, SendableMedia } from '../../../../../gateway/src/model/content.ts';
import { createChannelMemory } from '../../../../../gateway/src/conversations/memory.ts';
import { IO_NOW, addressOf, answered, recordingIo, type RecordingIo } from '../../../support/channel-io.ts';
import { ACCESS_TOKEN, ACCOUNT, OPENID, safeSettings, settings } from './settings.ts';

const to = addressOf([{ kind: 'openid', value: OPENID }]);
const OK = answered(200, { errcode: 0, errmsg: 'ok' });
const picture: SendableMedia = {
  id: 'att_1',
  url: 'https://parley.example/media/att_1',
  mimeType: 'image/png',
  bytes: 4,
  name: '"b\r\n.png',
};
const read = { is: 'read', bytes: Buffer.from('PNG!'), mimeType: 'image/png', name: '"b\r\n.png' } as const;

type Answer = PlatformResponse | ((request: PlatformRequest) => PlatformResponse);

/** Answers by path; the token's call is answered unless told otherwise. */
function ioOf(answers: Readonly<Record<string, Answer>>, more: Partial<ChannelIo> = {}): RecordingIo {
  const all: Record<string, Answer> = {
    '/cgi-bin/stable_token': answered(200, { access_token: ACCESS_TOKEN, expires_in: 7200 }),
    ...answers,
  };
  return recordingIo((request) => {
    const answer = Object.entries(all).find(([path]) => new URL(request.url).pathname === path)?.[1];
    if (answer === undefined) throw new Error(`nobody answers ${request.url}`);
    return typeof answer === 'function' ? answer(request) : answer;
  }, more);
}

const CUSTOM = '/cgi-bin/message/custom/send';
const UPLOAD = '/cgi-bin/media/upload';
const paths = (io: RecordingIo) => io.requests.map((request) => new URL(request.url).pathname);
const jsonOf = (request: PlatformRequest | undefined): unknown => JSON.parse(String(request?.body));
const partOf = (content: Content<SendableMedia>, index = 0) =>
  wechat.render(content, wechat.capabilities).parts[index] ?? { body: {}, index };
const send = (content: Content<SendableMedia>, io: ChannelIo, address: Address = to, using = settings) =>
  wechat.send(partOf(content), address, using, io);

describe('customer service messages', () => {
  test('a text goes to the openid with the token in the address, and has no id', async () => {
    const io = ioOf({ [CUSTOM]: OK });
    expect(await send({ type: 'text', text: '您好 "👋"' }, io)).toEqual({ is: 'accepted', externalIds: [], sentAs: 'message' });
    const [, request] = io.requests;
    expect(request?.url).toBe(`https://api.weixin.qq.com${CUSTOM}?access_token=${encodeURIComponent(ACCESS_TOKEN)}`.replaceAll('%20', '+'));
    expect(jsonOf(request)).toEqual({ touser: OPENID, msgtype: 'text', text: { content: '您好 "👋"' } });
  });
  test('JSON is UTF-8 as it is, never \\u escapes, whatever the text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1 }), async (noise) => {
        const io = ioOf({ [CUSTOM]: OK });
        await send({ type: 'text', text: `中文${noise}` }, io);
        expect(String(io.requests.at(-1)?.body)).toContain('中文');
        // A backslash of the text itself is written as two.
        expect(String(io.requests.at(-1)?.body).replaceAll('\\\\', '')).not.toMatch(/\\u/);
      }),
    );
  });
  test('a menu goes as WeChat writes it', async () => {
    const io = ioOf({ [CUSTOM]: OK });
    await send({ type: 'choice', text: 'Well?', style: 'buttons', options: [{ id: '101', label: '满意' }] }, io);
    expect(jsonOf(io.requests.at(-1))).toEqual({
      touser: OPENID,
      msgtype: 'msgmenu',
      msgmenu: { head_content: 'Well?', list: [{ id: '101', content: '满意' }], tail_content: '' },
    });
  });
  test('apiBaseUrl replaces the host', async () => {
    const io = ioOf({ [CUSTOM]: OK });
    await send({ type: 'text', text: 'x' }, io, to, { ...settings, apiBaseUrl: 'http://127.0.0.1:9/' });
    expect(io.requests.map((request) => new URL(request.url).origin)).toEqual(['http://127.0.0.1:9', 'http://127.0.0.1:9']);
  });
  test('somebody without an openid cannot be reached, and a part that is none of ours is invalid', async () => {
    const io = ioOf({});
    expect(await send({ type: 'text', text: 'x' }, io, addressOf([{ kind: 'unionid', value: 'u' }]))).toMatchObject({
      reason: 'recipient_unreachable',
    });
    expect(await wechat.send({ body: { msgtype: 'gift' }, index: 0 }, to, settings, io)).toMatchObject({ reason: 'message_invalid' });
    expect(io.requests).toEqual([]);
  });
});

describe('files', () => {
  const uploaded = answered(200, { type: 'image', media_id: 'media-1', created_at: 1 });
  const image = { type: 'image', attachment: picture } as const;
  const withFile = (answers: Parameters<typeof ioOf>[0], more: Partial<ChannelIo> = {}) =>
    ioOf(answers, { readFile: () => Promise.resolve(read), ...more });

  test('a picture is uploaded under a name of ours and sent by its id', async () => {
    const io = withFile({ [UPLOAD]: uploaded, [CUSTOM]: OK });
    expect(await send(image, io)).toEqual({ is: 'accepted', externalIds: [], sentAs: 'message' });
    const [, upload, message] = io.requests;
    expect(new URL(upload?.url ?? '').searchParams.get('type')).toBe('image');
    const boundary = /^multipart\/form-data; boundary=([\w-]+)$/.exec(upload?.headers?.['content-type'] ?? '')?.[1] ?? 'none';
    expect(String(upload?.body)).toBe(
      `--${boundary}\r\nContent-Disposition: form-data; name="media"; filename="image.png"; filelength=4\r\nContent-Type: image/png\r\n\r\nPNG!\r\n--${boundary}--\r\n`,
    );
    expect(jsonOf(message)).toEqual({ touser: OPENID, msgtype: 'image', image: { media_id: 'media-1' } });
  });
  test.each([
    ['audio', 'audio/mpeg', 'voice', 'voice.mp3', 2],
    ['video', 'video/mp4', 'video', 'video.mp4', 10],
  ] as const)('%s of %s is uploaded as %s', async (type, mimeType, kind, name, megabytes) => {
    const asked: number[] = [];
    const io = withFile(
      { [UPLOAD]: uploaded, [CUSTOM]: OK },
      { readFile: (_media, maxBytes) => Promise.resolve(asked.push(maxBytes) ? { ...read, mimeType } : read) },
    );
    await send({ type, attachment: { ...picture, mimeType } }, io);
    expect(String(io.requests[1]?.body)).toContain(`filename="${name}"`);
    expect(jsonOf(io.requests[2])).toEqual({ touser: OPENID, msgtype: kind, [kind]: { media_id: 'media-1' } });
    expect(asked).toEqual([megabytes * 1024 * 1024]);
  });
  test('one upload serves all who get the file, for less than the three days it lives', async () => {
    let now = IO_NOW;
    const clock = { now: () => now, memory: createChannelMemory(() => now) };
    const io = withFile({ [UPLOAD]: uploaded, [CUSTOM]: OK }, clock);
    await send(image, io);
    await send(image, io, addressOf([{ kind: 'openid', value: 'oSomebodyElse' }]));
    expect(paths(io).filter((path) => path === UPLOAD)).toHaveLength(1);
    now += 3 * 86_400_000 - 1;
    await send(image, io);
    expect(paths(io).filter((path) => path === UPLOAD)).toHaveLength(2);
  });
  test('an upload that WeChat threw away is made once more', async () => {
    const answers = [answered(200, { errcode: 40007, errmsg: 'invalid media_id' }), OK];
    const io = withFile({ [UPLOAD]: uploaded, [CUSTOM]: () => answers.shift() ?? OK });
    expect(await send(image, io)).toMatchObject({ is: 'accepted' });
    expect(paths(io)).toEqual(['/cgi-bin/stable_token', UPLOAD, CUSTOM, UPLOAD, CUSTOM]);
  });
  test('and not for ever', async () => {
    const io = withFile({ [UPLOAD]: uploaded, [CUSTOM]: answered(200, { errcode: 40007, errmsg: 'invalid media_id' }) });
    expect(await send(image, io)).toMatchObject({ is: 'refused', reason: 'media_rejected', platformCode: '40007' });
    expect(paths(io)).toHaveLength(5);
  });
  test.each([
    ['a file that is gone', { is: 'failed', why: 'it is gone', again: false }, { is: 'refused', reason: 'media_rejected' }],
    ['a file out of reach for now', { is: 'failed', why: 'reset', again: true }, { is: 'deferred', reason: 'down' }],
  ] as const)('%s sends nothing', async (_what, file, ending) => {
    const io = withFile({}, { readFile: () => Promise.resolve(file) });
    expect(await send(image, io)).toMatchObject(ending);
    expect(io.requests).toEqual([]);
  });
  test.each([
    ['a refusal', answered(200, { errcode: 40009, errmsg: 'invalid image size' }), { is: 'refused', reason: 'media_rejected' }],
    ['a server error', answered(502, ''), { is: 'deferred', reason: 'down' }],
    [
      'a time-out: an upload is no message',
      { is: 'no_answer', why: 'timed out', reached: 'maybe' } as const,
      { is: 'deferred', reason: 'down' },
    ],
    ['garbage', answered(200, '<html>'), { is: 'deferred', reason: 'down' }],
  ])('%s of the upload', async (_what, answer, ending) => {
    const io = withFile({ [UPLOAD]: answer });
    expect(await send(image, io)).toMatchObject(ending);
    expect(paths(io)).not.toContain(CUSTOM);
  });
});

describe('templates', () => {
  const TEMPLATE = '/cgi-bin/message/template/send';
  const content = { type: 'template', name: 'tmpl-1', language: 'zh_CN', params: { thing1: '茶' } } as const;

  test('the id in the answer keeps every digit', async () => {
    const io = ioOf({ [TEMPLATE]: answered(200, '{"errcode":0,"errmsg":"ok","msgid":3487542469355618313}') });
    expect(await send(content, io)).toEqual({ is: 'accepted', externalIds: ['3487542469355618313'], sentAs: 'template' });
    expect(jsonOf(io.requests.at(-1))).toEqual({
      touser: OPENID,
      template_id: 'tmpl-1',
      data: { thing1: { value: '茶' } },
      client_msg_id: '0b5f9a526c1e4c7d9d0a5d7b5c0f1a2b',
    });
  });
  test('a subscription notification has a call of its own', async () => {
    const known = { externalId: 'tmpl-2', name: 'N', language: 'zh_CN', params: [], components: { kind: 'subscribe' } };
    const [part] = wechat.render({ ...content, params: { thing1: '茶', url: 'https://a.example' } }, wechat.capabilities, known).parts;
    const io = ioOf({ '/cgi-bin/message/subscribe/bizsend': OK });
    expect(await wechat.send(part ?? { body: {}, index: 0 }, to, settings, io)).toEqual({
      is: 'accepted',
      externalIds: [],
      sentAs: 'template',
    });
    expect(jsonOf(io.requests.at(-1))).toMatchObject({ template_id: 'tmpl-2', page: 'https://a.example' });
  });
  test('a template never goes out as a passive reply', async () => {
    const io = ioOf({ [TEMPLATE]: OK }, { answerInResponse: () => true });
    const free = { token: freeReplyToken({ openid: OPENID, account: ACCOUNT, about: 'm' }), until: IO_NOW + 1000 };
    expect(await send(content, io, { ...to, freeReply: free }, { ...settings, passiveReplies: true })).toMatchObject({
      sentAs: 'template',
    });
  });
});

describe('passive replies', () => {
  const passive = { ...settings, passiveReplies: true };
  const token = freeReplyToken({ openid: OPENID, account: ACCOUNT, about: 'message:7' });
  const free = { ...to, freeReply: { token, until: IO_NOW + 1000 } };
  const taking = (answers: Parameters<typeof ioOf>[0] = {}, more: Partial<ChannelIo> = {}) => {
    const offered: RecordingIo['offered'] = [];
    return { offered, io: ioOf(answers, { answerInResponse: (of, reply) => offered.push({ token: of, reply }) > 0, ...more }) };
  };
  const text = { type: 'text', text: '马上来 ]]> <b>' } as const;

  test('a text answers in the request itself, without a call', async () => {
    const { io, offered } = taking();
    expect(await send(text, io, free, passive)).toEqual({ is: 'accepted', externalIds: [], sentAs: 'reply' });
    expect(io.requests).toEqual([]);
    expect(offered).toMatchObject([{ token, reply: { status: 200, contentType: 'application/xml; charset=utf-8' } }]);
    expect(readXml(offered[0]?.reply.body ?? '')).toEqual({
      ToUserName: OPENID,
      FromUserName: ACCOUNT,
      CreateTime: String(IO_NOW / 1000),
      MsgType: 'text',
      Content: '马上来 ]]> <b>',
    });
  });
  test('encrypted where the channel has a key', async () => {
    const { io, offered } = taking();
    await send(text, io, free, { ...safeSettings, passiveReplies: true });
    await send(text, io, free, { ...safeSettings, passiveReplies: true });
    const [first, second] = offered.map(({ reply }) => readXml(reply.body) as Record<string, string>);
    const { Encrypt = '', MsgSignature, TimeStamp = '', Nonce = '' } = first ?? {};
    expect(MsgSignature).toBe(signatureOf(settings.token, TimeStamp, Nonce, Encrypt));
    expect(readXml(unseal(Encrypt, safeSettings.encodingAesKey ?? '', settings.appId) ?? '')).toMatchObject({ Content: '马上来 ]]> <b>' });
    // Fresh randomness each time.
    expect(second?.['Encrypt']).not.toBe(Encrypt);
  });
  test('a file answers by the id of its upload', async () => {
    const { io, offered } = taking({ [UPLOAD]: answered(200, { media_id: 'media-1' }) }, { readFile: () => Promise.resolve(read) });
    expect(await send({ type: 'image', attachment: picture }, io, free, passive)).toMatchObject({ sentAs: 'reply' });
    expect(paths(io)).not.toContain(CUSTOM);
    expect(readXml(offered[0]?.reply.body ?? '')).toMatchObject({ MsgType: 'image', Image: { MediaId: 'media-1' } });
  });
  test('what nobody waits for any more goes as a customer service message', async () => {
    const io = ioOf({ [CUSTOM]: OK });
    expect(await send(text, io, free, passive)).toEqual({ is: 'accepted', externalIds: [], sentAs: 'message' });
    expect(io.offered).toHaveLength(1);
  });
  test.each([
    ['the time is over', { ...free, freeReply: { token, until: IO_NOW } }, passive, partOf(text)],
    ['there is no token', to, passive, partOf(text)],
    ['the token is none of ours', { ...free, freeReply: { token: '{"a":1}', until: IO_NOW + 1 } }, passive, partOf(text)],
    ['the token is no JSON', { ...free, freeReply: { token: 'x', until: IO_NOW + 1 } }, passive, partOf(text)],
    ['the channel does not want it', free, settings, partOf(text)],
    ['it is not the first part', free, passive, partOf({ type: 'text', text: 'x'.repeat(3000) }, 1)],
    ['it is a menu', free, passive, partOf({ type: 'choice', text: 'x', style: 'list', options: [{ id: 'a', label: 'A' }] })],
  ])('nothing is offered where %s', async (_what, address, using, part) => {
    const { io, offered } = taking({ [CUSTOM]: OK });
    expect(await wechat.send(part, address, using, io)).toMatchObject({ sentAs: 'message' });
    expect(offered).toEqual([]);
  });
});
