import { createHash } from 'node:crypto';
import { DEMO_WECHAT } from '../../../../gateway/sandbox/demo-accounts.ts';
import { textAt } from '../../../../gateway/sandbox/json.ts';
import { samplePhoto } from '../../../../gateway/sandbox/media/png.ts';
import { aesKeyOf, encryptMessage } from '../../../../gateway/sandbox/wechat/crypto.ts';
import { OUT_OF_ORDER } from '../../../../gateway/sandbox/wechat/customer-says.ts';
import { readXml } from '../../../../gateway/sandbox/wechat/xml.ts';
import { fileForm, LI, useWeChat } from './wechat-bench.ts';

const AES = DEMO_WECHAT.encodingAesKey ?? '';
const { token, appId, originalId } = DEMO_WECHAT;
const sha1 = (...parts: string[]) => createHash('sha1').update(parts.sort().join('')).digest('hex');
const hi = { type: 'text', text: 'Hi' } as const;
const bench = useWeChat({});
const key = () => aesKeyOf(AES) ?? Buffer.alloc(32);
const fromBusiness = () => bench.wechat.chats.of(LI).filter((entry) => entry.from === 'business');

describe('what the answer does', () => {
  const reply = (more: string, to = LI, from = originalId) =>
    `<xml><ToUserName><![CDATA[${to}]]></ToUserName><FromUserName><![CDATA[${from}]]></FromUserName><CreateTime>1</CreateTime>${more}</xml>`;
  const textReply = reply('<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[你好]]></Content>');
  const sealed = (message: string, change: { token?: string; appId?: string } = {}) => {
    const encrypt = encryptMessage(key(), message, change.appId ?? appId);
    const signature = sha1(change.token ?? token, '1714112445', '415670741', encrypt);
    return `<xml><Encrypt><![CDATA[${encrypt}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature><TimeStamp>1714112445</TimeStamp><Nonce><![CDATA[415670741]]></Nonce></xml>`;
  };
  const notice = [expect.objectContaining({ message: { msgtype: 'notice', notice: { content: OUT_OF_ORDER, why: expect.any(String) } } })];

  test.each(['success', ''])('"%s" shows the customer nothing', async (body) => {
    bench.business.answers.push({ body });
    expect(await bench.says(hi)).toEqual({ is: 'delivered', tries: 1 });
    expect(fromBusiness()).toEqual([]);
    expect(bench.wechat.chats.of(LI)[0]?.receipt).toBe('delivered');
  });

  test('a webhook that is not answered 200 comes twice more, byte for byte, and then the customer reads so', async () => {
    bench.business.answers.push({ status: 500 }, { status: 201 }, { status: 503 });
    expect(await bench.says(hi)).toEqual({ is: 'given_up', tries: 3, status: 503 });
    expect(bench.business.pushes).toHaveLength(3);
    expect(new Set(bench.business.pushes.map(({ url, text }) => `${url} ${text}`)).size).toBe(1);
    expect(fromBusiness()).toEqual(notice);
  });

  test('a third try that is answered is enough', async () => {
    bench.business.answers.push({ status: 500 }, { status: 500 });
    expect(await bench.says(hi)).toEqual({ is: 'delivered', tries: 3 });
    expect(fromBusiness()).toEqual([]);
  });

  test('silence counts as a failed try', async () => {
    await bench.serve({ answerWithinMs: 40 });
    bench.business.answers.push('silent');
    expect(await bench.says(hi)).toEqual({ is: 'delivered', tries: 2 });
    bench.business.answers.push('silent', 'silent', 'silent');
    expect(await bench.says(hi)).toEqual({ is: 'given_up', tries: 3, status: null });
    expect(fromBusiness()).toEqual(notice);
  });

  test.each<[string, () => string]>([
    ['encrypted in the safe mode', () => sealed(textReply)],
    ['readable in the compatible mode', () => (bench.wechat.behave({ mode: 'compatible' }), textReply)],
    ['encrypted in the compatible mode', () => (bench.wechat.behave({ mode: 'compatible' }), sealed(textReply))],
    ['readable in the plain mode', () => (bench.wechat.behave({ mode: 'plain' }), textReply)],
    [
      'in JSON where webhooks are JSON',
      () => {
        bench.wechat.behave({ mode: 'plain', format: 'json' });
        return JSON.stringify({ ToUserName: LI, FromUserName: originalId, CreateTime: 1, MsgType: 'text', Content: '你好' });
      },
    ],
    [
      'in encrypted JSON, its time a number',
      () => {
        bench.wechat.behave({ mode: 'safe', format: 'json' });
        const message = JSON.stringify({ ToUserName: LI, FromUserName: originalId, CreateTime: 1, MsgType: 'text', Content: '你好' });
        const encrypt = encryptMessage(key(), message, appId);
        return JSON.stringify({ Encrypt: encrypt, MsgSignature: sha1(token, '7', '8', encrypt), TimeStamp: 7, Nonce: '8' });
      },
    ],
  ])('a reply %s is shown and costs no allowance', async (_what, body) => {
    bench.business.answers.push({ body: body() });
    await bench.says(hi);
    expect(fromBusiness()).toEqual([
      expect.objectContaining({ message: { msgtype: 'text', text: { content: '你好' }, isPassiveReply: true } }),
    ]);
    const codes: unknown[] = [];
    for (let i = 0; i < 6; i++) {
      const body = { touser: LI, msgtype: 'text', text: { content: 'More' } };
      codes.push((await bench.call('POST', '/cgi-bin/message/custom/send', body)).code);
    }
    expect(codes).toEqual([0, 0, 0, 0, 0, 45047]);
  });

  test.each<[string, () => string]>([
    ['readable in the safe mode', () => textReply],
    ['signed with another token', () => sealed(textReply, { token: 'other' })],
    ['encrypted for another app id', () => sealed(textReply, { appId: 'wx0000000000000000' })],
    ['encrypted in the plain mode', () => (bench.wechat.behave({ mode: 'plain' }), sealed(textReply))],
    ['JSON where webhooks are XML', () => (bench.wechat.behave({ mode: 'plain' }), '{"errcode":0}')],
    ['a page of HTML', () => (bench.wechat.behave({ mode: 'plain' }), '<html><body class="x">Error</body></html>')],
    ['addressed to somebody else', () => sealed(reply('<MsgType>text</MsgType><Content>x</Content>', 'oHB55500000000000000Ch-Wei02'))],
    ['with the names turned round', () => sealed(reply('<MsgType>text</MsgType><Content>x</Content>', originalId, LI))],
    ['empty', () => sealed(reply('<MsgType>text</MsgType><Content></Content>'))],
    ['over 2048 bytes', () => sealed(reply(`<MsgType>text</MsgType><Content>${'x'.repeat(2049)}</Content>`))],
    ['with an unknown picture', () => sealed(reply('<MsgType>image</MsgType><Image><MediaId>none</MediaId></Image>'))],
    ['of an unknown kind', () => sealed(reply('<MsgType>hologram</MsgType>'))],
  ])('a reply that is %s shows that the service is out of order', async (_what, body) => {
    bench.business.answers.push({ body: body() });
    expect(await bench.says(hi)).toEqual({ is: 'delivered', tries: 1 });
    expect(fromBusiness()).toEqual(notice);
  });

  test('a reply may be a picture, a film, music or news; to a message only the first article is shown', async () => {
    bench.wechat.behave({ mode: 'plain' });
    const upload = async (type: string) =>
      textAt((await bench.call('POST', `/cgi-bin/media/upload?type=${type}`, fileForm(samplePhoto(0), 'photo.png'))).json, 'media_id') ??
      '';
    const id = await upload('image');
    const item = (title: string) => `<item><Title>${title}</Title><Url>https://n.example</Url></item>`;
    const news = reply(`<MsgType>news</MsgType><ArticleCount>2</ArticleCount><Articles>${item('One')}${item('Two')}</Articles>`);
    const replies = [
      reply(`<MsgType>image</MsgType><Image><MediaId>${id}</MediaId></Image>`),
      reply(`<MsgType>video</MsgType><Video><MediaId>${id}</MediaId><Title>Film</Title></Video>`),
      reply(`<MsgType>music</MsgType><Music><Title>Song</Title><ThumbMediaId>${id}</ThumbMediaId></Music>`),
      news,
    ];
    for (const body of replies) {
      bench.business.answers.push({ body });
      await bench.says(hi);
    }
    bench.business.answers.push({ body: news });
    await bench.says({ type: 'click', key: 'NEWS' });
    expect(fromBusiness().map(({ message }) => message)).toEqual([
      expect.objectContaining({ msgtype: 'image', image: { media_id: id } }),
      expect.objectContaining({ msgtype: 'video', video: expect.objectContaining({ title: 'Film' }) }),
      expect.objectContaining({ msgtype: 'music', music: expect.objectContaining({ title: 'Song' }) }),
      expect.objectContaining({ news: { articles: [expect.objectContaining({ title: 'One' })] } }),
      expect.objectContaining({
        news: { articles: [expect.objectContaining({ title: 'One' }), expect.objectContaining({ title: 'Two' })] },
      }),
    ]);
  });

  test('a failure after somebody has left is seen by nobody', async () => {
    bench.business.answers.push({ status: 500 }, { status: 500 }, { status: 500 });
    expect(await bench.says({ type: 'unsubscribe' })).toMatchObject({ is: 'given_up' });
    expect(fromBusiness()).toEqual([]);
  });

  test('without a connected business what is said stays on the phone', async () => {
    await bench.serve({}, true);
    expect(await bench.says(hi)).toEqual({ is: 'not_connected' });
    expect(bench.wechat.chats.of(LI)).toHaveLength(1);
  });

  test('any webhook can be posted', async () => {
    bench.wechat.behave({ mode: 'plain' });
    expect(await bench.wechat.postWebhook(LI, { MsgType: 'event', Event: 'kf_create_session', KfAccount: 'a@b' })).toMatchObject({
      is: 'delivered',
    });
    expect(readXml(bench.business.pushes[0]?.text ?? '')).toMatchObject({ FromUserName: LI, Event: 'kf_create_session', KfAccount: 'a@b' });
  });
});
