import { createCipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** A platform that writes to the gateway, with a secret of its own, so that damaged bodies still come genuinely signed. */
export interface FuzzedPlatform {
  readonly name: string;
  /** The body of `POST /channels`, without the settings. */
  readonly channel: Readonly<Record<string, unknown>>;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Nobody is called for it: it is our own. */
  readonly callsNobody?: true;
  readonly contentType: string;
  /** Larger bodies are refused unseen with 413. */
  readonly mostBytes?: number;
  /** Genuine bodies to be damaged. */
  seeds(): readonly Buffer[];
  /** What the signature adds, and the body as it goes over the wire. `url` is the public address of the channel. */
  sign(body: Buffer, url: string): { readonly headers: Readonly<Record<string, string>>; readonly search: string; readonly body: Buffer };
}

/** The body of `POST /channels`, for a channel whose platform stands at this address. */
export function channelOf({ channel, settings, callsNobody }: FuzzedPlatform, apiBaseUrl: string): object {
  return { ...channel, settings: callsNobody ? settings : { ...settings, apiBaseUrl } };
}

const OWN = path.resolve(import.meta.dirname, '../gateway/fixtures');
const SECRET = 'fuzz-secret-made-up';

/** Our own typed examples first, which are whole, and the platforms' real ones where `PARLEY_FIXTURES` names them. */
function seedsOf(
  own: readonly string[],
  real: readonly string[],
  endings: readonly string[],
  read: (file: string) => Buffer = (file) => readFileSync(file),
): readonly Buffer[] {
  const fixtures = process.env['PARLEY_FIXTURES'];
  const folders = [
    ...own.map((name) => path.join(OWN, name)),
    ...(fixtures === undefined ? [] : real.map((name) => path.join(fixtures, name))),
  ];
  const files = folders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder)
        .sort()
        .map((file) => path.join(folder, file)),
    ) // prettier-ignore
    .filter((file) => !file.endsWith('.expected.json') && !path.basename(file).startsWith('sig_'))
    .filter((file) => endings.some((ending) => file.endsWith(ending)));
  const seeds = files.map((file) => read(file));
  if (seeds.length === 0) throw new Error(`no examples to damage in ${folders.join(', ')}`);
  return seeds;
}

/**
 * Meta's examples, of whatever account, as events of ours: what is for an account that nobody has is dropped before it is stored. Other
 * bodies stay as they are.
 */
function addressed(seeds: readonly Buffer[], accountOf: (object: unknown) => string, phoneNumberId?: string): readonly Buffer[] {
  return seeds.map((seed) => {
    try {
      const body: { object?: unknown; entry?: unknown } = JSON.parse(seed.toString('utf8'));
      if (!Array.isArray(body.entry)) return seed;
      for (const entry of body.entry) if (typeof entry?.id === 'string' && entry.id !== '0') entry.id = accountOf(body.object);
      const text = JSON.stringify(body);
      return Buffer.from(phoneNumberId === undefined ? text : text.replaceAll(/("phone_number_id":")\d+/g, `$1${phoneNumberId}`));
    } catch {
      return seed;
    }
  });
}

const PAGE = '555000000000010';
const INSTAGRAM = '555000000000020';
const NUMBER = '105550100000001';
const BUSINESS = '205550100000002';

/** Parameters are written down as JSON, and go over the wire as a form. */
function readForm(file: string): Buffer {
  const bytes = readFileSync(file);
  if (!file.endsWith('.json')) return bytes;
  const params: Record<string, unknown> = JSON.parse(bytes.toString('utf8'));
  return Buffer.from(
    new URLSearchParams(Object.entries(params).map(([name, value]): [string, string] => [name, String(value)])).toString(),
  );
}

const metaSigned = (secret: string) => (body: Buffer) => {
  const digest = createHmac('sha256', secret).update(body).digest('hex');
  return { headers: { 'x-hub-signature-256': `sha256=${digest}` }, search: '', body };
};

/** Over the address and the parameters in the order of their names (https://www.twilio.com/docs/usage/security). */
const twilioSigned = (secret: string) => (body: Buffer, url: string) => {
  const values = new Map<string, Set<string>>();
  for (const [name, value] of new URLSearchParams(body.toString('utf8'))) values.set(name, (values.get(name) ?? new Set()).add(value));
  const text = [...values.keys()].sort().reduce((sum, name) => sum + [...(values.get(name) ?? [])].sort().map((value) => name + value).join(''), url); // prettier-ignore
  return { headers: { 'x-twilio-signature': createHmac('sha1', secret).update(text).digest('base64') }, search: '', body };
};

const WECHAT_APP = 'wx5550000000000001';
/** Its key as the settings have it is this in base64 without the padding. */
export const AES_KEY = Buffer.alloc(32, 'parley-fuzz');

/** Safe mode: encrypted with the account's key, signed over what is encrypted (WeChat's "Message encryption and decryption"). */
const wechatSigned = (token: string) => (body: Buffer) => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const plain = Buffer.concat([randomBytes(16), length, body, Buffer.from(WECHAT_APP)]);
  const padding = 32 - (plain.length % 32);
  const cipher = createCipheriv('aes-256-cbc', AES_KEY, AES_KEY.subarray(0, 16)).setAutoPadding(false);
  const encrypted = Buffer.concat([cipher.update(Buffer.concat([plain, Buffer.alloc(padding, padding)])), cipher.final()]).toString(
    'base64',
  );
  const timestamp = String(Math.floor(Date.now() / 1000));
  const nonce = '5550123';
  const sha1 = (...parts: readonly string[]) =>
    createHash('sha1')
      .update([...parts].sort().join(''))
      .digest('hex');
  const search = new URLSearchParams({
    signature: sha1(token, timestamp, nonce),
    timestamp,
    nonce,
    encrypt_type: 'aes',
    msg_signature: sha1(token, timestamp, nonce, encrypted),
  });
  const envelope = `<xml><ToUserName><![CDATA[gh_555]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`;
  return { headers: {}, search: `?${search.toString()}`, body: Buffer.from(envelope) };
};

/** What our own widget routes write, and a site's server may. */
const WIDGET_BODIES = [
  {
    visitor: { id: 'vis_01JD00000000000000000000AA', userId: 'user-42', name: 'Noor', locale: 'nl' },
    events: [
      { type: 'message', clientId: 'c-0000001', sentAt: 1_700_000_000_000, content: { type: 'text', text: 'hi 🐇' } },
      { type: 'message', clientId: 'c-0000003', content: { type: 'choice_reply', optionId: 'm', label: 'Medium' } },
      { type: 'message', clientId: 'c-0000004', content: { type: 'form_reply', fields: { email: 'noor@example.com', size: ['m', 'l'] } } },
      { type: 'message', clientId: 'c-0000005', content: { type: 'location', latitude: 52.1, longitude: 4.3, name: 'Shop' } },
    ],
  },
  {
    visitor: { id: 'vis_01JD00000000000000000000BB' },
    events: [
      { type: 'status', messageId: 'msg_01JD00000000000000000000AA', state: 'delivered' },
      { type: 'reaction', id: 'r1', target: 'msg_01JD00000000000000000000AA', emoji: '👍' },
      { type: 'identified' },
      { type: 'something new' },
    ],
  },
].map((example) => Buffer.from(JSON.stringify(example)));

/** The five platforms and our own widget, with these secrets in their settings; an example folder that is missing is an error. */
export function fuzzedPlatforms(secretOf: (place: string) => string = () => SECRET): readonly FuzzedPlatform[] {
  return [
    {
      name: 'whatsapp',
      channel: {
        type: 'whatsapp',
        provider: 'cloud_api',
        name: 'Fuzzed WhatsApp',
      },
      settings: {
        phoneNumberId: NUMBER,
        businessAccountId: BUSINESS,
        accessToken: secretOf('whatsapp.accessToken'),
        appSecret: secretOf('whatsapp.appSecret'),
        verifyToken: secretOf('whatsapp.verifyToken'),
      },
      contentType: 'application/json',
      seeds: () => addressed(seedsOf(['whatsapp'], ['whatsapp_cloud'], ['.json']), () => BUSINESS, NUMBER),
      sign: metaSigned(secretOf('whatsapp.appSecret')),
    },
    {
      name: 'twilio',
      channel: {
        type: 'whatsapp',
        provider: 'twilio',
        name: 'Fuzzed Twilio',
      },
      settings: {
        accountSid: 'AC5550000000000000000000000000aaaa',
        authToken: secretOf('twilio.authToken'),
        from: 'whatsapp:+14155238886',
      },
      contentType: 'application/x-www-form-urlencoded',
      seeds: () => seedsOf(['twilio'], ['twilio_whatsapp'], ['.txt', '.json'], readForm),
      sign: twilioSigned(secretOf('twilio.authToken')),
    },
    {
      name: 'facebook',
      channel: {
        type: 'facebook',
        name: 'Fuzzed Messenger',
      },
      settings: {
        pageId: PAGE,
        pageAccessToken: secretOf('facebook.pageAccessToken'),
        appSecret: secretOf('facebook.appSecret'),
        verifyToken: secretOf('facebook.verifyToken'),
        instagramAccountId: INSTAGRAM,
      },
      contentType: 'application/json',
      seeds: () => {
        const seeds = seedsOf(['facebook', 'instagram'], ['messenger', 'instagram'], ['.json']);
        return addressed(seeds, (object) => (object === 'instagram' ? INSTAGRAM : PAGE));
      },
      sign: metaSigned(secretOf('facebook.appSecret')),
    },
    {
      name: 'line',
      channel: { type: 'line', name: 'Fuzzed LINE' },
      settings: { channelSecret: secretOf('line.channelSecret'), channelAccessToken: secretOf('line.channelAccessToken') },
      contentType: 'application/json',
      seeds: () => seedsOf(['line'], ['line'], ['.json']),
      sign: (body) => ({
        headers: { 'x-line-signature': createHmac('sha256', secretOf('line.channelSecret')).update(body).digest('base64') },
        search: '',
        body,
      }),
    },
    {
      name: 'wechat',
      mostBytes: 64 * 1024,
      channel: {
        type: 'wechat',
        name: 'Fuzzed WeChat',
      },
      settings: {
        appId: WECHAT_APP,
        appSecret: secretOf('wechat.appSecret'),
        token: secretOf('wechat.token'),
        encodingAesKey: AES_KEY.toString('base64').slice(0, 43),
      },
      contentType: 'text/xml',
      seeds: () => seedsOf(['wechat'], ['wechat'], ['.xml', '.json']),
      sign: wechatSigned(secretOf('wechat.token')),
    },
    {
      name: 'widget',
      channel: { type: 'widget', name: 'Fuzzed widget' },
      settings: { allowedOrigins: ['https://shop.example'], identitySecret: secretOf('widget.identitySecret') },
      callsNobody: true,
      contentType: 'application/json',
      seeds: () => WIDGET_BODIES,
      sign: (body) => ({
        headers: { 'x-parley-signature': createHmac('sha256', secretOf('widget.identitySecret')).update(body).digest('hex') },
        search: '',
        body,
      }),
    },
  ];
}
