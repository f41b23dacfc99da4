import { createHmac } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DEMO_MESSENGER } from '../../../../gateway/sandbox/demo-accounts.ts';
import { at } from '../../../../gateway/sandbox/json.ts';
import { LINK_LIVES_MS } from '../../../../gateway/sandbox/messenger/cdn.ts';
import { MESSENGER_FIELDS } from '../../../../gateway/sandbox/messenger/subscriptions.ts';
import type { MessengerBench } from './messenger-bench.ts';
import { APP_TOKEN, HOUR_MS, LEILA, PAGE, refusalOf } from './messenger-bench.ts';
import { bench, bytesAt, startAgain } from './messenger-account-bench.ts';

describe('tokens', () => {
  const send = (headers: Record<string, string>) => bench.call('GET', '/me', undefined, headers);

  test.each<[string, Record<string, string>, readonly unknown[]]>([
    ['a wrong token', { authorization: 'Bearer stolen' }, [401, 190, undefined]],
    ['no token', { authorization: '' }, [400, 104, undefined]],
    ["the app's token for the Page", { authorization: `Bearer ${APP_TOKEN}` }, [400, 210, undefined]],
  ])('%s is refused', async (_what, headers, refusal) => {
    expect(refusalOf(await send(headers))).toEqual(refusal);
  });

  test('one that ends is no good from that moment on, also by the moved clock', async () => {
    bench.messenger.behave({ tokenExpiresAt: bench.clock.now() + HOUR_MS });
    expect((await send({})).status).toBe(200);
    await bench.control('POST', 'clock', { aheadMs: HOUR_MS });
    expect(refusalOf(await send({}))).toEqual([401, 190, 463]);
  });

  test('a proof is not needed, but must be right', async () => {
    const proof = createHmac('sha256', DEMO_MESSENGER.appSecret).update(DEMO_MESSENGER.pageAccessToken).digest('hex');
    expect((await bench.call('GET', `/me?appsecret_proof=${proof}`)).status).toBe(200);
    expect(refusalOf(await bench.call('GET', `/me?appsecret_proof=${'0'.repeat(64)}`))).toEqual([400, 100, undefined]);
  });

  test('are described to their holder and to the app', async () => {
    const ends = bench.clock.now() + HOUR_MS;
    bench.messenger.behave({ tokenExpiresAt: ends });
    const debug = (token: string, headers = {}) => bench.call('GET', `/v25.0/debug_token?input_token=${token}`, undefined, headers);
    const described = await debug(DEMO_MESSENGER.pageAccessToken);
    expect(at(described.body, 'data')).toMatchObject({
      app_id: DEMO_MESSENGER.appId,
      type: 'PAGE',
      profile_id: PAGE,
      is_valid: true,
      expires_at: Math.floor(ends / 1000),
      scopes: expect.arrayContaining(['pages_messaging', 'pages_manage_metadata', 'page_utility_messaging']),
    });
    expect(at((await debug('stolen')).body, 'data')).toMatchObject({ is_valid: false, error: { code: 190 } });
    bench.clock.pass(HOUR_MS);
    const expired = await debug(DEMO_MESSENGER.pageAccessToken, { authorization: `Bearer ${APP_TOKEN}` });
    expect(at(expired.body, 'data')).toMatchObject({ is_valid: false, error: { code: 190, subcode: 463 } });
    bench.messenger.behave({ tokenExpiresAt: null });
    expect(at((await debug(DEMO_MESSENGER.pageAccessToken)).body, 'data', 'expires_at')).toBe(0);
    expect(refusalOf(await bench.call('GET', '/debug_token'))).toEqual([400, 100, undefined]);
  });

  test.each<[string, string, string, readonly unknown[]]>([
    ['pages_messaging', 'POST', 'messages', [403, 200, undefined]],
    ['pages_messaging', 'POST', 'message_attachments', [403, 200, undefined]],
    ['pages_manage_metadata', 'GET', 'subscribed_apps', [403, 200, undefined]],
    ['page_utility_messaging', 'GET', 'message_templates', [403, 10, undefined]],
  ])('without %s cannot %s %s', async (scope, method, edge, refusal) => {
    const scopes = ['pages_messaging', 'pages_manage_metadata', 'page_utility_messaging'].filter((name) => name !== scope);
    bench.messenger.behave({ scopes });
    expect(refusalOf(await bench.call(method, `/me/${edge}`, method === 'GET' ? undefined : {}))).toEqual(refusal);
  });

  test('without page_utility_messaging cannot send a template', async () => {
    bench.messenger.behave({ scopes: ['pages_messaging'] });
    const fields = { messaging_type: 'UTILITY', message: { template: { name: 'answer_ready', language: { code: 'en_US' } } } };
    expect(refusalOf(await bench.send(fields))).toEqual([403, 10, undefined]);
  });
});

describe('the Page and its people', () => {
  test('the Page tells its name, and the fields it has', async () => {
    expect((await bench.call('GET', '/v25.0/me')).body).toEqual({ name: 'Harbour Books', id: PAGE });
    expect((await bench.call('GET', `/${PAGE}?fields=id,username`)).body).toEqual({ username: 'harbour.books', id: PAGE });
    const linked = await bench.call('GET', '/me?fields=is_webhooks_subscribed,phone,instagram_business_account{id,username}');
    expect(linked.body).toEqual({
      is_webhooks_subscribed: true,
      instagram_business_account: { id: DEMO_MESSENGER.instagram?.accountId, username: 'harbour.books' },
      id: PAGE,
    });
    expect(refusalOf(await bench.call('GET', '/me?fields=shoe_size'))).toEqual([400, 100, undefined]);
  });

  test('a customer has a name and a picture, whose link ends', async () => {
    const profile = await bench.call('GET', `/v25.0/${LEILA}?fields=first_name,last_name,profile_pic`);
    expect(profile.body).toEqual({ first_name: 'Leila', last_name: 'Haddad', profile_pic: expect.any(String), id: LEILA });
    const picture = at(profile.body, 'profile_pic');
    expect(await bytesAt(picture)).toMatchObject({ status: 200, type: 'image/png' });
    bench.clock.pass(LINK_LIVES_MS);
    expect((await bytesAt(picture)).status).toBe(403);
  });

  test('a profile may be denied, whole or in part', async () => {
    expect(refusalOf(await bench.call('GET', `/${LEILA}?fields=locale`))).toEqual([400, 100, 2018247]);
    expect(refusalOf(await bench.call('GET', `/${LEILA}?fields=shoe_size`))).toEqual([400, 100, undefined]);
    bench.messenger.behave({ profiles: 'refused' });
    expect(refusalOf(await bench.call('GET', `/${LEILA}`))).toEqual([400, 100, 2018218]);
  });

  test.each([
    ['GET', '/5550600000000999'],
    ['GET', `/${PAGE}/feed`],
    ['DELETE', '/me/messages'],
    ['GET', `/${LEILA}/messages`],
    ['GET', '/v25.0/me/messages/x'],
  ])('%s %s is no object', async (method, where) => {
    expect(refusalOf(await bench.call(method, where))).toEqual([400, 100, 33]);
  });

  test('the app is subscribed to fields, changes them and leaves', async () => {
    const apps = () => bench.call('GET', `/v25.0/${PAGE}/subscribed_apps`);
    expect(at((await apps()).body, 'data')).toEqual([
      expect.objectContaining({ id: DEMO_MESSENGER.appId, name: 'Harbour Books Desk', subscribed_fields: MESSENGER_FIELDS }),
    ]);
    const subscribed = await bench.call('POST', `/v25.0/${PAGE}/subscribed_apps?subscribed_fields=messages,message_reads`);
    expect(subscribed.body).toEqual({ success: true });
    expect(at((await apps()).body, 'data', 0, 'subscribed_fields')).toEqual(['messages', 'message_reads']);
    expect(refusalOf(await bench.call('POST', '/me/subscribed_apps', { subscribed_fields: ['moods'] }))).toEqual([400, 100, undefined]);
    expect(refusalOf(await bench.call('POST', '/me/subscribed_apps', {}))).toEqual([400, 100, undefined]);
    expect((await bench.call('DELETE', '/me/subscribed_apps')).body).toEqual({ success: true });
    expect((await apps()).body).toEqual({ data: [] });
    await bench.says({ type: 'text', text: 'Hello?' });
    expect(bench.receiver.received).toHaveLength(0);
  });

  test('the app knows where its webhooks go', async () => {
    expect((await bench.call('GET', '/v25.0/app')).body).toMatchObject({ id: DEMO_MESSENGER.appId, name: 'Harbour Books Desk' });
    const where = `/v25.0/${DEMO_MESSENGER.appId}/subscriptions`;
    const answer = await bench.call('GET', where, undefined, { authorization: `Bearer ${APP_TOKEN}` });
    expect(at(answer.body, 'data', 0)).toMatchObject({ object: 'page', callback_url: bench.receiver.url, active: true });
    expect(refusalOf(await bench.call('GET', where))).toEqual([403, 10, undefined]);
  });
});

describe('trouble', () => {
  const hello = { message: { text: 'Hello' } };

  test.each<[string, object, readonly unknown[], boolean | undefined]>([
    ['outage', { kind: 'outage' }, [500, 2, undefined], true],
    ['another outage', { kind: 'outage', status: 503 }, [503, 2, undefined], true],
    ['throttling', { kind: 'throttle' }, [400, 613, undefined], true],
    ['an expired token', { kind: 'expired_token' }, [401, 190, 463], undefined],
  ])('%s touches as many calls as it should, and nothing is sent meanwhile', async (_what, trouble, refusal, isTransient) => {
    await bench.control('POST', 'trouble', { ...trouble, calls: 1 });
    const answer = await bench.send(hello);
    expect([refusalOf(answer), at(answer.body, 'error', 'is_transient')]).toEqual([refusal, isTransient]);
    expect(bench.messenger.chats.of(LEILA)).toHaveLength(1);
    expect((await bench.send(hello)).status).toBe(200);
  });

  test('throttling names the minutes as Meta does, and the seconds where it is told to', async () => {
    await bench.control('POST', 'trouble', { kind: 'throttle', retryAfterSeconds: 90 });
    const { headers } = await bench.send(hello);
    const usage: unknown = JSON.parse(headers.get('x-business-use-case-usage') ?? '');
    expect([headers.get('retry-after'), at(usage, PAGE, 0, 'estimated_time_to_regain_access')]).toEqual(['90', 2]);
    await bench.control('POST', 'trouble', { kind: 'throttle', retryAfterSeconds: null });
    expect((await bench.send(hello)).headers.get('retry-after')).toBeNull();
  });

  test('a cut connection has sent nothing, or has sent all the same', async () => {
    await bench.control('POST', 'trouble', { kind: 'reset_before', calls: 1 });
    await expect(bench.send(hello)).rejects.toThrow();
    expect(bench.messenger.chats.of(LEILA)).toHaveLength(1);
    await bench.control('POST', 'trouble', { kind: 'reset_after', calls: 1 });
    await expect(bench.send(hello)).rejects.toThrow();
    expect(bench.messenger.chats.of(LEILA)).toHaveLength(2);
  });

  test('a slow answer comes after its time, and no answer at all comes to nobody', async () => {
    bench.messenger.behave({ statuses: { delayMs: 0, upTo: 'none' } });
    await bench.control('POST', 'trouble', { kind: 'slow', delayMs: 3_000, calls: 1 });
    expect((await bench.send(hello)).status).toBe(200);
    expect(bench.clock.waits).toContain(3_000);
    await bench.control('POST', 'trouble', { kind: 'never_answer' });
    const silent = expect(bench.send(hello)).rejects.toThrow();
    while (bench.messenger.calls.all().length < 2) await new Promise((resolve) => setImmediate(resolve));
    await bench.stop();
    await silent;
    await startAgain();
  });
});

describe("Meta's real refusals", () => {
  const folder = path.join(process.env['PARLEY_FIXTURES'] ?? '', 'messenger');
  const read = (name: string): unknown => JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'));
  if (process.env['PARLEY_FIXTURES'] === undefined || !existsSync(folder)) {
    test.skip('were not compared: PARLEY_FIXTURES does not name their folder', () => undefined);
    return;
  }

  const hello = { message: { text: 'Hello' } };
  test.each<[string, () => Promise<Awaited<ReturnType<MessengerBench['send']>>>]>([
    ['err_100_2018001_no_matching_user', () => bench.send({ ...hello, recipient: { id: '1' } })],
    ['err_10_2018278_outside_window', () => (bench.clock.pass(25 * HOUR_MS), bench.send(hello))],
    ['err_551_person_unavailable', async () => (await bench.says({ type: 'block' }), bench.send(hello))],
    ['err_190_463_token_expired', () => (bench.messenger.behave({ tokenExpiresAt: 0 }), bench.send(hello))],
    ['err_613_rate_limit', () => (bench.messenger.trouble.set({ kind: 'throttle' }), bench.send(hello))],
  ])('%s has the same status, codes and type', async (name, provoke) => {
    const answer = await provoke();
    const real = read(name);
    const told = (body: unknown) => ['type', 'code', 'error_subcode', 'is_transient'].map((field) => at(body, 'error', field));
    expect([answer.status, ...told(answer.body)]).toEqual([at(real, 'status'), ...told(at(real, 'body'))]);
  });
});
