import { happened, said } from './settings.ts';

type Fields = Readonly<Record<string, unknown>>;
type Case = readonly [what: string, fields: Fields, read: object];

const message = (MsgType: string, fields: Fields = {}) => said({ MsgType, MsgId: '7', ...fields });
const from = (fields: Fields, FromUserName: string) => ({ ...fields, FromUserName });
const unsupported = (summary: string) => ({ type: 'unsupported', summary });

const QUOTED = '他说【收到不支持的消息类型】';
const MARKUP = '<xml><Content>inner</Content></xml> &lt;b&gt;';
const voice = (ref: object) => ({ type: 'audio', attachment: { ref }, voice: true });

/** Messages, and what of them is their content, whole. */
export const CONTENTS: readonly Case[] = [
  ['a text without its words', message('text'), unsupported('WeChat sent a text message without its text.')],
  ['an ordinary text about unsupported messages', message('text', { Content: QUOTED }), { type: 'text', text: QUOTED }],
  ['XML in a text', message('text', { Content: MARKUP }), { type: 'text', text: MARKUP }],
  [
    'a line of a menu message without its words',
    message('text', { bizmsgmenuid: '101' }),
    { type: 'choice_reply', optionId: '101', label: '101' },
  ],
  ['a picture without its file', message('image'), unsupported('WeChat sent a picture without naming its file.')],
  ['a picture of its id', message('image', { MediaId: 'm-1' }), { type: 'image', attachment: { ref: { mediaId: 'm-1' } } }],
  [
    'a picture of its public address',
    message('image', { PicUrl: 'https://pictures.example/1' }),
    { type: 'image', attachment: { ref: { picUrl: 'https://pictures.example/1' } } },
  ],
  [
    'a voice message without its file',
    message('voice', { Format: 'amr' }),
    unsupported('WeChat sent a voice message without naming its file.'),
  ],
  ['a voice message in wideband alone', message('voice', { MediaId16K: 'm-2' }), voice({ mediaId16k: 'm-2' })],
  ['a voice message of another format', message('voice', { MediaId: 'm-1', Format: 'speex' }), voice({ mediaId: 'm-1' })],
  ['a video without its file', message('video', { ThumbMediaId: 't' }), unsupported('WeChat sent a video without naming its file.')],
  [
    'a location without a longitude',
    message('location', { Location_X: '1' }),
    unsupported('WeChat sent a location without its coordinates.'),
  ],
  [
    'a location without a latitude',
    message('location', { Location_Y: '1' }),
    unsupported('WeChat sent a location without its coordinates.'),
  ],
  [
    'a location in words',
    message('location', { Location_X: 'here', Location_Y: 'there' }),
    unsupported('WeChat sent a location without its coordinates.'),
  ],
  [
    'a location without an address',
    message('location', { Location_X: '23', Location_Y: '113' }),
    { type: 'location', latitude: 23, longitude: 113 },
  ],
  ['a link without anything', message('link'), unsupported('WeChat sent a link without its address.')],
  ['a link that is only an address', message('link', { Url: 'https://a.example' }), { type: 'text', text: 'https://a.example' }],
  [
    'a link whose title is its address',
    message('link', { Title: 'https://a.example', Url: 'https://a.example' }),
    { type: 'text', text: 'https://a.example' },
  ],
  ['a tap on an entry without a key', happened('CLICK'), { type: 'choice_reply', label: 'Menu' }],
  ['a scan without its result', happened('scancode_waitmsg'), { type: 'form_reply', fields: { scanType: '', scanResult: '' } }],
];

const note = (text: string, more: object = {}) => ({ is: 'notice', notice: 'other', text, ...more });
const follow = { is: 'notice', notice: 'followed', reachable: true, opens: 'click', text: 'The customer followed the account.' };
const chosen = (SendLocationInfo: Fields) => happened('location_select', { SendLocationInfo });
const listed = (event: string, List: Fields) =>
  happened(event, { [event.replace(/(^|_)(.)/g, (_all, _start, first: string) => first.toUpperCase())]: { List } });
const failed = (externalId: string, code: string, detail: string, platformCode: string) => ({
  is: 'status',
  externalId,
  state: 'failed',
  error: { code, detail, platformCode },
});
const ignored = (what: string) => ({ is: 'ignored', what });

/** Events that say less than their page has, and what they become beside sender, time and key. */
export const SCANTY: readonly Case[] = [
  ['a page', happened('VIEW'), note('The customer opened a page from the menu.')],
  ['a mini program', happened('view_miniprogram'), note('The customer opened the mini program page from the menu.')],
  ['a scan from the menu', happened('scancode_push'), note('The customer scanned a code from the menu.', { opens: 'click' })],
  ['pictures without their number', happened('pic_weixin'), note('The customer sent pictures from the menu.')],
  ['a place without anything', happened('location_select'), note('The customer chose a place from the menu.')],
  ['a place by its name', chosen({ Poiname: '海珠广场', Label: ' ' }), note('The customer chose a place from the menu: 海珠广场')],
  ['a place by its address', chosen({ Label: ' 广州' }), note('The customer chose a place from the menu: 广州')],
  ['a place by coordinates', chosen({ Location_X: '23', Location_Y: '113' }), note('The customer chose a place from the menu: (23, 113)')],
  ['a follower’s scan', happened('SCAN'), note('The customer scanned a QR code.', { opens: 'click' })],
  ['a new follower’s scan', happened('subscribe', { EventKey: 'qrscene_' }), follow],
  ['a follower by another way', happened('subscribe', { EventKey: 'by_qrscene_7' }), follow],
  ['a report without a longitude', happened('LOCATION', { Latitude: '23.1' }), note('The customer’s app reported a place.')],
  ['a report without a latitude', happened('LOCATION', { Longitude: '113.3' }), note('The customer’s app reported a place.')],
  [
    'a report without its precision',
    happened('LOCATION', { Latitude: '23.1', Longitude: '113.3' }),
    note('The customer is at 23.1, 113.3.'),
  ],
  ['an order', happened('merchant_order'), note('The customer placed the order.', { opens: 'payment' })],
  ['an agent', happened('kf_create_session'), note("Somebody took the conversation in WeChat's own customer service.")],
  [
    'a refused qualification',
    happened('qualification_verify_fail'),
    { is: 'health', level: 'error', what: 'verification', detail: "The account's qualification was not verified: no reason given." },
  ],
  [
    'a verification that ended',
    happened('verify_expired'),
    {
      is: 'health',
      level: 'error',
      what: 'verification',
      detail: "The account's verification expired on an unknown day; WeChat will refuse messages.",
    },
  ],
  [
    'a template’s unknown fault',
    happened('TEMPLATESENDJOBFINISH', { MsgID: '9', Status: 'a failed:user block' }),
    failed('9', 'unknown', 'WeChat did not deliver the template: a failed:user block.', 'a failed:user block'),
  ],
  [
    'a notification’s fault without its words',
    listed('subscribe_msg_sent_event', { TemplateId: 'A', MsgID: '9', ErrorCode: '43101' }),
    failed('9', 'recipient_blocked', 'WeChat did not deliver the notification: code 43101.', '43101'),
  ],
  [
    'a notification’s fault that may pass',
    listed('subscribe_msg_sent_event', { TemplateId: 'A', MsgID: '9', ErrorCode: '45011', ErrorStatus: 'freq limit' }),
    failed('9', 'unknown', 'WeChat did not deliver the notification: freq limit.', '45011'),
  ],
  ['a template’s result without its id', happened('TEMPLATESENDJOBFINISH', { Status: 'success' }), ignored('templatesendjobfinish')],
  ['a template’s id without a result', happened('TEMPLATESENDJOBFINISH', { MsgID: '9' }), ignored('templatesendjobfinish')],
  ['a notification without its id', listed('subscribe_msg_sent_event', { ErrorCode: '0' }), ignored('subscribe_msg_sent_event')],
  ['a notification without a result', listed('subscribe_msg_sent_event', { MsgID: '9' }), ignored('subscribe_msg_sent_event')],
  ['notifications without any', happened('subscribe_msg_sent_event'), ignored('subscribe_msg_sent_event')],
  [
    'a wish without its template',
    listed('subscribe_msg_popup_event', { SubscribeStatusString: 'accept' }),
    ignored('subscribe_msg_popup_event'),
  ],
  [
    'nobody’s wish',
    from(listed('subscribe_msg_popup_event', { TemplateId: 'A', SubscribeStatusString: 'accept' }), ''),
    ignored('subscribe_msg_popup_event_without_sender'),
  ],
  ['nobody’s tap', from(happened('CLICK', { EventKey: 'a' }), ''), ignored('click_without_sender')],
  ['an event without a name', said({ MsgType: 'event' }), ignored('event_without_name')],
  ['a message without a kind', said({ Content: 'x', MsgId: '7' }), ignored('no_message_type')],
];
