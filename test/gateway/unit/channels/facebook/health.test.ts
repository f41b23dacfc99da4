import type { PlatformRequest, PlatformResponse } from '../../../../../gateway/src/channels/channel.ts';
import { facebook } from '../../../../../gateway/src/channels/facebook/index.ts';
import { answered, IO_NOW, recordingIo } from '../../../support/channel-io.ts';
import { settings } from './settings.ts';

const HERE = 'https://parley.example/webhooks/chn_1';
const SCOPES = ['pages_messaging', 'pages_manage_metadata', 'page_utility_messaging', 'instagram_basic', 'instagram_manage_messages'];
const FIELDS = [
  'messages',
  'messaging_postbacks',
  'message_deliveries',
  'message_reads',
  'message_echoes',
  'message_reactions',
  'message_edits',
  'messaging_referrals',
];
const object = (name: string, rest: object = {}) => ({
  object: name,
  callback_url: HERE,
  active: true,
  fields: [{ name: 'messages' }],
  ...rest,
});

/** A Page with which all is well. */
const WELL: Readonly<Record<string, unknown>> = {
  me: { id: settings.pageId, name: 'Harbour Books' },
  debug_token: { data: { app_id: '999', is_valid: true, expires_at: 0, data_access_expires_at: 0, scopes: SCOPES } },
  subscribed_apps: { data: [{ id: '999', subscribed_fields: FIELDS }] },
  subscriptions: { data: [object('page'), object('instagram')] },
  [settings.pageId]: { id: settings.pageId, instagram_business_account: { id: settings.instagramAccountId, username: 'harbourbooks' } },
};

function callOf(request: PlatformRequest): string {
  return new URL(request.url).pathname.split('/').at(-1) ?? '';
}

async function check(changed: Readonly<Record<string, unknown>> = {}, using = settings) {
  const io = recordingIo((request) => {
    const answer = { ...WELL, ...changed }[callOf(request)];
    return isResponse(answer) ? answer : answered(200, answer);
  });
  const findings = (await facebook.checkHealth?.(using, io)) ?? [];
  const bad = findings.filter((finding) => finding.level !== 'ok').map(({ level, what }) => `${level} ${what}`);
  return { findings, bad, requests: io.requests };
}

function isResponse(value: unknown): value is PlatformResponse {
  return typeof value === 'object' && value !== null && 'is' in value;
}

const error = (code: number, message = 'said Meta', status = 400) => answered(status, { error: { code, message } });

test('a Page with which all is well has only good findings', async () => {
  const { findings, bad, requests } = await check();
  expect(bad).toEqual([]);
  expect(findings.map(({ what }) => what)).toEqual([
    'credentials',
    'token_expiry',
    'permission',
    'app_secret',
    'webhook_subscription',
    'webhook_address',
    'webhook_address',
    'instagram_account',
  ]);
  expect(requests.every((request) => request.method === 'GET' && request.url.startsWith('https://graph.facebook.com/v25.0/'))).toBe(true);
});

test('the app is asked as itself, which shows that the secret is its own', async () => {
  const { requests } = await check();
  const asked = requests.find((request) => callOf(request) === 'subscriptions');
  expect(asked?.url).toBe('https://graph.facebook.com/v25.0/999/subscriptions');
  expect(asked?.headers?.['authorization']).toBe('Bearer 999|app-secret-for-tests-only');
});

test('a Page without Instagram is not asked for it', async () => {
  const { instagramAccountId: _none, ...only } = settings;
  const { bad, findings } = await check(
    { subscriptions: { data: [object('page')] }, debug_token: { data: { app_id: '999', scopes: SCOPES.slice(0, 3) } } },
    only,
  );
  expect(bad).toEqual([]);
  expect(findings.map(({ what }) => what)).not.toContain('instagram_account');
});

test.each([
  ['a dead token', error(190), 'error credentials'],
  ['a missing permission', error(10), 'error permission'],
  ['no answer', { is: 'no_answer', why: 'ECONNREFUSED', reached: 'no' }, 'error platform'],
  ['a server error', answered(500, '<html>'), 'error platform'],
  ['nothing we can read', answered(200, '{}'), 'error platform'],
  ['somebody else’s token', { id: '42', name: 'Ana Lima' }, 'error credentials'],
])('%s is found first, and nothing else is asked', async (_what, me, expected) => {
  const { bad, requests, findings } = await check({ me });
  expect(bad).toEqual([expected]);
  expect(findings.every(({ nextStep }) => nextStep !== undefined)).toBe(true);
  expect(requests).toHaveLength(1);
});

const DAY_S = 24 * 3600;
const NOW_S = IO_NOW / 1000;
const token = (rest: object) => ({ debug_token: { data: { app_id: '999', is_valid: true, scopes: SCOPES, ...rest } } });

test.each([
  ['never ends', { expires_at: 0 }, []],
  ['ends in 15 days', { expires_at: NOW_S + 15 * DAY_S }, []],
  ['ends in 13 days', { expires_at: NOW_S + 13 * DAY_S }, ['warning token_expiry']],
  ['has ended', { expires_at: NOW_S - 1 }, ['error token_expiry']],
  ['reaches nothing in 13 days', { expires_at: 0, data_access_expires_at: NOW_S + 13 * DAY_S }, ['warning token_expiry']],
  ['ends at no time of any calendar', { expires_at: 1e300 }, []],
  ['is not valid', { is_valid: false, error: { message: 'Session has expired' } }, ['error credentials']],
])('a token that %s', async (_what, rest, expected) => {
  expect((await check(token(rest))).bad).toEqual(expected);
});

test.each([
  ['pages_messaging', 'error permission'],
  ['pages_manage_metadata', 'warning permission'],
  ['page_utility_messaging', 'warning permission'],
  ['instagram_basic', 'error permission'],
  ['instagram_manage_messages', 'error permission'],
])('a token without %s is found', async (scope, expected) => {
  const { bad, findings } = await check(token({ scopes: SCOPES.filter((one) => one !== scope) }));
  expect(bad).toEqual([expected]);
  expect(findings.find(({ what }) => what === 'permission')?.detail).toContain(scope);
});

test('the other spelling of the permission for templates is as good', async () => {
  expect(
    (await check(token({ scopes: [...SCOPES.filter((one) => one !== 'page_utility_messaging'), 'pages_utility_messaging'] }))).bad,
  ).toEqual([]);
});

test.each([
  ['a token that Meta tells nothing of', { debug_token: error(190) }, ['warning token_expiry']],
  ['another app’s secret', { subscriptions: error(190, 'Invalid OAuth access token signature.') }, ['error app_secret']],
  ['an app that cannot be asked', { subscriptions: answered(500, '') }, []],
  ['an app that is not subscribed', { subscribed_apps: { data: [] } }, ['error webhook_subscription']],
  ['only another app subscribed', { subscribed_apps: { data: [{ id: '1', subscribed_fields: FIELDS }] } }, ['error webhook_subscription']],
  [
    'an app without the field messages',
    { subscribed_apps: { data: [{ id: '999', subscribed_fields: FIELDS.slice(1) }] } },
    ['error webhook_subscription'],
  ],
  [
    'an app without receipts',
    { subscribed_apps: { data: [{ id: '999', subscribed_fields: ['messages'] }] } },
    ['warning webhook_subscription'],
  ],
  ['subscriptions that Meta does not show', { subscribed_apps: error(200) }, ['warning webhook_subscription']],
  ['no webhook for Pages', { subscriptions: { data: [object('instagram')] } }, ['error webhook_address']],
  ['no webhook for Instagram', { subscriptions: { data: [object('page')] } }, ['error webhook_address']],
  [
    'a webhook that is switched off',
    { subscriptions: { data: [object('page', { active: false }), object('instagram')] } },
    ['error webhook_address'],
  ],
  [
    'a webhook elsewhere',
    { subscriptions: { data: [object('page', { callback_url: 'https://other.example/hook' }), object('instagram')] } },
    ['error webhook_address'],
  ],
  [
    'the address of another channel of ours',
    { subscriptions: { data: [object('page', { callback_url: 'https://parley.example/webhooks/chn_2' }), object('instagram')] } },
    [],
  ],
  ['our address with a slash', { subscriptions: { data: [object('page', { callback_url: `${HERE}/` }), object('instagram')] } }, []],
  ['no Instagram account', { [settings.pageId]: { id: settings.pageId } }, ['error instagram_account']],
  ['another Instagram account', { [settings.pageId]: { instagram_business_account: { id: '1' } } }, ['error instagram_account']],
  ['an Instagram account that Meta does not show', { [settings.pageId]: error(100) }, ['warning instagram_account']],
])('%s is found', async (_what, changed, expected) => {
  const { bad, findings } = await check(changed);
  expect(bad).toEqual(expected);
  expect(findings.filter(({ level }) => level !== 'ok').every(({ nextStep }) => (nextStep ?? '') !== '')).toBe(true);
});

test('garbage everywhere is found, never thrown', async () => {
  for (const garbage of [null, [], 'x', 7, { data: 'x' }, { data: [null, 1] }]) {
    const all = Object.fromEntries(Object.keys(WELL).map((call) => [call, answered(200, JSON.stringify(garbage))]));
    const { findings } = await check({ ...all, me: WELL['me'] });
    expect(findings.some(({ level }) => level !== 'ok')).toBe(true);
  }
});

test('no secret is in any finding', async () => {
  const secrets = [settings.pageAccessToken, settings.appSecret, settings.verifyToken];
  const leaky = error(190, `Malformed access token ${secrets.join(' ')}`);
  for (const call of Object.keys(WELL)) {
    const text = JSON.stringify((await check({ [call]: leaky })).findings);
    for (const secret of secrets) expect(text).not.toContain(secret);
  }
});
