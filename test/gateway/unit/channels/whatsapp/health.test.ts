import fc from 'fast-check';
import type { HealthFinding, PlatformRequest, PlatformResponse } from '../../../../../gateway/src/channels/channel.ts';
import { type WhatsappSettings, whatsappCloud } from '../../../../../gateway/src/channels/whatsapp/index.ts';
import { IO_NOW, answered, recordingIo } from '../../../support/channel-io.ts';
import { settings } from './settings.ts';

const APP = '555333';
const HERE = 'https://parley.example/webhooks/chn_1';
const BOTH = ['whatsapp_business_management', 'whatsapp_business_messaging'];
const error = (status: number, code: number, message = 'no', subcode?: number) =>
  answered(status, { error: { message, code, ...(subcode === undefined ? {} : { error_subcode: subcode }) } });

/** Everything that is asked, by a name, with the answer of a channel that is all right. */
const WELL = {
  number: answered(200, {
    id: settings.phoneNumberId,
    display_phone_number: '+1 555-000-1112',
    verified_name: 'Harbour Books',
    status: 'CONNECTED',
    code_verification_status: 'EXPIRED',
    name_status: 'APPROVED',
    quality_rating: 'GREEN',
    account_mode: 'LIVE',
    platform_type: 'CLOUD_API',
    throughput: { level: 'STANDARD' },
  }),
  health_status: answered(200, { id: '1', health_status: { can_send_message: 'AVAILABLE', entities: [] } }),
  limit: answered(200, { id: '1', whatsapp_business_manager_messaging_limit: 'TIER_2K' }),
  webhook_configuration: answered(200, { id: '1', webhook_configuration: { application: HERE } }),
  token: answered(200, {
    data: { app_id: APP, type: 'SYSTEM_USER', is_valid: true, expires_at: 0, data_access_expires_at: 0, scopes: BOTH, granular_scopes: [] },
  }),
  subscribed: answered(200, { data: [{ whatsapp_business_api_data: { id: APP, name: 'Parley' } }] }),
  app: answered(200, {
    data: [{ object: 'whatsapp_business_account', callback_url: HERE, active: true, fields: [{ name: 'messages', version: 'v25.0' }] }],
  }),
} satisfies Record<string, PlatformResponse>;

function nameOf({ url }: PlatformRequest): keyof typeof WELL {
  const { pathname, searchParams } = new URL(url);
  if (pathname.endsWith('/debug_token')) return 'token';
  if (pathname.endsWith('/subscribed_apps')) return 'subscribed';
  if (pathname.endsWith('/subscriptions')) return 'app';
  const fields = searchParams.get('fields') ?? '';
  if (fields === 'health_status' || fields === 'webhook_configuration') return fields;
  return fields.includes('limit') ? 'limit' : 'number';
}

async function check(changed: Partial<Record<keyof typeof WELL, PlatformResponse>> = {}, using: WhatsappSettings = settings) {
  const io = recordingIo((request) => changed[nameOf(request)] ?? WELL[nameOf(request)]);
  const findings = (await whatsappCloud.checkHealth?.(using, io)) ?? [];
  return { findings, requests: io.requests, of: (what: string) => findings.filter((finding) => finding.what === what) };
}
const number = (fields: object) => ({
  number: answered(200, { ...JSON.parse(WELL.number.is === 'answer' ? WELL.number.body.toString() : ''), ...fields }),
});
const token = (fields: object) => ({
  token: answered(200, { data: { app_id: APP, is_valid: true, expires_at: 0, scopes: BOTH, ...fields } }),
});
const levels = (findings: readonly HealthFinding[]) => findings.map(({ level, what }) => `${level} ${what}`);

test('a channel that is all right has only good news', async () => {
  const { findings, requests } = await check();
  expect(levels(findings)).toEqual([
    'ok credentials',
    'ok token_expiry',
    'ok permission',
    'ok number',
    'ok quality',
    'ok throughput',
    'ok messaging_limit',
    'ok sending',
    'ok app_secret',
    'ok webhook_subscription',
    'ok webhook_fields',
    'ok webhook_address',
  ]);
  expect(findings.map(({ detail }) => detail).join(' ')).toMatchInlineSnapshot(
    `"Meta takes the access token. The access token never expires. The token has both permissions for WhatsApp. +1 555-000-1112, Harbour Books: the number is connected. The quality of the number is high. The number sends up to 80 messages a second. Templates may open conversations with 2,000 people in 24 hours. Meta says that the number can send. The app secret is the app’s. The app is subscribed to the WhatsApp account. The app’s webhook has the field messages. Meta sends the number’s events here."`,
  );
  expect(findings.filter((finding) => finding.nextStep !== undefined)).toEqual([]);
  expect(requests.map((request) => request.method)).toEqual(requests.map(() => 'GET'));
  expect(new Set(requests.map(({ url }) => new URL(url).host))).toEqual(new Set(['graph.facebook.com']));
});

test('the app is asked with its own token, everything else with the channel’s', async () => {
  const { requests } = await check();
  const tokens = requests.map((request) => [nameOf(request), request.headers?.['authorization']]);
  expect(tokens.filter(([, given]) => given !== 'Bearer EAAtoken-for-tests-only')).toEqual([
    ['app', 'Bearer 555333|app-secret-for-tests-only'],
  ]);
});

test('an apiBaseUrl takes every call', async () => {
  const { requests } = await check({}, { ...settings, apiBaseUrl: 'http://127.0.0.1:9' });
  expect(new Set(requests.map(({ url }) => new URL(url).host))).toEqual(new Set(['127.0.0.1:9']));
});

describe('where the number cannot be asked for, nothing else is', () => {
  test.each<[string, PlatformResponse, string]>([
    ['a dead token', error(401, 190, 'Session has expired'), 'error credentials'],
    ['a blocked account', error(403, 368), 'error credentials'],
    ['a missing permission', error(403, 200), 'error permission'],
    ['no permission at all', error(403, 10), 'error permission'],
    ['an id that the token does not see', error(400, 100, 'Unsupported get request', 33), 'error number'],
    ['a field that its version does not know', error(400, 100, 'Tried accessing nonexisting field'), 'error platform'],
    ['an outage', answered(503, '<html>'), 'error platform'],
    ['too many calls', error(400, 80007), 'error platform'],
    ['no connection', { is: 'no_answer', why: 'ECONNREFUSED', reached: 'no' }, 'error platform'],
    ['no answer', { is: 'no_answer', why: 'timed out', reached: 'maybe' }, 'error platform'],
    ['an answer that is no number', answered(200, {}), 'error platform'],
    ['no JSON', answered(200, 'OK'), 'error platform'],
  ])('%s', async (_what, answer, found) => {
    const { findings, requests } = await check({ number: answer });
    expect(levels(findings)).toEqual([found]);
    expect(findings[0]?.nextStep).toBeDefined();
    expect(requests).toHaveLength(1);
  });
});

describe('the token', () => {
  const at = (days: number) => Math.floor(IO_NOW / 1000) + days * 86_400;
  test.each([
    ['in 15 days', { expires_at: at(15) }, 'ok', 'expires on 2026-12-05'],
    ['in 13 days', { expires_at: at(13) }, 'warning', 'expires on 2026-12-03'],
    ['a day ago', { expires_at: at(-1) }, 'error', 'expired on 2026-11-19'],
    ['for its reach before itself', { expires_at: at(60), data_access_expires_at: at(2) }, 'warning', '2026-11-22'],
    ['on no calendar', { expires_at: 9e15 }, 'ok', 'expires on'],
  ])('that ends %s', async (_when, fields, level, sentence) => {
    const { of } = await check(token(fields));
    expect(of('token_expiry')).toMatchObject([{ level, detail: expect.stringContaining(sentence) }]);
  });
  test('that Meta calls invalid', async () => {
    const { of } = await check(token({ is_valid: false, error: { code: 190, message: 'The session was invalidated.' } }));
    expect(of('credentials')).toMatchObject([{ level: 'error', detail: 'The session was invalidated.', nextStep: expect.any(String) }]);
  });
  test.each([
    ['cannot send', { scopes: ['whatsapp_business_management'] }, ['error permission'], 'whatsapp_business_messaging'],
    ['cannot manage', { scopes: ['whatsapp_business_messaging'] }, ['warning permission'], 'whatsapp_business_management'],
    ['can nothing', { scopes: [] }, ['warning permission', 'error permission'], 'permission'],
    [
      'is for another account',
      { granular_scopes: [{ scope: 'whatsapp_business_messaging', target_ids: ['555111'] }] },
      ['error permission'],
      'only for other accounts',
    ],
    [
      'is for this account too',
      { granular_scopes: [{ scope: 'whatsapp_business_messaging', target_ids: ['555111', settings.businessAccountId] }] },
      ['ok permission'],
      'both permissions',
    ],
  ])('that %s', async (_what, fields, found, sentence) => {
    const { of } = await check(token(fields));
    expect(levels(of('permission')).toSorted()).toEqual(found.toSorted());
    expect(of('permission')[0]?.detail).toContain(sentence);
  });
  test.each([error(400, 100, 'not for you'), answered(500, ''), answered(200, '{}')])(
    'of which Meta tells nothing is a warning',
    async (answer) => {
      const { of, findings } = await check({ token: answer });
      expect(of('token_expiry')).toMatchObject([{ level: 'warning' }]);
      expect(levels(findings).filter((found) => found.startsWith('error'))).toEqual([]);
    },
  );
});

describe('the number', () => {
  test.each<[string, object, string, RegExp]>([
    ['is not connected', { status: 'DISCONNECTED' }, 'error number', /not connected \(DISCONNECTED\)/],
    ['is on no cloud', { platform_type: 'NOT_APPLICABLE' }, 'error number', /not on the Cloud API/],
    ['was never verified', { status: undefined, code_verification_status: 'NOT_VERIFIED' }, 'warning number', /not verified/],
    ['is for tests', { account_mode: 'SANDBOX' }, 'warning account_mode', /test number/],
    ['has a declined name', { name_status: 'DECLINED' }, 'warning display_name', /declined/],
    ['has medium quality', { quality_rating: 'YELLOW' }, 'warning quality', /medium/],
    ['has low quality', { quality_rating: 'RED' }, 'warning quality', /low/],
    ['is fast', { throughput: { level: 'HIGH' } }, 'ok throughput', /1,000/],
  ])('that %s', async (_what, fields, found, sentence) => {
    const { findings } = await check(number(fields));
    expect(levels(findings)).toContain(found);
    const [finding] = findings.filter(({ level, what }) => `${level} ${what}` === found);
    expect(finding?.detail).toMatch(sentence);
    expect(finding?.level === 'ok' || finding?.nextStep !== undefined).toBe(true);
  });
  test.each([
    ['TIER_250', '250 people'],
    ['TIER_100K', '100,000 people'],
    ['TIER_UNLIMITED', 'any number of people'],
  ])('has the limit %s', async (tier, words) => {
    const { of } = await check({ limit: answered(200, { whatsapp_business_manager_messaging_limit: tier }) });
    expect(of('messaging_limit')).toMatchObject([{ level: 'ok', detail: expect.stringContaining(words) }]);
  });
  test('of an older version of the API has its limit under the older name', async () => {
    const { of } = await check({ limit: answered(200, { messaging_limit_tier: 'TIER_1K' }) }, { ...settings, graphVersion: 'v23.0' });
    expect(of('messaging_limit')).toMatchObject([{ detail: expect.stringContaining('1,000 people') }]);
  });
  test('that Meta blocks comes with its reason and its way out', async () => {
    const entities = [
      {
        entity_type: 'WABA',
        can_send_message: 'BLOCKED',
        errors: [{ error_code: 141006, error_description: 'No payment method.', possible_solution: 'Add one.' }],
      },
      { entity_type: 'BUSINESS', can_send_message: 'LIMITED', additional_info: ['Not verified yet.'] },
    ];
    const blocked = await check({ health_status: answered(200, { health_status: { can_send_message: 'BLOCKED', entities } }) });
    expect(blocked.of('sending')).toEqual([
      {
        level: 'error',
        what: 'sending',
        detail: 'Meta says that the number cannot send. No payment method. Not verified yet.',
        nextStep: 'Add one.',
      },
    ]);
    const limited = await check({ health_status: answered(200, { health_status: { can_send_message: 'LIMITED', entities: [] } }) });
    expect(limited.of('sending')).toMatchObject([{ level: 'warning' }]);
  });
  test('whose newer fields this version does not know is judged without them', async () => {
    const unknown = error(400, 100, '(#100) Tried accessing nonexisting field');
    const { findings } = await check({ health_status: unknown, limit: unknown, webhook_configuration: unknown });
    expect(levels(findings)).toContain('ok number');
    expect(levels(findings).filter((found) => found.startsWith('error'))).toEqual([]);
  });
});

describe('the webhook', () => {
  const ELSEWHERE = 'https://elsewhere.example/hook';
  const NEIGHBOUR = 'https://parley.example/webhooks/chn_2';
  const app = (callback: string) => ({
    app: answered(200, { data: [{ object: 'whatsapp_business_account', callback_url: callback, fields: ['messages'] }] }),
  });
  const configured = (callbacks: object) => ({ webhook_configuration: answered(200, { webhook_configuration: callbacks }) });
  const override = (uri: string) => ({
    subscribed: answered(200, { data: [{ whatsapp_business_api_data: { id: APP }, override_callback_uri: uri }] }),
  });
  test.each<[string, Parameters<typeof check>[0], string]>([
    ['of the app is another', { ...configured({ application: ELSEWHERE }), ...app(ELSEWHERE) }, 'error'],
    ['of the account goes before the app’s', { ...override(HERE), ...configured({ application: ELSEWHERE }) }, 'ok'],
    ['of the account is another', override(ELSEWHERE), 'error'],
    ['of the number goes before the account’s', { ...override(ELSEWHERE), ...configured({ phone_number: HERE }) }, 'ok'],
    ['of the number is another', configured({ phone_number: ELSEWHERE, application: HERE }), 'error'],
    ['is known from the app alone', { webhook_configuration: error(400, 100), ...app(HERE) }, 'ok'],
    ['is another channel’s of ours', configured({ application: NEIGHBOUR }), 'ok'],
    ['only begins like ours', configured({ application: 'https://parley.example.evil.example/webhooks/chn_1' }), 'error'],
    ['ends with a slash', configured({ application: `${HERE}/` }), 'ok'],
    ['is shown nowhere', { webhook_configuration: error(400, 100), app: error(400, 200) }, 'warning'],
  ])('address that %s', async (_what, changed, level) => {
    const { of } = await check(changed);
    expect(of('webhook_address')).toMatchObject([{ level }]);
    if (level === 'error') expect(of('webhook_address')[0]?.nextStep).toContain(HERE);
  });
  test.each<[string, Parameters<typeof check>[0], string]>([
    ['no app is subscribed', { subscribed: answered(200, { data: [] }) }, 'error'],
    ['only another app is subscribed', { subscribed: answered(200, { data: [{ whatsapp_business_api_data: { id: '1' } }] }) }, 'error'],
    ['the account is not the token’s', { subscribed: error(400, 100, 'Unsupported get request', 33) }, 'error'],
    ['Meta does not say', { subscribed: answered(500, '') }, 'warning'],
    ['the app is not known, but one is subscribed', { token: answered(500, '') }, 'ok'],
  ])('subscription where %s', async (_what, changed, level) => {
    expect((await check(changed)).of('webhook_subscription')).toMatchObject([{ level }]);
  });
  test('without the field messages, or without the product, brings nothing', async () => {
    const without = { app: answered(200, { data: [{ object: 'whatsapp_business_account', fields: [{ name: 'account_update' }] }] }) };
    expect((await check(without)).of('webhook_fields')).toMatchObject([{ level: 'error', nextStep: expect.any(String) }]);
    const product = { app: answered(200, { data: [{ object: 'page' }] }) };
    expect((await check(product)).of('webhook_fields')).toMatchObject([{ level: 'error' }]);
  });
  test('an app secret that Meta does not take is an error, a silent Meta is none', async () => {
    const wrong = await check({ app: error(400, 190, 'Invalid OAuth access token signature.') });
    expect(wrong.of('app_secret')).toMatchObject([{ level: 'error', nextStep: expect.any(String) }]);
    expect((await check({ app: answered(500, '') })).of('app_secret')).toEqual([]);
  });
});

test('whatever Meta answers, it is findings, with no secret in them', async () => {
  const answer = fc.oneof(
    fc.tuple(fc.integer({ min: 100, max: 599 }), fc.oneof(fc.json(), fc.string())).map(([status, body]) => answered(status, body)),
    fc.constant<PlatformResponse>({ is: 'no_answer', why: `lost ${settings.accessToken}`, reached: 'maybe' }),
    fc.constant(error(401, 190, `Malformed ${settings.accessToken} ${settings.appSecret}`)),
  );
  const changed = fc.record(
    { number: answer, health_status: answer, limit: answer, webhook_configuration: answer, token: answer, subscribed: answer, app: answer },
    { requiredKeys: [] },
  );
  await fc.assert(
    fc.asyncProperty(changed, async (answers) => {
      const { findings } = await check(answers);
      expect(findings.length).toBeGreaterThan(0);
      for (const secret of [settings.accessToken, settings.appSecret]) expect(JSON.stringify(findings)).not.toContain(secret);
    }),
  );
});
