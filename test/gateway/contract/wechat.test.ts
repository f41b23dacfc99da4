import fc from 'fast-check';
import { wechat } from '../../../gateway/src/channels/wechat/index.ts';
import { seal, signatureOf, unseal } from '../../../gateway/src/channels/wechat/sealing.ts';
import { addressOf, answered } from '../support/channel-io.ts';
import {
  ACCESS_TOKEN,
  ACCOUNT,
  NONCE,
  OPENID,
  SECONDS,
  happened,
  plainQuery,
  safeQuery,
  safeSettings,
  said,
  sealed,
  settings,
  xml,
} from '../unit/channels/wechat/settings.ts';
import { type ChannelUnderTest, type SignatureVector, describeChannel, get, post } from './channels.contract.ts';

type Under = ChannelUnderTest<typeof settings>;

/** Any value as XML, whatever a property test made of it. */
const encode = (example: unknown) => {
  const isObject = typeof example === 'object' && example !== null && !Array.isArray(example);
  return Buffer.from(isObject ? xml(tame(example)) : `<xml>${example === undefined ? '' : '1'}</xml>`);
};
/** Names that XML can have, and no deeper than WeChat writes. */
function tame(fields: object, depth = 0): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, value]: [string, unknown]) => [
    name.replace(/^[^A-Za-z_]|[^\w.-]/g, '_') || '_',
    typeof value === 'object' && value !== null && !Array.isArray(value) && depth < 8 ? tame(value, depth + 1) : leaf(value),
  ]);
  return Object.fromEntries(entries);
}
const leaf = (value: unknown) => (Array.isArray(value) ? value.map((item) => JSON.stringify(item) ?? '') : value);

const ownExamples = [
  said({ MsgType: 'text', Content: '您好 ]]> 在吗?', MsgId: '5847060634540564918' }),
  said({ MsgType: 'text', Content: '满意', bizmsgmenuid: '101', MsgId: '23' }),
  said({ MsgType: 'image', PicUrl: 'https://pictures.example/1', MediaId: 'm-1', MsgId: '24' }),
  said({ MsgType: 'voice', MediaId: 'm-2', Format: 'amr', MediaId16K: 'm-3', Recognition: '你好', MsgId: '25' }),
  said({ MsgType: 'shortvideo', MediaId: 'm-4', ThumbMediaId: 'm-5', MsgId: '26' }),
  said({ MsgType: 'location', Location_X: '23.1', Location_Y: '113.3', Scale: '20', Label: '广州', MsgId: '27' }),
  said({ MsgType: 'link', Title: 'T', Description: 'D', Url: 'https://a.example', MsgId: '28' }),
  happened('subscribe', { EventKey: 'qrscene_shop-7', Ticket: 't' }),
  happened('unsubscribe'),
  happened('SCAN', { EventKey: 'shop-7', Ticket: 't' }),
  happened('LOCATION', { Latitude: '23.13', Longitude: '113.35', Precision: '119.4' }),
  happened('CLICK', { EventKey: 'hours' }),
  happened('scancode_waitmsg', { EventKey: '6', ScanCodeInfo: { ScanType: 'qrcode', ScanResult: '2' } }),
  happened('pic_sysphoto', { EventKey: '6', SendPicsInfo: { Count: 1, PicList: { item: { PicMd5Sum: 'x' } } } }),
  happened('location_select', { EventKey: '6', SendLocationInfo: { Location_X: '23', Location_Y: '113', Label: '广州' } }),
  happened('TEMPLATESENDJOBFINISH', { MsgID: '3487542469355618313', Status: 'failed:user block' }),
  happened('subscribe_msg_popup_event', {
    SubscribeMsgPopupEvent: {
      List: [
        { TemplateId: 'A', SubscribeStatusString: 'accept', PopupScene: '2' },
        { TemplateId: 'B', SubscribeStatusString: 'reject', PopupScene: '2' },
      ],
    },
  }),
  happened('subscribe_msg_sent_event', {
    SubscribeMsgSentEvent: { List: { TemplateId: 'A', MsgID: '1700827132819554304', ErrorCode: '0', ErrorStatus: 'success' } },
  }),
  happened('verify_expired', { ExpiredTime: SECONDS }),
];

const handshake = {
  signature: signatureOf(settings.token, String(SECONDS), NONCE),
  timestamp: String(SECONDS),
  nonce: NONCE,
  echostr: '4375120948',
};

const SECRETS = [settings.appSecret, settings.token, ACCESS_TOKEN, encodeURIComponent(ACCESS_TOKEN)];

const common = {
  channel: wechat,
  handshake: { genuine: handshake, wrong: { ...handshake, nonce: '1' }, answer: '4375120948' },
  secrets: SECRETS,
  ownExamples,
  to: addressOf([{ kind: 'openid', value: OPENID }]),
  before: (request) =>
    request.url.includes('/cgi-bin/stable_token') ? answered(200, { access_token: ACCESS_TOKEN, expires_in: 7200 }) : undefined,
  accepted: { errcode: 0, errmsg: 'ok' },
  errorBody: (errmsg) => ({ errcode: 40003, errmsg }),
  textOfPart: (part) => (part.body as { text: { content: string } }).text.content,
} satisfies Partial<Under>;

const unreadable = ['', 'i am not xml', '<xml>', '<xml><a>1</b></xml>', '{"a":', '\u0000', '<!DOCTYPE xml><xml/>'];
const anyObject = fc.object({ maxDepth: 3 });

describeChannel({
  ...common,
  name: 'WeChat in plain mode',
  settings,
  withSecret: (token) => ({ ...settings, token }),
  signature: { in: 'query', name: 'signature', prefix: '' },
  sign: (_body, token) => ({ query: plainQuery(undefined, token) }),
  // The plain mode signs token, time and nonce only.
  spoil: null,
  body: { encode, unreadable, any: fc.oneof(fc.json(), anyObject.map(encode)) },
  fixtures: {
    folder: 'wechat',
    judge,
    // Tags that do not match, by its author's intention.
    unreadable: ['nodewebot_bad_xml.xml'],
    kinds: {
      api: null,
      'signature-vector': null,
      'event:CLICK': ['message:choice_reply'],
      'event:LOCATION': ['notice:other'],
      'event:MASSSENDJOBFINISH': ['ignored'],
      'event:SCAN': ['notice:other'],
      'event:ShakearoundUserShake': ['ignored'],
      'event:TEMPLATESENDJOBFINISH': ['status:delivered', 'status:failed'],
      'event:VIEW': ['notice:other'],
      'event:WifiConnected': ['ignored'],
      'event:annual_renew': ['health'],
      'event:kf_close_session': ['notice:other'],
      'event:kf_create_session': ['notice:other'],
      'event:kf_switch_session': ['notice:other'],
      'event:location_select': ['notice:other'],
      'event:merchant_order': ['notice:other'],
      'event:naming_verify_fail': ['health'],
      'event:naming_verify_success': ['health'],
      'event:pic_photo_or_album': ['notice:other'],
      'event:pic_sysphoto': ['notice:other'],
      'event:pic_weixin': ['notice:other'],
      'event:qualification_verify_fail': ['health'],
      'event:qualification_verify_success': ['health'],
      'event:scancode_push': ['notice:other'],
      'event:scancode_waitmsg': ['message:form_reply'],
      'event:subscribe': ['notice:followed'],
      'event:subscribe_msg_change_event': ['notice:other'],
      'event:subscribe_msg_popup_event': ['notice:other'],
      'event:subscribe_msg_sent_event': ['status:delivered'],
      'event:unsubscribe': ['notice:unfollowed'],
      'event:verify_expired': ['health'],
      'message:image': ['message:image'],
      'message:link': ['message:text'],
      'message:location': ['message:location'],
      'message:shortvideo': ['message:video'],
      'message:text': ['message:text'],
      'message:video': ['message:video'],
      'message:voice': ['message:audio'],
    },
  },
});

const sealedBody = (body: Buffer) => Buffer.from(xml({ ToUserName: ACCOUNT, Encrypt: sealed(body.toString('utf8')) }));
const encryptedIn = (body: Buffer) => /<Encrypt><!\[CDATA\[(.*?)\]\]>/.exec(body.toString('utf8'))?.[1] ?? '';

describeChannel({
  ...common,
  name: 'WeChat in safe mode',
  settings: safeSettings,
  secrets: [...SECRETS, safeSettings.encodingAesKey ?? ''],
  withSecret: (token) => ({ ...safeSettings, token }),
  signature: { in: 'query', name: 'msg_signature', prefix: '' },
  sign: (body, token) => ({ query: safeQuery(encryptedIn(body), undefined, token) }),
  spoil: (body) =>
    Buffer.from(
      body
        .toString('utf8')
        .replace(/(<Encrypt><!\[CDATA\[.{40})(.)/, (_all, before: string, one: string) => before + (one === 'A' ? 'B' : 'A')),
    ),
  body: {
    encode: (example) => sealedBody(encode(example)),
    unreadable: [...unreadable, xml({ ToUserName: ACCOUNT, Encrypt: 'bm90IG91cnM=' })],
    any: fc.oneof(fc.json(), anyObject.map(encode)).map((body) => sealedBody(Buffer.from(body))),
  },
  fixtures: null,
});

/** The vectors' own times are years old: they are judged in their own minute. */
function judge(vector: SignatureVector): void {
  const {
    token,
    appId = '',
    encodingAESKey: encodingAesKey = '',
    query,
    Encrypt,
    plaintext,
    plaintext_contains: contained,
    random16,
  } = vector as unknown as Vector;
  const now = Number(query['timestamp']) * 1000;
  const own = { ...settings, token, appId };
  if (Encrypt === undefined) {
    const reply = wechat.handshake(get({ echostr: 'none', ...query }), own);
    expect(reply?.status).toBe(vector.valid ? 200 : 403);
    if (query['echostr'] !== undefined) expect(reply?.body).toBe(query['echostr']);
    expect(wechat.verify(post('<xml/>', {}, query), own, now).is).toBe(vector.valid ? 'genuine' : 'forged');
    return;
  }
  const request = post(xml({ ToUserName: ACCOUNT, Encrypt }), {}, query);
  expect(wechat.verify(request, { ...own, encodingAesKey }, now).is).toBe(vector.valid ? 'genuine' : 'forged');
  expect(wechat.verify(request, { ...own, encodingAesKey, appId: 'wx-another' }, now).is).toBe('forged');
  const opened = unseal(Encrypt, encodingAesKey, appId);
  if (plaintext !== undefined) expect(opened).toBe(plaintext);
  for (const part of contained ?? []) expect(opened).toContain(part);
  if (random16 === undefined || plaintext === undefined) return;
  expect(seal(plaintext, encodingAesKey, appId, Buffer.from(random16))).toBe(Encrypt);
  expect(signatureOf(token, query['timestamp'] ?? '', query['nonce'] ?? '', Encrypt)).toBe(query['msg_signature']);
}

interface Vector {
  readonly token: string;
  readonly appId?: string;
  readonly encodingAESKey?: string;
  readonly query: Readonly<Record<string, string>>;
  readonly Encrypt?: string;
  readonly plaintext?: string;
  readonly plaintext_contains?: readonly string[];
  readonly random16?: string;
}
