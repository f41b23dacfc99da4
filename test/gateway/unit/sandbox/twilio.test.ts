import { at } from '../../../../gateway/sandbox/json.ts';
import type { Trouble } from '../../../../gateway/sandbox/trouble.ts';
import { NO_TROUBLE } from '../../../../gateway/sandbox/trouble.ts';
import {
  ROOT,
  RAVI,
  TO,
  APPROVED,
  ANY_CALL,
  clock,
  business,
  standIn,
  call,
  post,
  send,
  says,
  codeOf,
  sidOf,
  lastParams,
  statuses,
  makeContent,
  accountSid,
  from,
  messagingServiceSid,
} from './twilio-bench.ts';

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
