import { DEMO_WECHAT } from '../../../../gateway/sandbox/demo-accounts.ts';
import { sampleClip } from '../../../../gateway/sandbox/media/m4a.ts';
import { samplePhoto } from '../../../../gateway/sandbox/media/png.ts';
import { textAt } from '../../../../gateway/sandbox/json.ts';
import { sampleVoiceAmr } from '../../../../gateway/sandbox/wechat/amr.ts';
import type { WeChatSays } from '../../../../gateway/sandbox/wechat/says.ts';
import type { ApiReply } from './wechat-bench.ts';
import { fileForm, LI, useWeChat } from './wechat-bench.ts';

const SEND = '/cgi-bin/message/custom/send';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const text = (content = 'Hello', touser = LI) => ({ touser, msgtype: 'text', text: { content } });
const bench = useWeChat({ behaviour: { mode: 'plain' } });
const upload = async (type: string, form: FormData): Promise<ApiReply> => bench.call('POST', `/cgi-bin/media/upload?type=${type}`, form);
const jpeg = (bytes: number) => Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(bytes - 4)]);
const mediaIdOf = async (type: string, form: FormData) => textAt((await upload(type, form)).json, 'media_id') ?? '';
const codesOf = async (count: number, body: unknown = text()) => {
  const codes: unknown[] = [];
  for (let i = 0; i < count; i++) codes.push((await bench.call('POST', SEND, body)).code);
  return codes;
};

describe('customer-service messages', () => {
  test.each<[string, (id: { image: string; voice: string; video: string; thumb: string }) => Record<string, unknown>]>([
    ['text', () => ({ content: '你好 <a href="https://shop.example">shop</a>' })],
    ['image', ({ image }) => ({ media_id: image })],
    ['voice', ({ voice }) => ({ media_id: voice })],
    ['video', ({ video, thumb }) => ({ media_id: video, thumb_media_id: thumb, title: 'Film', description: 'Short' })],
    ['music', ({ thumb }) => ({ title: 'Song', musicurl: 'https://a.example', hqmusicurl: 'https://b.example', thumb_media_id: thumb })],
    ['news', () => ({ articles: [{ title: 'News', description: 'Today', url: 'https://n.example', picurl: 'https://n.example/p.png' }] })],
    ['msgmenu', () => ({ head_content: 'Happy?', list: [{ id: '101', content: 'Yes' }], tail_content: 'Thanks' })],
  ])('a %s message is answered ok and shown', async (msgtype, partOf) => {
    await bench.says({ type: 'text', text: 'Hi' });
    const thumb = textAt((await upload('thumb', fileForm(jpeg(1000), 'thumb.jpg'))).json, 'thumb_media_id') ?? '';
    const media = {
      image: await mediaIdOf('image', fileForm(samplePhoto(0), 'photo.png')),
      voice: await mediaIdOf('voice', fileForm(sampleVoiceAmr(2), 'voice.amr')),
      video: await mediaIdOf('video', fileForm(sampleClip(1), 'film.mp4')),
      thumb,
    };
    const body = { touser: LI, msgtype, [msgtype]: partOf(media) };
    const answer = await bench.call('POST', SEND, body);
    expect([answer.status, answer.json]).toEqual([200, { errcode: 0, errmsg: 'ok' }]);
    const shown = bench.wechat.chats.of(LI).at(-1);
    expect(shown).toMatchObject({ from: 'business', message: body });
    const file = (await bench.wechat.file(shown?.file?.split('/').at(-1) ?? ''))?.bytes;
    const bytes = { image: samplePhoto(0), voice: sampleVoiceAmr(2), video: sampleClip(1) };
    expect(file).toEqual(msgtype === 'image' || msgtype === 'voice' || msgtype === 'video' ? bytes[msgtype] : undefined);
  });

  test.each<[string, unknown, number]>([
    ['an unknown openid', text('Hello', 'oHB5550000000000000000000000'), 40003],
    ['an unknown kind', { touser: LI, msgtype: 'hologram', hologram: {} }, 40008],
    ['an empty text', text(''), 44004],
    ['a text of 2049 bytes', text('x'.repeat(2049)), 45002],
    ['683 Chinese characters: 2049 bytes', text('好'.repeat(683)), 45002],
    ['an image without media id', { touser: LI, msgtype: 'image', image: {} }, 41006],
    ['an image with an unknown media id', { touser: LI, msgtype: 'image', image: { media_id: 'nothing' } }, 40007],
    ['music without a cover', { touser: LI, msgtype: 'music', music: { musicurl: 'https://a', hqmusicurl: 'https://a' } }, 41006],
    ['music without an address', { touser: LI, msgtype: 'music', music: { thumb_media_id: 'x' } }, 40035],
    ['news without articles', { touser: LI, msgtype: 'news', news: { articles: [] } }, 44003],
    ['two articles', { touser: LI, msgtype: 'news', news: { articles: [{}, {}] } }, 45008],
    ['a menu without items', { touser: LI, msgtype: 'msgmenu', msgmenu: { list: [] } }, 40035],
    ['a body that is no JSON', '{"touser":', 47001],
    ['an empty body', '', 44002],
    ['an escaped character', `{"touser":"${LI}","msgtype":"text","text":{"content":"\\u4f60\\u597d"}}`, 40033],
  ])('%s is refused with its code, and costs nothing', async (_what, body, code) => {
    await bench.says({ type: 'text', text: 'Hi' });
    const answer = await bench.call('POST', SEND, body);
    expect([answer.status, answer.code]).toEqual([200, code]);
    expect(bench.wechat.chats.of(LI)).toHaveLength(1);
    expect(await codesOf(6)).toEqual([0, 0, 0, 0, 0, 45047]);
  });

  test('2048 bytes go out, and a backslash before a u is no escape', async () => {
    await bench.says({ type: 'text', text: 'Hi' });
    expect((await bench.call('POST', SEND, text('x'.repeat(2048)))).code).toBe(0);
    expect((await bench.call('POST', SEND, text('C:\\u1234\\users'))).code).toBe(0);
    expect(bench.wechat.chats.of(LI).at(-1)?.message).toMatchObject({ text: { content: 'C:\\u1234\\users' } });
  });

  test('escapes can also be shown letter for letter, as WeChat has done', async () => {
    bench.wechat.behave({ escapes: 'shown' });
    await bench.says({ type: 'text', text: 'Hi' });
    const body = `{"touser":"${LI}","msgtype":"text","text":{"content":"\\u4f60\\u597d"}}`;
    expect((await bench.call('POST', SEND, body)).code).toBe(0);
    expect(bench.wechat.chats.of(LI).at(-1)?.message).toMatchObject({ text: { content: '\\u4f60\\u597d' } });
  });

  test('nobody can be written to before they say something', async () => {
    expect(await codesOf(1)).toEqual([45015]);
  });

  test('a message allows five answers within 48 hours, and the next message five more', async () => {
    await bench.says({ type: 'text', text: 'Hi' });
    expect(await codesOf(6)).toEqual([0, 0, 0, 0, 0, 45047]);
    await bench.says({ type: 'image' });
    bench.clock.pass(48 * HOUR - 1);
    expect(await codesOf(1)).toEqual([0]);
    bench.clock.pass(1);
    expect(await codesOf(1)).toEqual([45015]);
  });

  test.each<[string, WeChatSays]>([
    ['a menu click', { type: 'click', key: 'HOURS' }],
    ['a subscribe', { type: 'subscribe' }],
    ['a scan', { type: 'scan', scene: 'window' }],
    ['a tap in a menu message', { type: 'msgmenu', id: '101', content: 'Yes' }],
  ])('%s allows three messages within a minute', async (_what, deed) => {
    await bench.says(deed);
    expect(await codesOf(4)).toEqual([0, 0, 0, 45047]);
    await bench.says(deed);
    bench.clock.pass(MINUTE - 1);
    expect(await codesOf(1)).toEqual([0]);
    bench.clock.pass(1);
    expect(await codesOf(1)).toEqual([45015]);
  });

  test('a menu click adds three to what a message allows', async () => {
    await bench.says({ type: 'text', text: 'Hi' });
    await bench.says({ type: 'click', key: 'HOURS' });
    expect(await codesOf(9)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 45047]);
  });

  test('a menu link and a position allow nothing', async () => {
    await bench.says({ type: 'view', url: 'https://shop.example' });
    await bench.says({ type: 'raw', fields: { MsgType: 'event', Event: 'LOCATION', Latitude: 1, Longitude: 2, Precision: 3 } });
    expect(await codesOf(1)).toEqual([45015]);
  });

  test('who left cannot be written to, under either code; who comes back can', async () => {
    await bench.says({ type: 'text', text: 'Hi' });
    await bench.says({ type: 'unsubscribe' });
    expect(await codesOf(1)).toEqual([43004]);
    bench.wechat.behave({ leftCode: 45015 });
    expect(await codesOf(1)).toEqual([45015]);
    await bench.says({ type: 'subscribe' });
    expect(await codesOf(1)).toEqual([0]);
  });

  test('the black list, an unverified account, a wrong method and an unknown address have their codes', async () => {
    await bench.says({ type: 'text', text: 'Hi' });
    bench.wechat.behave({ blackList: [LI] });
    expect(await codesOf(1)).toEqual([43019]);
    bench.wechat.behave({ blackList: [], isVerified: false });
    expect(await codesOf(1)).toEqual([48001]);
    expect((await bench.call('GET', '/cgi-bin/getcallbackip')).json).toEqual({ ip_list: expect.arrayContaining([expect.any(String)]) });
    expect((await bench.call('GET', SEND)).code).toBe(43002);
    expect((await bench.call('POST', '/cgi-bin/user/info')).code).toBe(43001);
    expect((await bench.call('GET', '/cgi-bin/nothing')).code).toBe(40066);
  });

  test('the daily quota ends at midnight in China, or when it is cleared, ten times a month', async () => {
    bench.wechat.behave({ dailyQuota: 1 });
    await bench.says({ type: 'text', text: 'Hi' });
    expect(await codesOf(2)).toEqual([0, 45009]);
    bench.clock.pass(4 * HOUR);
    expect(await codesOf(2)).toEqual([0, 45009]);
    const clear = async (appid: string) => (await bench.call('POST', '/cgi-bin/clear_quota', { appid })).code;
    expect(await clear('wx0000000000000000')).toBe(40013);
    expect(await clear(DEMO_WECHAT.appId)).toBe(0);
    expect(await codesOf(2)).toEqual([0, 45009]);
    for (let i = 1; i < 10; i++) expect(await clear(DEMO_WECHAT.appId)).toBe(0);
    expect(await clear(DEMO_WECHAT.appId)).toBe(48006);
  });

  test('troubles speak WeChat: throttling is HTTP 200 with 45011, an outage has its status and -1, the window can be shut', async () => {
    await bench.says({ type: 'text', text: 'Hi' });
    const token = await bench.token();
    const send = () => bench.call('POST', `${SEND}?access_token=${token}`, text());
    bench.wechat.trouble.set({ kind: 'throttle' });
    expect(await send()).toMatchObject({ status: 200, code: 45011 });
    bench.wechat.trouble.set({ kind: 'outage', status: 503 });
    expect(await send()).toMatchObject({ status: 503, code: -1 });
    bench.wechat.trouble.set({ kind: 'closed_window' });
    expect(await send()).toMatchObject({ status: 200, code: 45015 });
    bench.wechat.trouble.set({ kind: 'none' });
    expect(await send()).toMatchObject({ status: 200, code: 0 });
  });

  test('the clock can be set ahead', async () => {
    await bench.says({ type: 'text', text: 'Hi' });
    bench.wechat.clock.moveTo(48 * HOUR);
    expect(await codesOf(1)).toEqual([45015]);
    bench.wechat.clock.moveTo(0);
    expect(await codesOf(1)).toEqual([0]);
  });
});

describe('typing', () => {
  const typing = async (command = 'Typing', touser = LI) =>
    (await bench.call('POST', '/cgi-bin/message/custom/typing', { touser, command })).code;

  test('it shows for 15 seconds, is not shown twice, and ends with a message or on demand', async () => {
    const told: unknown[] = [];
    bench.wechat.onChange((change) => (change.what === 'typing' ? told.push(change) : undefined));
    await bench.says({ type: 'text', text: 'Hi' });
    expect([await typing(), await typing()]).toEqual([0, 45081]);
    expect(told).toEqual([{ what: 'typing', customer: LI, forMs: 15_000 }]);
    await bench.call('POST', SEND, text());
    expect([await typing(), await typing('CancelTyping'), await typing()]).toEqual([0, 0, 0]);
    bench.clock.pass(15_000);
    expect(await typing()).toBe(0);
  });

  test('it needs words within 30 seconds and something left to send', async () => {
    await bench.says({ type: 'text', text: 'Hi' });
    expect([await typing('Dance'), await typing('Typing', 'nobody')]).toEqual([45072, 40003]);
    bench.clock.pass(30_001);
    expect(await typing()).toBe(45080);
    expect(await codesOf(5)).toEqual([0, 0, 0, 0, 0]);
    expect(await typing()).toBe(45047);
    bench.clock.pass(48 * HOUR);
    expect(await typing()).toBe(45015);
  });
});
