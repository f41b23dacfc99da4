import { DEMO_WECHAT, DEMO_WECHAT_CUSTOMERS } from '../../../../gateway/sandbox/demo-accounts.ts';
import { at, textAt } from '../../../../gateway/sandbox/json.ts';
import { sampleClip } from '../../../../gateway/sandbox/media/m4a.ts';
import { samplePhoto } from '../../../../gateway/sandbox/media/png.ts';
import { createWeChat } from '../../../../gateway/sandbox/wechat.ts';
import { sampleVoiceAmr } from '../../../../gateway/sandbox/wechat/amr.ts';
import { SAMPLE_NOTIFICATIONS, SAMPLE_TEMPLATES } from '../../../../gateway/sandbox/wechat/templates.ts';
import type { ApiReply } from './wechat-bench.ts';
import { elementOf, fileForm, LI, useWeChat } from './wechat-bench.ts';

const WEI = DEMO_WECHAT_CUSTOMERS[1]?.id ?? '';
const SEND = '/cgi-bin/message/custom/send';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const text = (content = 'Hello', touser = LI) => ({ touser, msgtype: 'text', text: { content } });
const bench = useWeChat({ behaviour: { mode: 'plain' } });
const upload = async (type: string, form: FormData): Promise<ApiReply> => bench.call('POST', `/cgi-bin/media/upload?type=${type}`, form);
const jpeg = (bytes: number) => Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(bytes - 4)]);

describe('media', () => {
  test.each<[string, string, FormData, number]>([
    ['an unknown type', 'file', fileForm(samplePhoto(0), 'a.png'), 40004],
    ['a form without the file', 'image', fileForm(samplePhoto(0), 'a.png', 'image/png', 'file'), 41005],
    ['a name without an ending', 'image', fileForm(samplePhoto(0), 'photo'), 40005],
    ['a WebP called PNG', 'image', fileForm(Buffer.from('RIFF0000WEBPVP8L'), 'a.png'), 40005],
    ['a PNG as a voice', 'voice', fileForm(samplePhoto(0), 'a.png'), 40005],
    ['nothing', 'image', fileForm(Buffer.alloc(0), 'a.png'), 40006],
    ['a picture over 10 MB', 'image', fileForm(jpeg(10 * 1024 * 1024 + 1), 'a.jpg'), 45001],
    ['a thumb over 64 KB', 'thumb', fileForm(jpeg(64 * 1024 + 1), 'a.jpg'), 45001],
    ['a voice over 60 seconds', 'voice', fileForm(sampleVoiceAmr(60.02), 'a.amr'), 45007],
  ])('%s is refused', async (_what, type, form, code) => {
    expect((await upload(type, form)).code).toBe(code);
  });

  test('what is at a limit is taken, and answers type, id and time', async () => {
    expect((await upload('image', fileForm(jpeg(10 * 1024 * 1024), 'a.JPG'))).json).toMatchObject({
      type: 'image',
      media_id: expect.stringMatching(/^[\w-]{64}$/),
      created_at: Math.floor(bench.clock.now() / 1000),
    });
    expect((await upload('voice', fileForm(sampleVoiceAmr(60), 'a.amr'))).code).toBeUndefined();
    expect((await upload('thumb', fileForm(jpeg(64 * 1024), 'a.jpg'))).json).toMatchObject({ thumb_media_id: expect.any(String) });
  });

  test("a customer's photo is had by its id for three days, and by its address without a token", async () => {
    await bench.says({ type: 'image' });
    const push = bench.business.pushes[0]?.text ?? '';
    const get = () => bench.call('GET', `/cgi-bin/media/get?media_id=${elementOf(push, 'MediaId')}`);
    const photo = await get();
    expect(photo.headers.get('content-type')).toBe('image/png');
    expect(photo.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w-]+\.png"$/);
    expect(photo.bytes).toEqual(samplePhoto(0));
    expect((await bench.call('GET', elementOf(push, 'PicUrl') ?? '')).bytes).toEqual(samplePhoto(0));
    bench.clock.pass(72 * HOUR - 1);
    expect((await get()).status).toBe(200);
    bench.clock.pass(1);
    expect((await get()).code).toBe(40007);
    expect((await bench.call('GET', elementOf(push, 'PicUrl') ?? '')).status).toBe(404);
  });

  test('a video is had by way of an address, or at once where the account behaves so; a voice in two qualities', async () => {
    await bench.says({ type: 'video' });
    const video = `/cgi-bin/media/get?media_id=${elementOf(bench.business.pushes[0]?.text ?? '', 'MediaId')}`;
    const address = await bench.call('GET', video);
    expect(address.headers.get('content-type')).toContain('json');
    expect((await bench.call('GET', textAt(address.json, 'video_url') ?? '')).bytes).toEqual(sampleClip(2));
    bench.wechat.behave({ videoAs: 'bytes' });
    expect((await bench.call('GET', video)).bytes).toEqual(sampleClip(2));
    await bench.says({ type: 'voice' });
    const push = bench.business.pushes[1]?.text ?? '';
    expect((await bench.call('GET', `/cgi-bin/media/get?media_id=${elementOf(push, 'MediaId')}`)).bytes).toEqual(sampleVoiceAmr(4));
    expect((await bench.call('GET', `/cgi-bin/media/get/jssdk?media_id=${elementOf(push, 'MediaId16K')}`)).status).toBe(200);
  });
});

describe('what the account tells about itself', () => {
  const quota = async (cgi_path: string) => bench.call('POST', '/cgi-bin/openapi/quota/get', { cgi_path });

  test('how many calls are left today, and none without verification', async () => {
    await bench.says({ type: 'text', text: 'Hi' });
    await bench.call('POST', SEND, text());
    expect((await quota(SEND)).json).toMatchObject({ errcode: 0, quota: { daily_limit: 500_000, used: 1, remain: 499_999 } });
    expect([(await quota('cgi-bin')).code, (await quota('/cgi-bin/nothing')).code]).toEqual([76003, 76021]);
    bench.wechat.behave({ isVerified: false });
    expect((await quota(SEND)).json).toMatchObject({ errcode: 0, quota: { daily_limit: 0, remain: 0 } });
  });

  test('where its webhook address leads', async () => {
    const check = (action: string, check_operator: string) => bench.call('POST', '/cgi-bin/callback/check', { action, check_operator });
    expect((await check('all', 'DEFAULT')).json).toEqual({
      dns: [{ ip: '127.0.0.1', real_operator: 'DEFAULT' }],
      ping: [{ ip: '127.0.0.1', from_operator: 'DEFAULT', package_loss: '0%', time: expect.stringMatching(/ms$/) }],
    });
    expect((await check('dns', 'CAP')).json).toEqual({ dns: [{ ip: '127.0.0.1', real_operator: 'CAP' }] });
    expect([(await check('guess', 'CAP')).code, (await check('all', 'MOON')).code]).toEqual([40202, 40203]);
    await bench.serve({}, true);
    expect((await check('all', 'DEFAULT')).code).toBe(40201);
  });
});

describe('people and templates', () => {
  const info = async (openid: string) => (await bench.call('GET', `/cgi-bin/user/info?openid=${openid}&lang=zh_CN`)).json;
  const order = {
    template_id: SAMPLE_TEMPLATES[0]?.template_id,
    data: { character_string1: { value: 'HB-7' }, thing2: { value: 'Atlas' } },
  };
  const sendTemplate = (more: object = {}) => bench.call('POST', '/cgi-bin/message/template/send', { touser: LI, ...order, ...more });

  test('a profile has no name and no picture, and of who left only the openid', async () => {
    expect(await info(LI)).toMatchObject({
      subscribe: 1,
      openid: LI,
      nickname: '',
      headimgurl: '',
      sex: 0,
      city: '',
      language: 'zh_CN',
      unionid: DEMO_WECHAT_CUSTOMERS[0]?.unionId,
      subscribe_scene: 'ADD_SCENE_SEARCH',
    });
    expect(await info(WEI)).not.toHaveProperty('unionid');
    await bench.says({ type: 'unsubscribe' });
    expect(await info(LI)).toEqual({ subscribe: 0, openid: LI, unionid: expect.any(String), tagid_list: [] });
    await bench.says({ type: 'scan', scene: 'window' });
    expect(await info(LI)).toMatchObject({ subscribe: 1, subscribe_scene: 'ADD_SCENE_QR_CODE', qr_scene_str: 'window' });
    expect(await info('nobody')).toMatchObject({ errcode: 40003 });
  });

  test('templates are listed', async () => {
    expect((await bench.call('GET', '/cgi-bin/template/get_all_private_template')).json).toEqual({ template_list: SAMPLE_TEMPLATES });
    expect(at((await bench.call('GET', '/wxaapi/newtmpl/gettemplate')).json, 'data')).toEqual(SAMPLE_NOTIFICATIONS);
  });

  test('a template message goes out at any time, with an id too long for a double, and is reported on', async () => {
    const answer = await sendTemplate();
    const msgid = /"msgid":(\d{18})\}$/.exec(answer.text)?.[1] ?? '';
    expect(answer.code).toBe(0);
    expect(Number.isSafeInteger(Number(msgid))).toBe(false);
    await bench.wechat.background.settled();
    const report = bench.business.pushes.at(-1)?.text ?? '';
    expect(['Event', 'MsgID', 'Status', 'FromUserName'].map((name) => elementOf(report, name))).toEqual([
      'TEMPLATESENDJOBFINISH',
      msgid,
      'success',
      LI,
    ]);
    expect(bench.wechat.chats.of(LI).at(-1)?.shown?.text).toBe('订单发货通知\n订单编号：HB-7\n商品名称：Atlas\n发货时间：');
  });

  test('a client_msg_id is sent once within ten minutes', async () => {
    const first = await sendTemplate({ client_msg_id: 'm1' });
    expect((await sendTemplate({ client_msg_id: 'm1' })).text).toBe(first.text);
    await sendTemplate({ client_msg_id: 'm2' });
    expect(bench.wechat.chats.of(LI)).toHaveLength(2);
    bench.clock.pass(10 * MINUTE);
    expect((await sendTemplate({ client_msg_id: 'm1' })).text).not.toBe(first.text);
    expect(bench.wechat.chats.of(LI)).toHaveLength(3);
  });

  test('who has switched messages off is reported as a block, and other failures can be asked for', async () => {
    await bench.says({ type: 'mute', isMuted: true });
    expect((await sendTemplate()).code).toBe(0);
    await bench.wechat.background.settled();
    expect(elementOf(bench.business.pushes.at(-1)?.text ?? '', 'Status')).toBe('failed:user block');
    await bench.says({ type: 'mute', isMuted: false });
    bench.wechat.behave({ templateResult: 'failed:system failed' });
    await sendTemplate();
    await bench.wechat.background.settled();
    expect(elementOf(bench.business.pushes.at(-1)?.text ?? '', 'Status')).toBe('failed:system failed');
    expect(bench.wechat.chats.of(LI)).toHaveLength(0);
  });

  test('an unknown template, a stranger, who left and who is on the black list are refused', async () => {
    expect((await sendTemplate({ template_id: 'nothing' })).code).toBe(40037);
    expect((await sendTemplate({ touser: 'nobody' })).code).toBe(40003);
    bench.wechat.behave({ leftCode: 45015 });
    await bench.says({ type: 'unsubscribe' });
    expect((await sendTemplate()).code).toBe(43004);
    bench.wechat.behave({ blackList: [LI] });
    expect((await sendTemplate()).code).toBe(43019);
  });

  test('a notification needs an agreement for each, whole values, and is reported on', async () => {
    const templateId = SAMPLE_NOTIFICATIONS[0]?.priTmplId ?? '';
    const data = { thing1: { value: '港口地图集' }, time2: { value: '2026年11月20日 12:00' } };
    const notify = (more: object = {}) =>
      bench.call('POST', '/cgi-bin/message/subscribe/bizsend', { touser: LI, template_id: templateId, data, ...more });
    expect((await notify()).code).toBe(43101);
    await bench.says({ type: 'agree', templateId, accepts: false });
    expect((await notify()).code).toBe(43101);
    await bench.says({ type: 'agree', templateId, accepts: true });
    expect(bench.business.pushes.at(-1)?.text).toContain('subscribe_msg_popup_event');
    expect(elementOf(bench.business.pushes.at(-1)?.text ?? '', 'SubscribeStatusString')).toBe('accept');
    expect(await notify({ data: { ...data, thing1: { value: 'x'.repeat(21) } } })).toMatchObject({
      code: 47003,
      json: { errmsg: expect.stringContaining('data.thing1.value') },
    });
    expect((await notify({ data: {} })).code).toBe(47003);
    expect((await notify({ template_id: 'nothing' })).code).toBe(40037);
    expect((await notify({ touser: 'nobody' })).code).toBe(40003);
    expect([(await notify()).code, (await notify()).code]).toEqual([0, 43101]);
    await bench.wechat.background.settled();
    expect(elementOf(bench.business.pushes.at(-1)?.text ?? '', 'ErrorStatus')).toBe('success');
    expect(bench.wechat.chats.of(LI).at(-1)?.shown?.text).toContain('商品名称：港口地图集');
  });
});

describe('the sandbox', () => {
  test('an encrypted mode without a key is refused', () => {
    const { encodingAesKey: _key, ...account } = DEMO_WECHAT;
    const keyless = createWeChat({ ...account, baseUrl: 'http://127.0.0.1:1/wechat' });
    expect(keyless.behaviour()).toMatchObject({ mode: 'plain' });
    expect(keyless.behaveJson({ mode: 'safe' })).toContain('encodingAesKey');
    expect(() => keyless.behave({ mode: 'compatible' })).toThrow('encodingAesKey');
    expect(() => createWeChat({ ...account, baseUrl: '', behaviour: { mode: 'safe' } })).toThrow('encodingAesKey');
  });

  test('behaviour comes from JSON, what is missing stays, and nonsense is named', () => {
    expect(bench.wechat.behaveJson({ format: 'json', blackList: [LI, 7], dailyQuota: 3, isVerified: false })).toBeUndefined();
    expect(bench.wechat.behaviour()).toMatchObject({ format: 'json', mode: 'plain', blackList: [LI], dailyQuota: 3, isVerified: false });
    expect(bench.wechat.behaveJson({ dailyQuota: null })).toBeUndefined();
    expect(bench.wechat.behaviour()).toMatchObject({ format: 'json', dailyQuota: null });
    expect(bench.wechat.behaveJson({ mode: 'secret' })).toBe('mode must be one of plain, compatible, safe');
    expect(bench.wechat.behaveJson({ leftCode: 1 })).toContain('leftCode');
  });

  test('an openid not seen before becomes a follower', async () => {
    expect(typeof bench.wechat.saysJson('oHB55500000000000000000New03', { type: 'text', text: 'Hi' })).toBe('object');
    await bench.wechat.background.settled();
    expect(bench.wechat.customers()).toContainEqual({ id: 'oHB55500000000000000000New03', name: 'Customer ew03' });
    expect((await bench.call('POST', SEND, text('Hello', 'oHB55500000000000000000New03'))).code).toBe(0);
    expect(bench.wechat.saysJson(LI, { type: 'dance' })).toBe('a WeChat customer cannot say "dance"');
  });

  test('calls are kept to be looked at', async () => {
    await bench.says({ type: 'text', text: 'Hi' });
    await bench.call('POST', SEND, text());
    expect(bench.wechat.calls.all().at(-1)).toMatchObject({ path: SEND, body: text(), answer: { status: 200, body: { errcode: 0 } } });
  });
});
