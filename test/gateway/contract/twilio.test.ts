import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { whatsappTwilio } from '../../../gateway/src/channels/twilio/index.ts';
import { readBody } from '../../../gateway/src/channels/twilio/params.ts';
import { verify } from '../../../gateway/src/channels/twilio/verify.ts';
import { formOf, inbound, settings } from '../unit/channels/twilio/settings.ts';
import { describeChannel, post, type SignatureVector } from './channels.contract.ts';

const ADDRESS = 'https://parley.example/webhooks/chn_1';

/** Twilio's recipe once more, written apart from the channel's. */
function sign(url: string, body: Buffer, token = settings.authToken): string {
  const pairs = [...new URLSearchParams(body.toString())].map(([name, value]) => [name, value] as const);
  const text = pairs.toSorted(([a], [b]) => (a < b ? -1 : 1)).reduce((all, [name, value]) => all + name + value, url);
  return createHmac('sha1', token).update(text).digest('base64');
}

/** A vector of twilio-node: an address, and parameters or a body of JSON. */
function judge(vector: SignatureVector, file: string): void {
  const url = String(vector['url']);
  const body = vector.body ?? formBody(vector['params']);
  const request = { ...post(body, vector.headers), url };
  const params = readBody(request.body)?.params;
  const accountSid = params?.get('AccountSid')?.[0] ?? settings.accountSid;
  const verdict = verify(request, { ...settings, accountSid, authToken: vector.secret });
  expect({ file, is: verdict.is }).toEqual({ file, is: vector.valid ? 'genuine' : 'forged' });
}

function formBody(params: unknown): string {
  return typeof params === 'object' && params !== null && Object.keys(params).length > 0 ? formOf(params) : '';
}

const status = (word: string, fields: object = {}) => ({
  ChannelToAddress: '+1555010XXXX',
  SmsSid: 'SM555000000000000000000000000000b1',
  SmsStatus: word,
  MessageStatus: word,
  To: 'whatsapp:+15550100001',
  ChannelPrefix: 'whatsapp',
  MessageSid: 'SM555000000000000000000000000000b1',
  AccountSid: settings.accountSid,
  From: 'whatsapp:+15550001111',
  ApiVersion: '2010-04-01',
  ...fields,
});

describeChannel({
  name: 'WhatsApp through Twilio',
  channel: whatsappTwilio,
  settings,
  withSecret: (authToken) => ({ ...settings, authToken }),
  signature: { in: 'header', name: 'x-twilio-signature', prefix: '' },
  sign: (body, token) => ({ headers: { 'x-twilio-signature': sign(ADDRESS, body, token) } }),
  body: {
    encode: (example) => Buffer.from(formOf(example)),
    unreadable: ['', 'i am no form', '{"a":', '[]', 'null', '\u0000', '<xml/>'],
    any: fc.oneof(
      fc
        .array(fc.tuple(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), { minLength: 1 })
        .map((pairs) => new URLSearchParams(pairs).toString()),
      fc.dictionary(fc.string(), fc.jsonValue()).map((json) => JSON.stringify(json)),
    ),
  },
  handshake: null,
  secrets: [settings.authToken, Buffer.from(`${settings.accountSid}:${settings.authToken}`).toString('base64')],
  fixtures: {
    folder: 'twilio_whatsapp',
    kinds: {
      api: null,
      'signature-vector': null,
      'inbound:button': ['message:choice_reply'],
      'inbound:image': ['message:image'],
      'inbound:interactive': ['message:choice_reply'],
      'inbound:location': ['message:location'],
      'inbound:media': ['message:image'],
      'inbound:text': ['message:text'],
      'status:delivered': ['status:delivered'],
      'status:read': ['status:read'],
      'status:sent': ['status:sent'],
      'status:failed:21610': ['status:failed'],
      'status:failed:63016': ['status:failed'],
      'status:failed:63018': ['status:failed'],
      'status:undelivered:63016': ['status:failed'],
    },
    judge,
  },
  ownExamples: [
    inbound(),
    inbound({
      NumMedia: '2',
      MessageType: 'image',
      MediaUrl0: 'https://api.twilio.com/2010-04-01/Accounts/AC555/Messages/MM555/Media/ME1',
      MediaContentType0: 'image/jpeg',
      MediaUrl1: 'https://api.twilio.com/2010-04-01/Accounts/AC555/Messages/MM555/Media/ME2',
      MediaContentType1: 'application/pdf',
    }),
    inbound({ MessageType: 'interactive', ButtonPayload: 'yes', ButtonText: 'Yes', OriginalRepliedMessageSid: 'MM555' }),
    inbound({ MessageType: 'interactive', ListId: 'sfo', ListTitle: 'San Francisco', Forwarded: 'true' }),
    inbound({ MessageType: 'interactive', InteractiveData: '{"name":"Ana","seats":2}' }),
    inbound({ MessageType: 'location', Body: '', Latitude: '38.7223', Longitude: '-9.1393', Label: 'Shop', Address: 'Rua 1' }),
    inbound({ ReferralSourceType: 'ad', ReferralSourceId: '120', ReferralCtwaClid: 'ARA', OptOutType: 'STOP' }),
    inbound({ From: 'whatsapp:US.5550001', ExternalUserId: 'whatsapp:US.5550001', WaId: '' }),
    inbound({ MessageType: 'reaction', Body: '👍', OriginalRepliedMessageSid: 'SM555' }),
    status('read', { EventType: 'READ' }),
    status('undelivered', { EventType: 'UNDELIVERED', ErrorCode: '63016', ChannelStatusMessage: 'Outside the window' }),
  ],
  to: { keys: [{ kind: 'phone', value: '15550100001' }], kind: 'person', freeReply: null, quoted: null, window: 'open' },
  accepted: { sid: 'SM555000000000000000000000000000c1', status: 'queued', error_code: null, error_message: null },
  errorBody: (message) => ({ code: 20003, message, more_info: 'https://www.twilio.com/docs/errors/20003', status: 401 }),
  textOfPart: (part) => (part.body as { Body: string }).Body,
});

test('the recipe above is the one that twilio-node publishes', () => {
  const body = Buffer.from('CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212');
  expect(sign('https://mycompany.com/myapp.php?foo=1&bar=2', body, '12345')).toBe('RSOYDt4T1cUTdK1PDd93/VVr8B8=');
  expect(createHash('sha256').update('{"property": "value", "boolean": true}').digest('hex')).toBe(
    '0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620',
  );
});
