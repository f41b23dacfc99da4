import fc from 'fast-check';
import type { PlatformRequest, PlatformResponse } from '../../../../../gateway/src/channels/channel.ts';
import { line, type LineSettings } from '../../../../../gateway/src/channels/line/index.ts';
import { answered, recordingIo } from '../../../support/channel-io.ts';
import { settings } from './settings.ts';

const HERE = 'https://parley.example/webhooks/chn_1';
const DAY = 86_400;

/** Everything that is asked, with the answer of a channel that is all right. */
const WELL = {
  'GET /v2/bot/info': answered(200, {
    userId: 'U0b',
    basicId: '@harbour',
    displayName: 'Harbour Books',
    chatMode: 'chat',
    markAsReadMode: 'manual',
  }),
  'POST /v2/oauth/verify': answered(200, { client_id: '555', expires_in: 3_138_007_490, scope: 'P CM' }),
  'GET /oauth2/v2.1/verify': answered(400, { error: 'invalid_request', error_description: 'access token expired' }),
  'GET /v2/bot/channel/webhook/endpoint': answered(200, { endpoint: HERE, active: true }),
  'POST /v2/bot/channel/webhook/test': answered(200, {
    success: true,
    timestamp: '2026-11-20T12:00:00Z',
    statusCode: 200,
    reason: 'OK',
    detail: '200',
  }),
  'GET /v2/bot/message/quota': answered(200, { type: 'limited', value: 1000 }),
  'GET /v2/bot/message/quota/consumption': answered(200, { totalUsage: 100 }),
} satisfies Record<string, PlatformResponse>;
type Asked = keyof typeof WELL;

function nameOf({ method, url }: PlatformRequest): Asked {
  const name = `${method} ${new URL(url).pathname}`;
  const known = (Object.keys(WELL) as Asked[]).find((asked) => asked === name);
  if (known === undefined) throw new Error(`nobody should ask for ${name}`);
  return known;
}

async function check(changed: Partial<Record<Asked, PlatformResponse>> = {}, using: LineSettings = settings) {
  const io = recordingIo((request) => changed[nameOf(request)] ?? WELL[nameOf(request)]);
  const findings = (await line.checkHealth?.(using, io)) ?? [];
  return { findings, requests: io.requests, of: (what: string) => findings.filter((finding) => finding.what === what) };
}
const ENDPOINT = 'GET /v2/bot/channel/webhook/endpoint';
const TEST = 'POST /v2/bot/channel/webhook/test';

test('a channel that is all right has only good news', async () => {
  const { findings, requests } = await check();
  expect(findings).toEqual([
    { level: 'ok', what: 'credentials', detail: 'LINE takes the access token of the account Harbour Books, @harbour.' },
    { level: 'ok', what: 'token_expiry', detail: 'The access token does not expire.' },
    { level: 'ok', what: 'webhook_address', detail: 'LINE has this channel’s webhook address.' },
    { level: 'ok', what: 'webhook_subscription', detail: 'The use of the webhook is switched on.' },
    { level: 'ok', what: 'webhook_delivery', detail: 'A webhook that LINE sent for a test has arrived.' },
    { level: 'ok', what: 'quota', detail: '100 of 1000 messages of this month are used.' },
  ]);
  expect(new Set(requests.map(({ url }) => new URL(url).host))).toEqual(new Set(['api.line.me']));
  const test = requests.find((request) => nameOf(request) === TEST);
  expect(JSON.parse(String(test?.body))).toEqual({ endpoint: HERE });
});

test('an apiBaseUrl takes every call', async () => {
  const { requests } = await check({}, { ...settings, apiBaseUrl: 'http://127.0.0.1:9' });
  expect(new Set(requests.map(({ url }) => new URL(url).host))).toEqual(new Set(['127.0.0.1:9']));
});

describe('where the account cannot be asked for, nothing else is', () => {
  test.each<[string, PlatformResponse, string]>([
    ['a dead token', answered(401, { message: 'Authentication failed due to the following reason: expired.' }), 'credentials'],
    ['no Messaging API', answered(403, { message: 'no' }), 'permission'],
    ['an outage', answered(500, ''), 'platform'],
    ['too many calls', answered(429, { message: 'rate limit' }), 'platform'],
    ['no connection', { is: 'no_answer', why: 'ECONNREFUSED', reached: 'no' }, 'platform'],
    ['no answer', { is: 'no_answer', why: 'timed out', reached: 'maybe' }, 'platform'],
    ['an answer that is no account', answered(200, {}), 'platform'],
    ['another’s page', answered(200, '<html>'), 'platform'],
  ])('%s', async (_what, answer, what) => {
    const { findings, requests } = await check({ 'GET /v2/bot/info': answer });
    expect(findings).toEqual([{ level: 'error', what, detail: expect.any(String), nextStep: expect.any(String) }]);
    expect(requests).toHaveLength(1);
  });
});

test('a bot user id of another account is an error, its own is none', async () => {
  expect((await check({}, { ...settings, botUserId: 'U0b' })).of('account')).toEqual([]);
  expect((await check({}, { ...settings, botUserId: 'U0c' })).of('account')).toMatchObject([
    { level: 'error', detail: expect.stringContaining('U0c'), nextStep: expect.stringContaining('U0b') },
  ]);
});

describe('the token', () => {
  const verified = (seconds: number) => ({ 'POST /v2/oauth/verify': answered(200, { client_id: '555', expires_in: seconds }) });
  test.each([
    ['20 days', 20 * DAY + 1, 'ok', '20 days'],
    ['14 days', 14 * DAY, 'warning', '14 days'],
    ['a day', DAY, 'warning', 'one day'],
  ])('that ends in %s', async (_when, seconds, level, words) => {
    expect((await check(verified(seconds))).of('token_expiry')).toMatchObject([{ level, detail: expect.stringContaining(words) }]);
  });
  test('of the other kind is verified at the other address', async () => {
    const { of, requests } = await check({
      'POST /v2/oauth/verify': answered(400, { error: 'invalid_request' }),
      'GET /oauth2/v2.1/verify': answered(200, { client_id: '555', expires_in: 10 * DAY }),
    });
    expect(of('token_expiry')).toMatchObject([{ level: 'warning', detail: expect.stringContaining('10 days') }]);
    const asked = requests.find((request) => nameOf(request) === 'GET /oauth2/v2.1/verify');
    expect(new URL(asked?.url ?? '').searchParams.get('access_token')).toBe(settings.channelAccessToken);
  });
  test.each([
    ['LINE knows under neither', { 'POST /v2/oauth/verify': answered(400, {}) }],
    ['LINE does not judge', { 'POST /v2/oauth/verify': answered(500, '') }],
    ['LINE judges in other words', { 'POST /v2/oauth/verify': answered(200, { client_id: '555' }) }],
  ])('that %s is a warning', async (_what, changed) => {
    expect((await check(changed)).of('token_expiry')).toMatchObject([{ level: 'warning', nextStep: expect.any(String) }]);
  });
});

describe('the webhook', () => {
  test.each<[string, PlatformResponse, string, RegExp]>([
    ['is not set', answered(404, { message: 'Not found' }), 'error', /no webhook address/],
    ['is empty', answered(200, { endpoint: '', active: false }), 'error', /no webhook address/],
    ['is another', answered(200, { endpoint: 'https://elsewhere.example/hook', active: true }), 'error', /elsewhere/],
    ['is not shown', answered(500, ''), 'warning', /does not show/],
  ])('that %s', async (_what, answer, level, sentence) => {
    const { of, requests } = await check({ [ENDPOINT]: answer });
    expect(of('webhook_address')).toMatchObject([{ level, detail: expect.stringMatching(sentence) }]);
    if (level === 'error') expect(of('webhook_address')[0]?.nextStep).toContain(HERE);
    expect(requests.map(nameOf)).not.toContain(TEST);
  });
  test('that is switched off brings nothing, and is not tested', async () => {
    const { of, requests } = await check({ [ENDPOINT]: answered(200, { endpoint: HERE, active: false }) });
    expect(of('webhook_subscription')).toMatchObject([{ level: 'error', nextStep: expect.stringContaining('Use webhook') }]);
    expect(requests.map(nameOf)).not.toContain(TEST);
  });
  test.each([
    [
      'cannot be reached',
      { success: false, statusCode: 0, reason: 'COULD_NOT_CONNECT', detail: 'TLS handshake failure' },
      /COULD_NOT_CONNECT: TLS/,
      /HTTPS/,
    ],
    [
      'is refused here',
      { success: false, statusCode: 401, reason: 'ERROR_STATUS_CODE', detail: '401' },
      /ERROR_STATUS_CODE/,
      /channel secret/,
    ],
  ])('that %s is an error with a way out', async (_what, body, sentence, step) => {
    expect((await check({ [TEST]: answered(200, body) })).of('webhook_delivery')).toMatchObject([
      { level: 'error', detail: expect.stringMatching(sentence), nextStep: expect.stringMatching(step) },
    ]);
  });
  test.each([answered(429, { message: 'rate limit' }), answered(200, {}), answered(500, '')])(
    'that LINE did not test says nothing',
    async (answer) => {
      expect((await check({ [TEST]: answer })).of('webhook_delivery')).toEqual([]);
    },
  );
});

describe('the month’s messages', () => {
  const used = (totalUsage: number) => ({ 'GET /v2/bot/message/quota/consumption': answered(200, { totalUsage }) });
  test.each([
    [799, 'ok', /^799 of 1000/],
    [800, 'warning', /^800 of 1000/],
    [1000, 'warning', /no more pushes/],
    [1200, 'warning', /no more pushes/],
  ])('%i used', async (count, level, sentence) => {
    expect((await check(used(count))).of('quota')).toMatchObject([{ level, detail: expect.stringMatching(sentence) }]);
  });
  test('without a limit', async () => {
    const { of } = await check({ 'GET /v2/bot/message/quota': answered(200, { type: 'none' }), ...used(99_999) });
    expect(of('quota')).toMatchObject([{ level: 'ok', detail: expect.stringContaining('not limited') }]);
  });
  test.each<[string, Partial<Record<Asked, PlatformResponse>>]>([
    ['no quota', { 'GET /v2/bot/message/quota': answered(500, '') }],
    ['no consumption', { 'GET /v2/bot/message/quota/consumption': answered(403, {}) }],
    ['no numbers', used(Number.NaN)],
  ])('of which LINE tells %s', async (_what, changed) => {
    expect((await check(changed)).of('quota')).toEqual([]);
  });
});

test('whatever LINE answers, it is findings, with no secret in them', async () => {
  const secrets = `${settings.channelAccessToken} ${settings.channelSecret}`;
  const answer = fc.oneof(
    fc.tuple(fc.integer({ min: 100, max: 599 }), fc.oneof(fc.json(), fc.string())).map(([status, body]) => answered(status, body)),
    fc.constant<PlatformResponse>({ is: 'no_answer', why: `lost ${secrets}`, reached: 'maybe' }),
    fc.constant(answered(401, { message: `bad ${secrets}` })),
    fc.constant(answered(400, { message: `bad ${secrets}` })),
  );
  const changed = fc.record(Object.fromEntries(Object.keys(WELL).map((asked) => [asked, answer])) as Record<Asked, typeof answer>, {
    requiredKeys: [],
  });
  await fc.assert(
    fc.asyncProperty(changed, async (answers) => {
      const { findings } = await check(answers);
      expect(findings.length).toBeGreaterThan(0);
      for (const secret of secrets.split(' ')) expect(JSON.stringify(findings)).not.toContain(secret);
    }),
  );
});
