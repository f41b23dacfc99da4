import { createHmac } from 'node:crypto';
import { facebook, type FacebookSettings } from '../../../gateway/src/channels/facebook/index.ts';
import { type ChannelUnderTest, describeChannel, get, post, type SignatureVector } from './channels.contract.ts';

const settings: FacebookSettings = {
  pageId: '555001000000001',
  pageAccessToken: 'EAApage-token-for-tests-only',
  appSecret: 'app-secret-for-tests-only',
  verifyToken: 'verify-token-for-tests-only',
  instagramAccountId: '17840055500000001',
  graphVersion: 'v25.0',
};

const shared = {
  channel: facebook,
  settings,
  withSecret: (appSecret: string) => ({ ...settings, appSecret }),
  signature: { in: 'header', name: 'x-hub-signature-256', prefix: 'sha256=' },
  sign: (body: Buffer, secret: string = settings.appSecret) => ({
    headers: { 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` },
  }),
  handshake: {
    genuine: { 'hub.mode': 'subscribe', 'hub.verify_token': settings.verifyToken, 'hub.challenge': '1158201444' },
    wrong: { 'hub.mode': 'subscribe', 'hub.verify_token': 'something else', 'hub.challenge': '1158201444' },
    answer: '1158201444',
  },
  secrets: [settings.pageAccessToken, settings.appSecret, settings.verifyToken],
  accepted: { recipient_id: '5550020000000001', message_id: 'm_SENT1' },
  errorBody: (message: string) => ({ error: { message, type: 'OAuthException', code: 190, fbtrace_id: 'X' } }),
  textOfPart: (part: { readonly body: unknown }) => (part.body as { text: string }).text,
} satisfies Partial<ChannelUnderTest<FacebookSettings>>;

const at = 1_790_000_001_123;
const webhook = (object: string, account: string, ...messaging: object[]) => ({
  object,
  entry: [
    { id: account, time: at, messaging: messaging.map((event) => ({ recipient: { id: account }, timestamp: at, ...event })) },
    { id: account, time: at, standby: [{ sender: { id: '1' }, message: { mid: `${account}-standby`, text: 'x' } }] },
  ],
});
const says = (id: string, message: object) => ({ sender: { id: '5550020000000001' }, message: { mid: `m_${id}`, ...message } });
const does = (event: object) => ({ sender: { id: '5550020000000001' }, ...event });
const shows = (type: string, payload: object | null = { url: 'https://scontent.xx.fbcdn.net/v/1.jpg' }) => ({
  attachments: [{ type, payload }],
});

/** Vectors with the older SHA-1 header only are never enough, and one is of the handshake. */
function judge(vector: SignatureVector, file: string): void {
  if (file === 'sig_handshake.json') {
    const { verify_token: verifyToken, cases } = vector as unknown as HandshakeVector;
    for (const { query, status, body } of cases) {
      const reply = facebook.handshake(get(query), { ...settings, verifyToken });
      expect(reply?.status).toBe(status);
      if (body !== undefined) expect(reply?.body).toBe(body);
    }
    return;
  }
  const isEnough = vector.valid && vector['algorithm'] !== 'sha1';
  const verdict = facebook.verify(post(vector.body, vector.headers), { ...settings, appSecret: vector.secret }, at);
  expect(verdict.is).toBe(isEnough ? 'genuine' : 'forged');
}

interface HandshakeVector {
  readonly verify_token: string;
  readonly cases: readonly { readonly query: Record<string, string>; readonly status: number; readonly body?: string }[];
}

describeChannel({
  ...shared,
  signature: { in: 'header', name: 'x-hub-signature-256', prefix: 'sha256=' },
  name: 'Facebook Messenger',
  fixtures: {
    folder: 'messenger',
    judge,
    kinds: {
      api: null,
      'signature-vector': null,
      account_linking: ['notice:other'],
      app_roles: ['ignored'],
      branded_camera: ['ignored'],
      checkout_update: ['notice:other'],
      delivery: ['status:delivered', 'watermark'],
      empty: ['ignored'],
      game_play: ['ignored'],
      'message:attachment:appointment_booking': ['message:form_reply'],
      'message:attachment:audio': ['message:audio'],
      'message:attachment:fallback': ['message:text'],
      'message:attachment:file': ['message:file'],
      'message:attachment:image': ['message:image', 'message:sticker'],
      'message:attachment:location': ['message:location'],
      'message:attachment:post': ['message:text'],
      'message:attachment:sticker': ['message:sticker'],
      'message:attachment:video': ['message:video'],
      'message:deleted': ['revoke'],
      'message:echo': ['echo:text'],
      'message:quick_reply': ['message:choice_reply'],
      'message:text': ['message:text'],
      'message:text+referral': ['message:text'],
      'message:text+reply_to': ['message:text'],
      message_edit: ['edit'],
      optin: ['notice:other', 'opt_out'],
      pass_thread_control: ['notice:other'],
      payment: ['notice:other'],
      'policy-enforcement': ['health'],
      policy_enforcement: ['health'],
      postback: ['message:choice_reply'],
      pre_checkout: ['notice:other'],
      reaction: ['reaction'],
      read: ['watermark'],
      referral: ['notice:other'],
      request_thread_control: ['notice:other'],
      'standby:message:text': ['ignored'],
      'standby:none': ['ignored'],
      take_thread_control: ['notice:other'],
    },
  },
  ownExamples: [
    webhook(
      'page',
      settings.pageId,
      says('A1', { text: 'Olá, está aberto?', reply_to: { mid: 'm_Q' }, referral: { ad_id: '1', source: 'ADS' } }),
      says('A2', {
        attachments: [
          { type: 'image', payload: { url: 'https://x.example/1' } },
          { type: 'file', payload: { url: 'x' } },
        ],
      }),
      says('A3', { text: 'Red', quick_reply: { payload: 'red' } }),
      says('A4', shows('sticker', { url: 'https://x.example/s', sticker_id: 369239263222822 })),
      says('A5', shows('location', { coordinates: { lat: 1, long: 2 } })),
      says('A6', shows('fallback', null)),
      says('A7', shows('template', { elements: [{ title: 'A', buttons: [{ type: 'postback', title: 'B', payload: 'b' }] }] })),
      does({ postback: { title: 'Start', payload: 'START', referral: { ref: 'r', source: 'SHORTLINK' } } }),
      does({ reaction: { mid: 'm_A1', action: 'react', emoji: '👍', reaction: 'like' } }),
      does({ message_edit: { mid: 'm_A1', text: 'Olá', num_edit: '1' } }),
      does({ delivery: { mids: ['m_S1', 'm_S2'], watermark: at } }),
      does({ read: { watermark: String(at) } }),
      does({ referral: { ref: 'r', source: 'SHORTLINK', type: 'OPEN_THREAD' } }),
      does({ optin: { type: 'notification_messages', notification_messages_status: 'STOP NOTIFICATIONS' } }),
      does({ pass_thread_control: { new_owner_app_id: '263902037430900' } }),
      does({ messaging_feedback: { feedback_screens: [{ questions: { q: { payload: '4', follow_up: { payload: 'x' } } } }] } }),
    ),
    {
      object: 'page',
      entry: [
        {
          id: settings.pageId,
          time: at,
          messaging: [{ sender: { id: settings.pageId }, recipient: { id: '9' }, message: { mid: 'm_E', is_echo: true, text: 'x' } }],
        },
        { id: settings.pageId, time: at, messaging: [{ recipient: { id: settings.pageId }, policy_enforcement: { action: 'block' } }] },
        {
          id: settings.pageId,
          time: at,
          changes: [{ field: 'message_template_status_update', value: { message_template_id: 1, event: 'APPROVED' } }],
        },
        { id: '0', time: at, changes: [{ field: 'messages', value: { page_id: '1' } }] },
      ],
    },
  ],
  to: { keys: [{ kind: 'psid', value: '5550020000000001' }], kind: 'person', freeReply: null, quoted: null, window: 'open' },
});

describeChannel({
  ...shared,
  signature: { in: 'header', name: 'x-hub-signature-256', prefix: 'sha256=' },
  name: 'Instagram, through its Page',
  fixtures: {
    folder: 'instagram',
    judge,
    kinds: {
      'signature-vector': null,
      empty: ['ignored'],
      'message:attachment:ephemeral': ['message:unsupported'],
      // The samples' addresses are not at Meta's file servers, so that they are links to look at.
      'message:attachment:ig_reel': ['message:text'],
      'message:attachment:share': ['message:text'],
      'message:attachment:image': ['message:image'],
      'message:attachment:image+video': ['message:image'],
      'message:attachment:story_mention': ['message:file'],
      'message:deleted': ['revoke'],
      'message:echo': ['echo:text', 'echo:file'],
      'message:quick_reply': ['message:choice_reply'],
      // One is the test of Meta's console.
      'message:text': ['message:text', 'ignored'],
      'message:text+referral': ['message:text'],
      'message:text+reply_to': ['message:text'],
      'message:unsupported': ['message:unsupported'],
      postback: ['message:choice_reply'],
      reaction: ['reaction'],
      read: ['status:read'],
      referral: ['notice:other'],
      'standby:message:text': ['ignored'],
    },
  },
  ownExamples: [
    webhook(
      'instagram',
      '17840055500000001',
      says('I1', { text: 'Olá', reply_to: { story: { id: '1', url: 'https://x.example/story' } } }),
      says('I2', shows('story_mention')),
      says('I3', shows('ig_reel', { url: 'https://lookaside.fbsbx.com/1', title: 't' })),
      says('I4', { attachments: [{ type: 'ephemeral' }] }),
      says('I5', { is_unsupported: true }),
      says('I6', { is_deleted: true }),
      does({ reaction: { mid: 'm_I1', action: 'unreact' } }),
      does({ read: { mid: 'm_S9' } }),
      does({ referral: { ref: 'bio', source: 'IGME-SOURCE-LINK' } }),
      does({ message_edit: { mid: 'm_I1', text: 'Olá!', num_edit: 1 } }),
    ),
  ],
  to: { keys: [{ kind: 'psid', value: 'ig:5550030000000001' }], kind: 'person', freeReply: null, quoted: null, window: 'open' },
});
