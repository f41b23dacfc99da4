import { createHash } from 'node:crypto';
import { DEMO_WECHAT } from '../../../../gateway/sandbox/demo-accounts.ts';
import { textAt } from '../../../../gateway/sandbox/json.ts';
import type { WeChatSays } from '../../../../gateway/sandbox/wechat/says.ts';
import { readXml } from '../../../../gateway/sandbox/wechat/xml.ts';
import { decrypted, elementOf, LI, useWeChat } from './wechat-bench.ts';

const AES = DEMO_WECHAT.encodingAesKey ?? '';
const { token, appId, originalId } = DEMO_WECHAT;
const sha1 = (...parts: string[]) => createHash('sha1').update(parts.sort().join('')).digest('hex');
const hi = { type: 'text', text: 'Hi' } as const;
const bench = useWeChat({});

describe('how webhooks go out', () => {
  test('the address is checked with an echostr, which must come back as it is', async () => {
    expect(await bench.wechat.verifyCallback()).toEqual({ ok: true, status: 200 });
    bench.wechat.connect('http://127.0.0.1:1/webhooks/chn_1');
    expect(await bench.wechat.verifyCallback()).toEqual({ ok: false, status: null });
  });

  test('in the plain mode the fields are readable and the query is signed', async () => {
    bench.wechat.behave({ mode: 'plain' });
    expect(await bench.says({ type: 'text', text: 'Hi ]]> <b>你好</b>' })).toEqual({ is: 'delivered', tries: 1 });
    const push = bench.business.pushes[0];
    const [timestamp, nonce] = [push?.query.get('timestamp') ?? '', push?.query.get('nonce') ?? ''];
    expect(push?.query.get('signature')).toBe(sha1(token, timestamp, nonce));
    expect(push?.query.get('openid')).toBe(LI);
    expect([push?.query.has('encrypt_type'), push?.contentType, push?.userAgent]).toEqual([false, 'text/xml', 'Mozilla/4.0']);
    expect(readXml(push?.text ?? '')).toEqual({
      ToUserName: originalId,
      FromUserName: LI,
      CreateTime: String(bench.clock.now() / 1000),
      MsgType: 'text',
      Content: 'Hi ]]> <b>你好</b>',
      MsgId: expect.stringMatching(/^\d{18}$/),
    });
  });

  test('in the safe mode only the receiver and the encrypted text are seen, under a signature of its own', async () => {
    await bench.says(hi);
    const push = bench.business.pushes[0];
    const outer = readXml(push?.text ?? '');
    const encrypt = textAt(outer, 'Encrypt') ?? '';
    expect(outer).toEqual({ ToUserName: originalId, Encrypt: encrypt });
    expect(push?.query.get('encrypt_type')).toBe('aes');
    expect(push?.query.get('msg_signature')).toBe(sha1(token, push?.query.get('timestamp') ?? '', push?.query.get('nonce') ?? '', encrypt));
    expect(decrypted(AES, encrypt)).toEqual({ appId, message: expect.stringContaining('<Content><![CDATA[Hi]]></Content>') });
  });

  test('in the compatible mode both are seen', async () => {
    bench.wechat.behave({ mode: 'compatible' });
    await bench.says(hi);
    const text = bench.business.pushes[0]?.text ?? '';
    expect(elementOf(text, 'Content')).toBe('Hi');
    expect(elementOf(decrypted(AES, elementOf(text, 'Encrypt') ?? '').message, 'Content')).toBe('Hi');
  });

  test('in JSON a message id is a bare number that a double does not hold', async () => {
    bench.wechat.behave({ mode: 'plain', format: 'json' });
    await bench.says(hi);
    const push = bench.business.pushes[0];
    expect(push?.contentType).toBe('application/json');
    expect(JSON.parse(push?.text ?? '')).toMatchObject({ ToUserName: originalId, FromUserName: LI, MsgType: 'text', Content: 'Hi' });
    expect(Number.isSafeInteger(Number(/"MsgId":(\d+)\}$/.exec(push?.text ?? '')?.[1]))).toBe(false);
    bench.wechat.behave({ mode: 'safe' });
    await bench.says(hi);
    const outer: unknown = JSON.parse(bench.business.pushes[1]?.text ?? '');
    expect(JSON.parse(decrypted(AES, textAt(outer, 'Encrypt') ?? '').message)).toMatchObject({ Content: 'Hi' });
  });

  test.each<[string, WeChatSays, object]>([
    ['a photo', { type: 'image' }, { MsgType: 'image', PicUrl: expect.stringContaining('/mmbiz_pic/'), MediaId: expect.any(String) }],
    ['a voice message', { type: 'voice', recognition: '你好' }, { MsgType: 'voice', Format: 'amr', Recognition: '你好' }],
    ['a video', { type: 'video' }, { MsgType: 'video', MediaId: expect.any(String), ThumbMediaId: expect.any(String) }],
    ['a short video', { type: 'shortvideo' }, { MsgType: 'shortvideo', ThumbMediaId: expect.any(String) }],
    [
      'a place',
      { type: 'location', latitude: 23.134521, longitude: 113.358803, label: 'Pier', scale: 20 },
      { MsgType: 'location', Location_X: '23.134521', Location_Y: '113.358803', Scale: '20', Label: 'Pier' },
    ],
    [
      'a link',
      { type: 'link', title: 'Shop', description: 'Books', url: 'https://shop.example' },
      { MsgType: 'link', Title: 'Shop', Description: 'Books', Url: 'https://shop.example' },
    ],
    ['a tap in a menu message', { type: 'msgmenu', id: '101', content: 'Yes' }, { MsgType: 'text', Content: 'Yes', bizmsgmenuid: '101' }],
    ['a menu click', { type: 'click', key: 'HOURS' }, { MsgType: 'event', Event: 'CLICK', EventKey: 'HOURS' }],
    ['a menu link', { type: 'view', url: 'https://a.example' }, { Event: 'VIEW', EventKey: 'https://a.example' }],
    ['a scan', { type: 'scan', scene: 'window' }, { Event: 'SCAN', EventKey: 'window', Ticket: expect.any(String) }],
    ['a follow', { type: 'subscribe' }, { Event: 'subscribe', EventKey: '' }],
    ['an unfollow', { type: 'unsubscribe' }, { Event: 'unsubscribe' }],
    [
      'an agreement',
      { type: 'agree', templateId: 'T', accepts: true },
      { SubscribeMsgPopupEvent: { List: { TemplateId: 'T', SubscribeStatusString: 'accept', PopupScene: '2' } } },
    ],
    [
      'any other event',
      { type: 'raw', fields: { Event: 'LOCATION', Latitude: 1.5 } },
      { MsgType: 'event', Event: 'LOCATION', Latitude: '1.5' },
    ],
  ])('%s has the shape WeChat documents', async (_what, what, shape) => {
    bench.wechat.behave({ mode: 'plain' });
    await bench.says(what);
    const fields = readXml(bench.business.pushes[0]?.text ?? '');
    expect(fields).toMatchObject({ ToUserName: originalId, FromUserName: LI, CreateTime: String(bench.clock.now() / 1000), ...shape });
    expect(fields !== undefined && 'MsgId' in fields).toBe(fields?.['MsgType'] !== 'event');
  });

  test('with the clock set ahead the message is of later, and the request still of now', async () => {
    bench.wechat.behave({ mode: 'plain' });
    bench.wechat.clock.moveTo(3_600_000);
    await bench.says(hi);
    const push = bench.business.pushes[0];
    expect(elementOf(push?.text ?? '', 'CreateTime')).toBe(String(bench.clock.now() / 1000 + 3_600));
    expect(push?.query.get('timestamp')).toBe(String(bench.clock.now() / 1000));
  });

  test('who scans before following begins to follow by that scene', async () => {
    bench.wechat.behave({ mode: 'plain' });
    await bench.says({ type: 'unsubscribe' });
    await bench.says({ type: 'scan', scene: 'window' });
    expect(readXml(bench.business.pushes[1]?.text ?? '')).toMatchObject({ Event: 'subscribe', EventKey: 'qrscene_window' });
  });
});
