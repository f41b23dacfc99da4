import type { PlatformRequest, PlatformResponse } from '../../../../../gateway/src/channels/channel.ts';
import { wechat } from '../../../../../gateway/src/channels/wechat/index.ts';
import { addressOf, answered, recordingIo } from '../../../support/channel-io.ts';
import { ACCESS_TOKEN, OPENID, settings } from './settings.ts';

const to = addressOf([{ kind: 'openid', value: OPENID }]);
const SILENCE: PlatformResponse = { is: 'no_answer', why: 'timed out', reached: 'maybe' };

function ioOf(answer: PlatformResponse | ((request: PlatformRequest) => PlatformResponse)) {
  return recordingIo((request) => {
    if (request.url.includes('stable_token')) return answered(200, { access_token: ACCESS_TOKEN, expires_in: 7200 });
    return typeof answer === 'function' ? answer(request) : answer;
  });
}

describe('profiles', () => {
  const info = (fields: object) => ({
    subscribe: 1,
    openid: OPENID,
    nickname: '',
    headimgurl: '',
    language: 'zh_CN',
    remark: '',
    ...fields,
  });
  const profile = async (answer: PlatformResponse) => wechat.readProfile(to, settings, ioOf(answer));

  test('a name is made of the openid, since WeChat tells none; language and unionid it does', async () => {
    expect(await profile(answered(200, info({ unionid: ' oUnion1' })))).toEqual({
      is: 'profile',
      profile: { name: 'WeChat user 3bGY', locale: 'zh-CN', keys: [{ kind: 'unionid', value: 'oUnion1' }] },
    });
  });
  test('the name that the account’s owner noted is better, one of WeChat’s best', async () => {
    expect(await profile(answered(200, info({ remark: 'Anna from the market' })))).toMatchObject({
      profile: { name: 'Anna from the market' },
    });
    const told = info({ remark: 'x', nickname: 'Anna', headimgurl: 'http://pictures.example/0' });
    expect(await profile(answered(200, told))).toMatchObject({ profile: { name: 'Anna', pictureUrl: 'http://pictures.example/0' } });
  });
  test('somebody who does not follow has a made name only', async () => {
    expect(await profile(answered(200, { subscribe: 0, openid: OPENID }))).toEqual({
      is: 'profile',
      profile: { name: 'WeChat user 3bGY' },
    });
  });
  test.each([40003, 48001])('%i: the made name needs no permission', async (errcode) => {
    expect(await profile(answered(200, { errcode, errmsg: 'x' }))).toEqual({ is: 'profile', profile: { name: 'WeChat user 3bGY' } });
  });
  test.each([
    ['busy', answered(200, { errcode: -1, errmsg: 'busy' })],
    ['an address that is not on the list', answered(200, { errcode: 40164, errmsg: 'x' })],
    ['a server error', answered(502, '')],
    ['silence', SILENCE],
    ['garbage', answered(200, '<html>')],
  ])('%s: asked again later', async (_what, answer) => expect(await profile(answer)).toMatchObject({ is: 'later' }));
  test('nobody is asked for without an openid', async () => {
    const io = ioOf(SILENCE);
    expect(await wechat.readProfile({ keys: [], kind: 'person' }, settings, io)).toEqual({ is: 'none' });
    expect(io.requests).toEqual([]);
  });
});

describe('typing', () => {
  const type = async (answer: PlatformResponse) => wechat.showTyping(to, null, settings, ioOf(answer));

  test('is shown to the openid', async () => {
    const io = ioOf(answered(200, { errcode: 0, errmsg: 'ok' }));
    expect(await wechat.showTyping(to, null, settings, io)).toEqual({ is: 'done' });
    expect(new URL(io.requests[1]?.url ?? '').pathname).toBe('/cgi-bin/message/custom/typing');
    expect(JSON.parse(String(io.requests[1]?.body))).toEqual({ touser: OPENID, command: 'Typing' });
  });
  test('that it shows already is as good', async () =>
    expect(await type(answered(200, { errcode: 45081, errmsg: 'x' }))).toEqual({ is: 'done' }));
  test.each([
    [45080, { is: 'refused', reason: 'window_closed' }],
    [45072, { is: 'refused', reason: 'message_invalid' }],
    [-1, { is: 'deferred', reason: 'down' }],
  ])('%i', async (errcode, ending) => expect(await type(answered(200, { errcode, errmsg: 'x' }))).toMatchObject(ending));
  test('to nobody it is refused', async () => {
    expect(await wechat.showTyping(addressOf([]), null, settings, ioOf(SILENCE))).toMatchObject({ reason: 'recipient_unreachable' });
  });
});

describe('templates', () => {
  const MESSAGES = '/cgi-bin/template/get_all_private_template';
  const messages = answered(200, {
    template_list: [
      {
        template_id: 'tmpl-1',
        title: '订单通知',
        primary_industry: 'IT',
        content: '{{first.DATA}}\n商品：{{ thing1.DATA }}\n时间：{{time2.DATA}}\n{{thing1.DATA}}',
        example: '…',
      },
      { title: 'without an id' },
    ],
  });
  const notifications = answered(200, {
    errcode: 0,
    errmsg: 'ok',
    data: [
      { priTmplId: 'pri-1', title: '预约提醒', content: '时间：{{time1.DATA}}', type: 2 },
      { priTmplId: 'pri-2', title: '航班', content: '航班：{{thing1.DATA}}', type: 3 },
    ],
  });
  const list = async (one: PlatformResponse, other: PlatformResponse) =>
    wechat.listTemplates(
      settings,
      ioOf((request) => (new URL(request.url).pathname === MESSAGES ? one : other)),
    );

  test('template messages and notifications, with the values they need', async () => {
    const listed = await list(messages, notifications);
    const param = (name: string) => ({ name, type: 'text', place: 'body' });
    // Where a tap leads, which no template needs.
    const leads = [
      { name: 'url', type: 'url', place: 'button', optional: true },
      { name: 'miniprogram.appid', type: 'text', place: 'button', optional: true },
      { name: 'miniprogram.pagepath', type: 'text', place: 'button', optional: true },
    ];
    expect(listed).toMatchObject({
      is: 'listed',
      templates: [
        {
          externalId: 'tmpl-1',
          name: '订单通知',
          language: 'zh_CN',
          status: 'approved',
          category: null,
          quality: null,
          text: '{{first}}\n商品：{{thing1}}\n时间：{{time2}}\n{{thing1}}',
          params: [param('first'), param('thing1'), param('time2'), ...leads],
          components: { kind: 'template', template_id: 'tmpl-1' },
        },
        { externalId: 'pri-1', category: 'one_time', params: [param('time1'), ...leads], components: { kind: 'subscribe' } },
        { externalId: 'pri-2', category: 'long_term', components: { kind: 'subscribe' } },
      ],
    });
    expect(listed.is === 'listed' && listed.templates).toHaveLength(3);
  });
  test('what is listed can be sent', async () => {
    const listed = await list(messages, notifications);
    const known = listed.is === 'listed' ? listed.templates[1] : undefined;
    const content = {
      type: 'template',
      name: '预约提醒',
      language: 'zh_CN',
      params: { time1: '12:00', url: 'https://x.example/1' },
    } as const;
    expect(wechat.render(content, wechat.capabilities, known).parts[0]?.body).toEqual({
      msgtype: 'subscribe',
      template: { template_id: 'pri-1', page: 'https://x.example/1', data: { time1: { value: '12:00' } } },
    });
  });
  test('a list that the account may not have is left out, unless both are', async () => {
    const unauthorized = answered(200, { errcode: 48001, errmsg: 'api unauthorized' });
    expect(await list(unauthorized, notifications)).toMatchObject({
      is: 'listed',
      templates: [{ externalId: 'pri-1' }, { externalId: 'pri-2' }],
    });
    expect(await list(messages, unauthorized)).toMatchObject({ is: 'listed', templates: [{ externalId: 'tmpl-1' }] });
    expect(await list(unauthorized, unauthorized)).toMatchObject({ is: 'refused', reason: 'channel_settings' });
  });
  test.each([
    ['silence', SILENCE, 'unknown'],
    ['busy', answered(200, { errcode: -1, errmsg: 'x' }), 'deferred'],
    ['garbage', answered(200, '<html>'), 'unknown'],
    ['dead credentials', answered(200, { errcode: 40164, errmsg: 'x' }), 'refused'],
  ])('%s in one of the two is no short list', async (_what, answer, is) => {
    expect(await list(answer, notifications)).toMatchObject({ is });
    expect(await list(messages, answer)).toMatchObject({ is });
  });
});
