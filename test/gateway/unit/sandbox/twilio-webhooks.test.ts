import twilio from 'twilio';
import { at, textAt } from '../../../../gateway/sandbox/json.ts';
import type { TwilioSays } from '../../../../gateway/sandbox/twilio/says.ts';
import { twilioSignature } from '../../../../gateway/sandbox/twilio/signature.ts';
import {
  BASE,
  ROOT,
  RAVI,
  TO,
  NO_LOGIN,
  type Webhook,
  startBusiness,
  clock,
  business,
  standIn,
  call,
  send,
  says,
  codeOf,
  sidOf,
  lastParams,
  accountSid,
  authToken,
  from,
} from './twilio-bench.ts';

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
