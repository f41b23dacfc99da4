import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import twilio from 'twilio';
import type { ApiAnswer, ApiCall } from '../../../../gateway/sandbox/calls.ts';
import { DEMO_TWILIO } from '../../../../gateway/sandbox/demo-accounts.ts';
import { at, textAt } from '../../../../gateway/sandbox/json.ts';
import type { Trouble } from '../../../../gateway/sandbox/trouble.ts';
import { NO_TROUBLE } from '../../../../gateway/sandbox/trouble.ts';
import type { TwilioOptions, TwilioStandIn } from '../../../../gateway/sandbox/twilio.ts';
import { createTwilio } from '../../../../gateway/sandbox/twilio.ts';
import type { TwilioSays } from '../../../../gateway/sandbox/twilio/says.ts';
import { twilioSignature } from '../../../../gateway/sandbox/twilio/signature.ts';
import type { TestClock } from './bench.ts';
import { callOf, testClock } from './bench.ts';

const { accountSid, authToken, from, messagingServiceSid } = DEMO_TWILIO;
const BASE = 'http://127.0.0.1:1/twilio';
const ROOT = `/2010-04-01/Accounts/${accountSid}`;
const BASIC = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
const RAVI = '15555550163';
const TO = `whatsapp:+${RAVI}`;
const APPROVED = { hello: 'HX55500000000000000000000000000001', order: 'HX55500000000000000000000000000002' };

/** A call without the header, as a client makes that left its credentials behind. */
const NO_LOGIN = { authorization: undefined as unknown as string };

const ANY_CALL: ApiCall = {
  method: 'POST',
  path: `${ROOT}/Messages.json`,
  query: new URLSearchParams(),
  headers: {},
  body: Buffer.alloc(0),
};

interface Webhook {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly params: Record<string, string>;
}
interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body?: string;
  readonly cut?: boolean;
}

/** The business's server: keeps the forms it gets and answers as told, then with empty TwiML. */
async function startBusiness() {
  const received: Webhook[] = [];
  const answers: Answer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.url?.startsWith('/files/') === true) {
        const type = request.url.endsWith('.exe') ? 'application/x-msdownload' : 'image/png';
        response.writeHead(request.url.includes('missing') ? 404 : 200, { 'content-type': type }).end('bytes');
        return;
      }
      const params = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString('utf8')));
      received.push({ url: `http://${request.headers.host}${request.url ?? ''}`, headers: request.headers, params });
      const { status = 200, type = 'text/xml', body = '<Response/>', cut = false } = answers.shift() ?? {};
      if (cut) request.socket.destroy();
      else response.writeHead(status, { 'content-type': type }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    received,
    answers,
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

let clock: TestClock;
let business: Awaited<ReturnType<typeof startBusiness>>;
let standIn: TwilioStandIn;

function make(options: Partial<TwilioOptions> = {}): void {
  standIn = createTwilio({ ...DEMO_TWILIO, baseUrl: BASE, clock, ...options });
  standIn.connect(`${business.origin}/webhooks/chn_1`);
}
const call = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}, trouble = {}) =>
  callOf(standIn, 'none')(method, path, body, { authorization: BASIC, ...headers }, trouble);
const post = (form: Record<string, string>, trouble = {}): Promise<ApiAnswer> =>
  call('POST', `${ROOT}/Messages.json`, new URLSearchParams(form).toString(), {}, trouble);
const send = (form: Record<string, string> = {}, trouble = {}) =>
  post({ From: from, To: TO, Body: 'Hello', StatusCallback: `${business.origin}/status`, ...form }, trouble);
const says = async (message: TwilioSays, who = RAVI) => {
  const said = standIn.customerSays(who, message);
  await said.webhook;
  return said.id;
};
const codeOf = (answer: ApiAnswer) => at(answer.body, 'code');
const sidOf = (answer: ApiAnswer) => textAt(answer.body, 'sid') ?? '';
const lastParams = () => business.received.at(-1)?.params ?? {};
const statuses = () => business.received.filter((one) => one.url.endsWith('/status')).map((one) => one.params['MessageStatus']);
const makeContent = async (types: Record<string, unknown>, more = {}) =>
  call('POST', '/v1/Content', { friendly_name: 'test', language: 'en', types, ...more });

beforeEach(async () => {
  clock = testClock();
  business = await startBusiness();
  make();
});
afterEach(async () => {
  await standIn.stop();
  await business.stop();
});

describe('sending', () => {
  test('a text is taken with 201 and a SID, and its statuses come in order to the StatusCallback', async () => {
    await says({ type: 'text', text: 'Hi' });
    const answer = await send({ Body: 'Until six.' });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      sid: expect.stringMatching(/^SM[0-9a-f]{32}$/),
      account_sid: accountSid,
      status: 'queued',
      direction: 'outbound-api',
      body: 'Until six.',
      from,
      to: TO,
      error_code: null,
      num_media: '0',
      date_created: 'Fri, 20 Nov 2026 12:00:00 +0000',
    });
    await standIn.background.settled();
    expect(statuses()).toEqual(['sent', 'delivered', 'read']);
    expect(lastParams()).toMatchObject({
      MessageSid: sidOf(answer),
      SmsSid: sidOf(answer),
      SmsStatus: 'read',
      EventType: 'READ',
      ChannelPrefix: 'whatsapp',
      ChannelToAddress: '+1555555XXXX',
      To: TO,
      From: from,
      AccountSid: accountSid,
    });
    expect(standIn.chats.of(RAVI).at(-1)).toMatchObject({ from: 'business', receipt: 'read', message: { Body: 'Until six.' } });
    expect((await call('GET', `${ROOT}/Messages/${sidOf(answer)}.json`)).body).toMatchObject({ status: 'read' });
  });

  test('a Messaging Service accepts first, and its callbacks begin with queued', async () => {
    await says({ type: 'text', text: 'Hi' });
    const form = { MessagingServiceSid: messagingServiceSid, To: TO, Body: 'Hello', StatusCallback: `${business.origin}/status` };
    const answer = await post(form);
    expect(answer.body).toMatchObject({ status: 'accepted', from: null, messaging_service_sid: messagingServiceSid });
    await standIn.background.settled();
    expect(statuses()).toEqual(['queued', 'sent', 'delivered', 'read']);
    expect(lastParams()).toMatchObject({ MessagingServiceSid: messagingServiceSid, From: from });
  });

  test('without a StatusCallback no status comes, and upTo says which is the last', async () => {
    await says({ type: 'text', text: 'Hi' });
    await post({ From: from, To: TO, Body: 'Hello' });
    await standIn.background.settled();
    expect(business.received).toHaveLength(1);
    standIn.behave({ statuses: { delayMs: 250, upTo: 'delivered' } });
    await send();
    await standIn.background.settled();
    expect(statuses()).toEqual(['sent', 'delivered']);
    expect(clock.waits.slice(-2)).toEqual([250, 250]);
  });

  test.each<[string, Record<string, string>, number, number]>([
    ['no To', { To: '' }, 21604, 400],
    ['no From and no service', { From: '' }, 21603, 400],
    ['nothing to say', { Body: '' }, 21602, 400],
    ['a To that is no number', { To: 'whatsapp:+123' }, 21211, 400],
    ['a To of another channel', { To: '+15555550163' }, 21910, 400],
    ['a From that is not ours', { From: 'whatsapp:+15555550999' }, 63007, 400],
    ['a service that is not ours', { MessagingServiceSid: `MG${'0'.repeat(32)}` }, 21701, 404],
    ['1601 characters', { Body: 'x'.repeat(1601) }, 21617, 400],
    ['a media address that is none', { MediaUrl: 'ftp://files.example/a.png' }, 21620, 400],
    ['a status callback that is no address', { StatusCallback: 'callback' }, 21609, 400],
    ['an unknown content', { ContentSid: `HX${'0'.repeat(32)}` }, 21655, 400],
    ['variables that are no JSON', { ContentSid: APPROVED.order, ContentVariables: '{"1":' }, 21656, 400],
    ['variables that are no texts', { ContentSid: APPROVED.order, ContentVariables: '{"1":2}' }, 21656, 400],
    ['a place beyond the pole', { PersistentAction: 'geo:91,0' }, 63021, 400],
  ])('%s is refused with Twilio’s code', async (_what, form, code, status) => {
    await says({ type: 'text', text: 'Hi' });
    const answer = await send(form);
    expect(answer.status).toBe(status);
    expect(answer.body).toEqual({ code, message: expect.any(String), more_info: `https://www.twilio.com/docs/errors/${code}`, status });
    await standIn.background.settled();
    expect(standIn.chats.of(RAVI)).toHaveLength(1);
  });

  test('two files are refused; 1600 characters are taken', async () => {
    await says({ type: 'text', text: 'Hi' });
    const two = new URLSearchParams({ From: from, To: TO });
    two.append('MediaUrl', `${business.origin}/files/a.png`);
    two.append('MediaUrl', `${business.origin}/files/b.png`);
    expect(codeOf(await call('POST', `${ROOT}/Messages.json`, two.toString()))).toBe(21623);
    expect((await send({ Body: 'x'.repeat(1600) })).status).toBe(201);
  });

  test('a wrong token, another account and no credentials are 401 with code 20003 and a challenge', async () => {
    for (const authorization of ['', 'Bearer x', `Basic ${Buffer.from(`${accountSid}:stolen`).toString('base64')}`]) {
      const answer = await call('GET', `${ROOT}.json`, undefined, { authorization });
      expect([answer.status, codeOf(answer), answer.headers?.['www-authenticate']]).toEqual([401, 20003, 'Basic realm="Twilio API"']);
    }
    expect((await call('GET', `/2010-04-01/Accounts/AC${'0'.repeat(32)}.json`)).status).toBe(404);
  });

  test('outages, throttling and a rotated token speak Twilio’s words', () => {
    const failing = (trouble: Partial<Trouble>) => standIn.failure({ ...NO_TROUBLE, ...trouble }, ANY_CALL);
    const at500 = failing({ kind: 'outage' });
    expect([at500.status, codeOf(at500)]).toEqual([500, 20500]);
    expect(codeOf(failing({ kind: 'outage', status: 503 }))).toBe(20503);
    const slow = failing({ kind: 'throttle', retryAfterSeconds: 7 });
    expect([slow.status, codeOf(slow), slow.headers?.['retry-after']]).toEqual([429, 20429, '7']);
    expect(failing({ kind: 'throttle', retryAfterSeconds: null }).headers).toBeUndefined();
    expect(failing({ kind: 'expired_token' }).status).toBe(401);
  });
});

describe('what WhatsApp refuses', () => {
  test('24 hours after the customer wrote a text ends undelivered with 63016, and an approved template arrives', async () => {
    await says({ type: 'text', text: 'Hi' });
    clock.pass(24 * 3_600_000 - 1);
    await send({ Body: 'Just in time' });
    await standIn.background.settled();
    expect(statuses()).toEqual(['sent', 'delivered', 'read']);
    clock.pass(1);
    const late = await send({ Body: 'Late' });
    expect(late.status).toBe(201);
    await standIn.background.settled();
    expect(lastParams()).toMatchObject({ MessageStatus: 'undelivered', ErrorCode: '63016', EventType: 'UNDELIVERED' });
    expect((await call('GET', `${ROOT}/Messages/${sidOf(late)}.json`)).body).toMatchObject({
      status: 'undelivered',
      error_code: 63016,
      error_message: expect.stringContaining('outside the allowed window'),
    });
    await send({ Body: '', ContentSid: APPROVED.order, ContentVariables: JSON.stringify({ 1: 'Ana', 2: 'HB-7' }) });
    await standIn.background.settled();
    expect(standIn.chats.of(RAVI).map((entry) => at(entry.message, 'Body') ?? '')).toEqual(['Hi', 'Just in time', '']);
    expect(at(standIn.chats.of(RAVI).at(-1)?.message, 'Content')).toEqual({
      kind: 'twilio/quick-reply',
      part: {
        body: 'Hi Ana, your order HB-7 is on its way.',
        actions: [{ type: 'QUICK_REPLY', title: 'Where is it?', id: 'where_HB-7' }],
      },
    });
  });

  test('a list picker cannot open a conversation', async () => {
    const list = await makeContent({ 'twilio/list-picker': { body: 'Which?', button: 'Choose', items: [{ item: 'A', id: 'a' }] } });
    await send({ Body: '', ContentSid: sidOf(list) });
    await standIn.background.settled();
    expect(lastParams()).toMatchObject({ MessageStatus: 'undelivered', ErrorCode: '63016' });
  });

  test('a refusal can come in the answer instead', async () => {
    await says({ type: 'text', text: 'Hi' });
    standIn.behave({ refusals: 'answer' });
    expect(codeOf(await send({ Body: 'x' }, { kind: 'closed_window' }))).toBe(63016);
    expect(codeOf(await send({ To: 'whatsapp:+15555550999' }))).toBe(63024);
    standIn.behave({ failWith: 63018 });
    const limited = await send();
    expect([limited.status, codeOf(limited)]).toEqual([429, 63018]);
  });

  test('someone not on WhatsApp and someone who blocked us end with 63024, and a block tells nobody', async () => {
    await says({ type: 'text', text: 'Hi' });
    const before = business.received.length;
    await says({ type: 'block' });
    expect(business.received).toHaveLength(before);
    for (const to of [TO, 'whatsapp:+15555550999']) {
      await send({ To: to });
      await standIn.background.settled();
      expect(lastParams()).toMatchObject({ MessageStatus: 'undelivered', ErrorCode: '63024', To: to });
    }
    await says({ type: 'unblock' });
    await send();
    await standIn.background.settled();
    expect(lastParams()).toMatchObject({ MessageStatus: 'read' });
  });

  test('after STOP everything is refused with 21610, until START', async () => {
    await says({ type: 'text', text: ' stop ' });
    expect(lastParams()).toMatchObject({ OptOutType: 'STOP' });
    expect(codeOf(await send())).toBe(21610);
    await says({ type: 'text', text: 'START' });
    expect(lastParams()).toMatchObject({ OptOutType: 'START' });
    expect((await send()).status).toBe(201);
    standIn.behave({ optOuts: false });
    await says({ type: 'text', text: 'STOP' });
    expect(lastParams()['OptOutType']).toBeUndefined();
    expect((await send()).status).toBe(201);
  });

  test.each([
    [63018, 'failed'],
    [63032, 'undelivered'],
  ])('every message can be made to end with a code: %i is %s', async (code, status) => {
    await says({ type: 'text', text: 'Hi' });
    standIn.behave({ failWith: code });
    await send();
    await standIn.background.settled();
    expect(lastParams()).toMatchObject({ MessageStatus: status, ErrorCode: String(code), ChannelStatusMessage: expect.any(String) });
    expect(standIn.chats.of(RAVI)).toHaveLength(1);
  });

  test('more than three buttons need an approved template', async () => {
    await says({ type: 'text', text: 'Hi' });
    const actions = ['A', 'B', 'C', 'D'].map((title) => ({ title, id: title }));
    const three = await makeContent({ 'twilio/quick-reply': { body: 'Which?', actions: actions.slice(0, 3) } });
    const four = await makeContent({ 'twilio/quick-reply': { body: 'Which?', actions } });
    await send({ Body: '', ContentSid: sidOf(three) });
    await standIn.background.settled();
    expect(lastParams()['MessageStatus']).toBe('read');
    await send({ Body: '', ContentSid: sidOf(four) });
    await standIn.background.settled();
    expect(lastParams()).toMatchObject({ MessageStatus: 'failed', ErrorCode: '63021' });
    await call('POST', `/v1/Content/${sidOf(four)}/ApprovalRequests/whatsapp`, { name: 'four_buttons', category: 'UTILITY' });
    await send({ Body: '', ContentSid: sidOf(four) });
    await standIn.background.settled();
    expect(lastParams()['MessageStatus']).toBe('read');
  });

  test('a variable without a value fails with 63028', async () => {
    await says({ type: 'text', text: 'Hi' });
    const content = await makeContent({ 'twilio/text': { body: 'Dear {{1}}' } });
    await send({ Body: '', ContentSid: sidOf(content) });
    await standIn.background.settled();
    expect(lastParams()).toMatchObject({ MessageStatus: 'failed', ErrorCode: '63028' });
  });
});

describe('files', () => {
  test('the business’s file is fetched, shown, and keeps its place before the text after it', async () => {
    await says({ type: 'text', text: 'Hi' });
    const photo = await send({ Body: 'Look', MediaUrl: `${business.origin}/files/a.png` });
    expect(sidOf(photo)).toMatch(/^MM/);
    await send({ Body: 'Second' });
    await standIn.background.settled();
    expect(standIn.chats.of(RAVI).map((entry) => at(entry.message, 'Body'))).toEqual(['Hi', 'Look', 'Second']);
    expect(standIn.chats.of(RAVI)[1]).toMatchObject({ file: `/sandbox/api/twilio/files/${sidOf(photo)}` });
    expect((await standIn.file(sidOf(photo)))?.bytes.toString()).toBe('bytes');
  });

  test.each([
    ['cannot be fetched', 'missing.png', '63019'],
    ['WhatsApp does not show', 'a.exe', '63021'],
  ])('a file that %s fails with its code', async (_what, name, code) => {
    await says({ type: 'text', text: 'Hi' });
    await send({ MediaUrl: `${business.origin}/files/${name}`, Body: '' });
    await standIn.background.settled();
    expect(lastParams()).toMatchObject({ MessageStatus: 'failed', ErrorCode: code });
  });

  test('a customer’s photo wants credentials, and leads to a signed address elsewhere that wants none', async () => {
    const id = await says({ type: 'image', caption: 'Look' });
    expect(lastParams()).toMatchObject({
      NumMedia: '1',
      MediaContentType0: 'image/png',
      Body: 'Look',
      MessageType: 'image',
      MessageSid: id,
    });
    const url = lastParams()['MediaUrl0'] ?? '';
    expect(url).toMatch(new RegExp(`^${BASE}${ROOT}/Messages/${id}/Media/ME[0-9a-f]{32}$`));
    const path = url.replace(BASE, '');
    expect((await call('GET', path, undefined, { authorization: '' })).status).toBe(401);
    const redirect = await call('GET', path);
    expect(redirect.status).toBe(307);
    const signed = new URL(redirect.headers?.['location'] ?? '');
    expect(signed.origin).toBe('http://localhost:1');
    const place = (signed.pathname + signed.search).replace('/twilio', '');
    const file = await call('GET', place, undefined, NO_LOGIN);
    expect([file.status, file.headers?.['content-type'], Buffer.isBuffer(file.body) && file.body.subarray(1, 4).toString()]).toEqual([
      200,
      'image/png',
      'PNG',
    ]);
    expect((await call('GET', place)).status).toBe(400);
    clock.pass(4 * 3_600_000);
    expect((await call('GET', place, undefined, NO_LOGIN)).status).toBe(403);
    standIn.behave({ mediaAuth: false });
    expect((await call('GET', path, undefined, { authorization: '' })).status).toBe(307);
  });

  test('media resources describe the file, and strangers are not found', async () => {
    const id = await says({ type: 'document' });
    const list = await call('GET', `${ROOT}/Messages/${id}/Media.json`);
    const media = at(list.body, 'media_list', 0);
    expect(media).toMatchObject({ parent_sid: id, content_type: 'text/plain', account_sid: accountSid });
    expect((await call('GET', `${ROOT}/Messages/${id}/Media/${textAt(media, 'sid') ?? ''}.json`)).body).toEqual(media);
    expect(codeOf(await call('GET', `${ROOT}/Messages/${id}/Media/ME${'0'.repeat(32)}`))).toBe(20404);
  });
});

describe('webhooks', () => {
  test('are forms signed over the very address and every parameter, as the SDK checks them', async () => {
    await says({ type: 'text', text: 'Olá 😀 & more' });
    const webhook = business.received[0];
    const signature = String(webhook?.headers['x-twilio-signature']);
    expect(twilio.validateRequest(authToken, signature, webhook?.url ?? '', webhook?.params ?? {})).toBe(true);
    expect(twilio.validateRequest('another', signature, webhook?.url ?? '', webhook?.params ?? {})).toBe(false);
    expect(webhook?.headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'i-twilio-idempotency-token': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test('a repeated parameter is signed once with each value, in order', () => {
    const params = new URLSearchParams([
      ['B', '2'],
      ['A', '9'],
      ['B', '1'],
      ['B', '2'],
    ]);
    const isValid = twilio.validateRequest(
      'secret',
      twilioSignature('secret', 'https://a.example/hook?x=1', params),
      'https://a.example/hook?x=1',
      {
        A: '9',
        B: ['2', '1', '2'],
      },
    );
    expect(isValid).toBe(true);
  });

  test.each<[string, TwilioSays, Record<string, string>]>([
    ['a text', { type: 'text', text: 'Hi' }, { MessageType: 'text', Body: 'Hi', NumMedia: '0' }],
    ['a voice note', { type: 'voice' }, { MessageType: 'audio', MediaContentType0: 'audio/ogg', NumMedia: '1' }],
    ['a sticker', { type: 'sticker' }, { MessageType: 'sticker', MediaContentType0: 'image/webp' }],
    ['a video', { type: 'video' }, { MessageType: 'video', MediaContentType0: 'video/mp4' }],
    ['a file', { type: 'document', caption: 'The note' }, { MessageType: 'document', MediaContentType0: 'text/plain', Body: 'The note' }],
    [
      'a location',
      { type: 'location', latitude: 1.5, longitude: -2, name: 'Pier', address: 'Quay 5' },
      { MessageType: 'location', Latitude: '1.5', Longitude: '-2', Label: 'Pier', Address: 'Quay 5', Body: '' },
    ],
    [
      'a tapped button of a session message',
      { type: 'button_reply', id: 'b1', title: 'Yes', quotes: 'SMq' },
      { MessageType: 'interactive', ButtonPayload: 'b1', ButtonText: 'Yes', Body: 'Yes', OriginalRepliedMessageSid: 'SMq' },
    ],
    [
      'a tapped button of a template',
      { type: 'template_button', id: 'b1', title: 'Yes', quotes: 'SMq' },
      { MessageType: 'button', ButtonPayload: 'b1', ButtonText: 'Yes', Body: 'Yes' },
    ],
    [
      'a chosen row',
      { type: 'list_reply', id: 'r1', title: 'Row', quotes: 'SMq' },
      { MessageType: 'interactive', ListId: 'r1', ListTitle: 'Row', Body: 'Row' },
    ],
    [
      'anything else',
      { type: 'raw', params: { MessageType: 'order', Body: 'Two of these' } },
      { MessageType: 'order', Body: 'Two of these' },
    ],
  ])('%s has the parameters Twilio documents', async (_what, message, params) => {
    const id = await says(message);
    expect(lastParams()).toMatchObject({
      AccountSid: accountSid,
      ApiVersion: '2010-04-01',
      From: TO,
      To: from,
      WaId: RAVI,
      ProfileName: 'Ravi Menon',
      ExternalUserId: 'whatsapp:US.555000163',
      MessageSid: id,
      SmsMessageSid: id,
      SmsStatus: 'received',
      ...params,
    });
    expect(JSON.parse(lastParams()['ChannelMetadata'] ?? '')).toMatchObject({
      type: 'whatsapp',
      data: { context: { ProfileName: 'Ravi Menon', WaId: RAVI } },
    });
  });

  test('a contact comes as a vCard', async () => {
    await says({ type: 'contacts', contacts: [{ name: 'Ben, Okafor', phone: '+1 555-555-0187' }] });
    expect(lastParams()).toMatchObject({ MessageType: 'contacts', MediaContentType0: 'text/vcard' });
    const card = (await standIn.file(lastParams()['MediaUrl0']?.split('/').at(-1) ?? ''))?.bytes.toString() ?? '';
    expect(card).toContain('FN:Ben\\, Okafor\r\n');
    expect(card).toContain('TEL;type=CELL;waid=15555550187:+1 555-555-0187\r\n');
  });

  test('a reply names the message and who wrote it, ours or theirs', async () => {
    const own = await says({ type: 'text', text: 'Hi' });
    const answer = await send({ Body: 'Hello' });
    await standIn.background.settled();
    await says({ type: 'text', text: 'This', quotes: sidOf(answer) });
    expect(lastParams()).toMatchObject({ OriginalRepliedMessageSid: sidOf(answer), OriginalRepliedMessageSender: from });
    await says({ type: 'text', text: 'And this', quotes: own });
    expect(lastParams()).toMatchObject({ OriginalRepliedMessageSid: own, OriginalRepliedMessageSender: TO });
  });

  test('someone who hides their number is known by their business-scoped id alone', async () => {
    const hidden = 'US.13491208655302741918';
    await says({ type: 'text', text: 'Hi' }, hidden);
    expect(lastParams()).toMatchObject({ From: `whatsapp:${hidden}`, Body: 'Hi' });
    expect(lastParams()['WaId']).toBeUndefined();
    await send({ To: `whatsapp:${hidden}` });
    await standIn.background.settled();
    expect(lastParams()).toMatchObject({ MessageStatus: 'read', To: `whatsapp:${hidden}` });
  });

  test('an error answer is not retried by default, and is on demand of the fragment', async () => {
    business.answers.push({ status: 500 });
    const said = standIn.customerSays(RAVI, { type: 'text', text: 'Hi' });
    expect(await said.webhook).toEqual({ is: 'given_up', tries: 1, status: 500 });
    expect(standIn.chats.find(said.id)?.receipt).toBe('sent');
    standIn.connect(`${business.origin}/webhooks/chn_1#rc=3&rp=5xx`);
    business.answers.push({ status: 500 }, { status: 503 });
    expect(await standIn.customerSays(RAVI, { type: 'text', text: 'Hi' }).webhook).toEqual({ is: 'delivered', tries: 3 });
    const [first, , third] = business.received.slice(-3);
    expect(third?.headers['i-twilio-idempotency-token']).toBe(first?.headers['i-twilio-idempotency-token']);
    expect(third?.params).toEqual(first?.params);
    const signature = String(third?.headers['x-twilio-signature']);
    expect(twilio.validateRequest(authToken, signature, `${business.origin}/webhooks/chn_1`, third?.params ?? {})).toBe(true);
    business.answers.push({ status: 404 });
    expect(await standIn.customerSays(RAVI, { type: 'text', text: 'Hi' }).webhook).toEqual({ is: 'given_up', tries: 1, status: 404 });
  });

  test('a connection that does not come about is tried once more; one that breaks is not', async () => {
    business.answers.push({ cut: true });
    expect(await standIn.customerSays(RAVI, { type: 'text', text: 'Hi' }).webhook).toEqual({ is: 'given_up', tries: 1, status: null });
    const gone = await startBusiness();
    await gone.stop();
    standIn.connect(`${gone.origin}/webhooks/chn_1`);
    expect(await standIn.customerSays(RAVI, { type: 'text', text: 'Hi' }).webhook).toEqual({ is: 'given_up', tries: 2, status: null });
  });

  test('what the webhook is answered with goes to the customer: TwiML, and plain text too', async () => {
    business.answers.push({ body: '<Response><Message><Body>Tom &amp; Ana</Body></Message><Message>Two</Message></Response>' });
    await says({ type: 'text', text: 'Hi' });
    business.answers.push({ type: 'text/plain', body: 'OK' });
    await says({ type: 'text', text: 'Hi again' });
    expect(standIn.chats.of(RAVI).map((entry) => at(entry.message, 'Body'))).toEqual(['Hi', 'Tom & Ana', 'Two', 'Hi again', 'OK']);
  });

  test('the published address is what is signed; nothing is posted to addresses elsewhere', async () => {
    standIn.publishAs('https://parley.example/webhooks/chn_1');
    await says({ type: 'text', text: 'Hi' });
    const inbound = business.received[0];
    expect(inbound?.url).toBe(`${business.origin}/webhooks/chn_1`);
    const check = (webhook: Webhook | undefined, url: string) =>
      twilio.validateRequest(authToken, String(webhook?.headers['x-twilio-signature']), url, webhook?.params ?? {});
    expect(check(inbound, 'https://parley.example/webhooks/chn_1')).toBe(true);
    await send({ StatusCallback: 'https://parley.example/status?m=1' });
    await standIn.background.settled();
    expect(business.received.at(-1)?.url).toBe(`${business.origin}/status?m=1`);
    expect(check(business.received.at(-1), 'https://parley.example/status?m=1')).toBe(true);
    const before = business.received.length;
    await send({ StatusCallback: 'https://elsewhere.example/status' });
    await standIn.background.settled();
    expect(business.received).toHaveLength(before);
  });
});

describe('through Twilio’s own SDK', () => {
  /** The SDK's HTTP client, led to the stand-in. */
  class StandInClient extends twilio.RequestClient {
    override async request<T>(options: Parameters<InstanceType<typeof twilio.RequestClient>['request']>[0]) {
      const url = new URL(options.uri);
      for (const [name, value] of Object.entries((options.params ?? {}) as Record<string, string>)) url.searchParams.set(name, value);
      const isJson = options.headers?.['Content-Type'] === 'application/json';
      const data = (options.data ?? {}) as Record<string, string | string[]>;
      const form = new URLSearchParams();
      for (const [name, value] of Object.entries(data)) for (const one of [value].flat()) form.append(name, one);
      const body = options.method === 'post' ? (isJson ? options.data : form.toString()) : undefined;
      const answer = await call((options.method ?? 'get').toUpperCase(), url.pathname.replace('/twilio/', '/') + url.search, body, {
        authorization: `Basic ${Buffer.from(`${options.username ?? ''}:${options.password ?? ''}`).toString('base64')}`,
      });
      return { statusCode: answer.status, headers: {}, body: answer.body as T, toString: () => '' };
    }
  }
  const client = () => twilio(accountSid, authToken, { httpClient: new StandInClient() });

  test('messages are created, fetched and listed page by page, newest first', async () => {
    await says({ type: 'text', text: 'Hi' });
    for (const body of ['one', 'two', 'three']) await client().messages.create({ from, to: TO, body });
    const [newest] = await client().messages.list({ limit: 1 });
    expect(newest).toMatchObject({ body: 'three', direction: 'outbound-api', numSegments: '1' });
    const listed = await client().messages.list({ to: TO, pageSize: 2 });
    expect(listed.map((message) => message.body)).toEqual(['three', 'two', 'one']);
    const inbound = await client().messages.list({ from: TO });
    expect(inbound.map((message) => [message.body, message.status])).toEqual([['Hi', 'received']]);
    await expect(client().messages.create({ from, to: 'whatsapp:+1', body: 'x' })).rejects.toMatchObject({ status: 400, code: 21211 });
    await expect(
      client()
        .messages(`SM${'0'.repeat(32)}`)
        .fetch(),
    ).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  test('contents are made, approved and listed with their approvals over several pages', async () => {
    const made = await makeContent(
      { 'twilio/quick-reply': { body: 'Hi {{1}}', actions: [{ title: 'Yes', id: 'yes' }] } },
      { variables: { 1: 'you' }, friendly_name: 'ask' },
    );
    expect(made.status).toBe(201);
    expect(await client().content.v1.contents(sidOf(made)).fetch()).toMatchObject({
      friendlyName: 'ask',
      language: 'en',
      variables: { 1: 'you' },
    });
    expect((await client().content.v1.contentAndApprovals.list())[0]?.approvalRequests).toMatchObject({ status: 'unsubmitted' });
    const submitted = await call('POST', `/v1/Content/${sidOf(made)}/ApprovalRequests/whatsapp`, { name: 'ask', category: 'UTILITY' });
    expect([submitted.status, at(submitted.body, 'status')]).toEqual([201, 'received']);
    const approval = await client().content.v1.contents(sidOf(made)).approvalFetch().fetch();
    expect(approval.whatsapp).toMatchObject({ type: 'whatsapp', name: 'ask', category: 'UTILITY', status: 'approved' });
    const listed = await client().content.v1.contentAndApprovals.list({ pageSize: 3 });
    expect(listed.map((content) => [content.friendlyName, at(content.approvalRequests, 'status')])).toEqual([
      ['ask', 'approved'],
      ['spring_sale', 'rejected'],
      ['order_update', 'approved'],
      ['hello_again', 'approved'],
    ]);
    expect(await client().content.v1.contents(sidOf(made)).remove()).toBe(true);
    expect(await client().content.v1.contents.list()).toHaveLength(3);
  });

  test('account, sender and service say where webhooks go', async () => {
    expect(await client().api.v2010.accounts(accountSid).fetch()).toMatchObject({
      status: 'active',
      type: 'Full',
      friendlyName: 'Harbour Books',
    });
    const [sender] = await client().messaging.v2.channelsSenders.list({ channel: 'whatsapp' });
    const callback = { callbackUrl: `${business.origin}/webhooks/chn_1`, callbackMethod: 'POST' };
    expect(sender).toMatchObject({ senderId: from, status: 'ONLINE', webhook: callback });
    expect(await client().messaging.v1.services(messagingServiceSid).fetch()).toMatchObject({
      inboundRequestUrl: null,
      useInboundWebhookOnNumber: true,
    });
    make({ usesService: true });
    await says({ type: 'text', text: 'Hi' });
    expect(lastParams()).toMatchObject({ MessagingServiceSid: messagingServiceSid });
    const service = await client().messaging.v1.services(messagingServiceSid).fetch();
    expect([service.inboundRequestUrl, service.useInboundWebhookOnNumber]).toEqual([callback.callbackUrl, false]);
  });

  test('typing marks what the customer wrote as read', async () => {
    const told: unknown[] = [];
    standIn.onChange((change) => told.push(change));
    const id = await says({ type: 'text', text: 'Hi' });
    expect(await client().messaging.v2.typingIndicator.create({ channel: 'whatsapp', messageId: id })).toMatchObject({ success: true });
    expect(standIn.chats.find(id)?.receipt).toBe('read');
    expect(told).toContainEqual({ what: 'typing', customer: RAVI, forMs: 25_000 });
    await expect(client().messaging.v2.typingIndicator.create({ channel: 'whatsapp', messageId: 'SMx' })).rejects.toMatchObject({
      status: 400,
    });
  });
});

describe('what is checked of a content', () => {
  const item = (index: number) => ({ item: `Item ${index}`, id: String(index) });
  test.each<[string, unknown]>([
    ['no JSON', 'x'],
    ['no language', { types: { 'twilio/text': { body: 'x' } } }],
    ['no type', { language: 'en', types: {} }],
    ['an unknown type', { language: 'en', types: { 'twilio/hologram': {} } }],
    ['a button title over 20', { language: 'en', types: { 'twilio/quick-reply': { body: 'x', actions: [{ title: 'x'.repeat(21) }] } } }],
    [
      'eleven items',
      { language: 'en', types: { 'twilio/list-picker': { body: 'x', button: 'b', items: Array.from({ length: 11 }, (_, i) => item(i)) } } },
    ],
    [
      'an item over 24',
      { language: 'en', types: { 'twilio/list-picker': { body: 'x', button: 'b', items: [{ item: 'x'.repeat(25), id: '1' }] } } },
    ],
    ['a body over 1024', { language: 'en', types: { 'twilio/quick-reply': { body: 'x'.repeat(1025), actions: [{ title: 'a' }] } } }],
    ['variables that are no texts', { language: 'en', variables: { 1: 2 }, types: { 'twilio/text': { body: 'x' } } }],
  ])('%s is refused', async (_what, body) => {
    const answer = await call('POST', '/v1/Content', body);
    expect([answer.status, codeOf(answer)]).toEqual([400, 20001]);
  });

  test('ten items, 24 characters, 72 of description are taken', async () => {
    const items = Array.from({ length: 10 }, (_, i) => ({ item: 'x'.repeat(24), id: String(i), description: 'x'.repeat(72) }));
    expect((await makeContent({ 'twilio/list-picker': { body: 'x'.repeat(1024), button: 'b', items } })).status).toBe(201);
  });

  test.each([
    ['a name in capitals', { name: 'Ask', category: 'UTILITY' }],
    ['an unknown category', { name: 'ask', category: 'FUN' }],
  ])('%s cannot be submitted', async (_what, body) => {
    expect((await call('POST', `/v1/Content/${APPROVED.hello}/ApprovalRequests/whatsapp`, body)).status).toBe(400);
  });
});

describe('behaviour', () => {
  test.each([
    [{ statuses: { upTo: 'seen' } }, 'statuses.upTo'],
    [{ refusals: 'never' }, 'refusals'],
    [{ failWith: 12 }, '12'],
  ])('%j is refused in a sentence', (json, part) => {
    expect(standIn.behaveJson(json)).toContain(part);
  });

  test('what is not named stays as it is', () => {
    expect(standIn.behaveJson({ statuses: { delayMs: 5 }, mediaAuth: false })).toBeUndefined();
    expect(standIn.behaviour()).toEqual({
      statuses: { delayMs: 5, upTo: 'read' },
      refusals: 'status',
      mediaAuth: false,
      optOuts: true,
      failWith: null,
    });
  });

  test.each<[unknown, object | string]>([
    [
      { type: 'text', text: 'Hi', quotes: 'SM1' },
      { type: 'text', text: 'Hi', quotes: 'SM1' },
    ],
    [
      { type: 'location', latitude: 1, longitude: 2, name: 'Pier' },
      { type: 'location', latitude: 1, longitude: 2, name: 'Pier' },
    ],
    [{ type: 'raw' }, 'params'],
    [{ type: 'dance' }, 'cannot say "dance"'],
    [null, 'cannot say'],
  ])('%j said through the control API', async (json, expected) => {
    const said = standIn.saysJson(RAVI, json);
    if (typeof expected === 'string') expect(said).toContain(expected);
    else expect(typeof said === 'string' ? said : await said.webhook).toMatchObject({ is: 'delivered' });
  });
});
