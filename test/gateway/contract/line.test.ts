import { createHmac } from 'node:crypto';
import type { Part } from '../../../gateway/src/channels/channel.ts';
import { line, type LineSettings } from '../../../gateway/src/channels/line/index.ts';
import { addressOf } from '../support/channel-io.ts';
import { describeChannel } from './channels.contract.ts';

const settings: LineSettings = {
  channelSecret: 'contract-channel-secret',
  channelAccessToken: 'contract-access-token+/=',
  apiBaseUrl: 'http://127.0.0.1:9',
};

const source = { type: 'group', groupId: 'C0000000000000000000000000000c201', userId: 'U0000000000000000000000000000a101' };
const common = { source, timestamp: 1_700_000_000_000, mode: 'active', replyToken: 'token', deliveryContext: { isRedelivery: false } };
const ownExamples = [
  {
    destination: 'U00000000000000000000000000000b07',
    events: [
      {
        ...common,
        type: 'message',
        webhookEventId: '01HA',
        message: { id: '555001', type: 'text', text: 'hi 🐇', quoteToken: 'q', quotedMessageId: '554' },
      },
      { ...common, type: 'message', webhookEventId: '01HB', message: { id: '555002', type: 'image', contentProvider: { type: 'line' } } },
      {
        ...common,
        type: 'message',
        webhookEventId: '01HC',
        message: { id: '555003', type: 'sticker', packageId: '1', stickerId: '2', keywords: ['a'] },
      },
      {
        ...common,
        type: 'message',
        webhookEventId: '01HD',
        message: { id: '555004', type: 'location', title: 't', address: 'a', latitude: 1, longitude: 2 },
      },
      { ...common, type: 'messageEdited', webhookEventId: '01HE', message: { id: '555001', type: 'text', text: 'hello' } },
      { ...common, type: 'unsend', webhookEventId: '01HF', unsend: { messageId: '555001' } },
    ],
  },
  {
    destination: 'U00000000000000000000000000000b07',
    events: [
      { ...common, type: 'postback', postback: { data: 'size-m', params: { date: '2026-11-21' } } },
      { ...common, type: 'follow', follow: { isUnblocked: true } },
      { ...common, type: 'memberJoined', joined: { members: [{ type: 'user', userId: 'U1' }] } },
      { ...common, type: 'beacon', beacon: { hwid: 'b', type: 'enter' } },
      { ...common, type: 'botSuspended' },
    ],
  },
];

const messagesIn = (part: Part) => (part.body as { messages: { text?: string }[] }).messages;

/**
 * A part of LINE's is a call with up to five messages, while the contract's length is of one message: it is shown each
 * message as a part. How they are packed into calls is tested with `render`.
 */
const byMessage: typeof line = {
  ...line,
  render: (content, capabilities) => {
    const rendered = line.render(content, capabilities);
    const messages = rendered.parts.flatMap(messagesIn);
    return { ...rendered, parts: messages.map((message, index) => ({ index, body: { messages: [message] } })) };
  },
};

describeChannel<LineSettings>({
  name: 'line',
  channel: byMessage,
  settings,
  withSecret: (channelSecret) => ({ ...settings, channelSecret }),
  signature: { in: 'header', name: 'x-line-signature', prefix: '' },
  sign: (body, secret = settings.channelSecret) => ({
    headers: { 'x-line-signature': createHmac('sha256', secret).update(body).digest('base64') },
  }),
  handshake: null,
  secrets: [settings.channelSecret, settings.channelAccessToken],
  fixtures: {
    folder: 'line',
    kinds: {
      api: null,
      'signature-vector': null,
      // Without events nothing can be asked for; the golden pair console-verify says what it must become.
      verify: null,
      accountLink: ['notice:other'],
      beacon: ['notice:other'],
      follow: ['notice:followed'],
      greatNewFeature: ['ignored'],
      join: ['notice:joined'],
      leave: ['notice:left'],
      memberJoined: ['notice:member_joined'],
      memberLeft: ['notice:member_left'],
      'message:audio': ['message:audio'],
      'message:file': ['message:file'],
      'message:image': ['message:image'],
      'message:location': ['message:location'],
      'message:sticker': ['message:sticker'],
      // One file is in mode standby. The unit tests hold every event of every file to exactly one answer.
      'message:text': ['message:text', 'ignored'],
      'message:unknownunknownuknown': ['ignored'],
      'message:video': ['message:video'],
      'messageEdited:text': ['edit'],
      postback: ['message:choice_reply'],
      things: ['ignored'],
      undefined: ['ignored'],
      unfollow: ['notice:unfollowed'],
      unsend: ['revoke'],
      videoPlayComplete: ['ignored'],
    },
  },
  ownExamples,
  to: addressOf([{ kind: 'user_id', value: 'U0000000000000000000000000000a101' }]),
  accepted: { sentMessages: [{ id: '555000000000000001', quoteToken: 'q' }] },
  errorBody: (message) => ({ message }),
  textOfPart: (part) => messagesIn(part)[0]?.text ?? '',
});
