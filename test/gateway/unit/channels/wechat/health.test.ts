import type { PlatformResponse } from '../../../../../gateway/src/channels/channel.ts';
import { wechat } from '../../../../../gateway/src/channels/wechat/index.ts';
import { answered, recordingIo } from '../../../support/channel-io.ts';
import { ACCESS_TOKEN, safeSettings, settings } from './settings.ts';

const SILENCE: PlatformResponse = { is: 'no_answer', why: 'timed out', reached: 'maybe' };
const good = {
  token: answered(200, { access_token: ACCESS_TOKEN, expires_in: 7200 }),
  quota: answered(200, { errcode: 0, errmsg: 'ok', quota: { daily_limit: 500_000, used: 12, remain: 499_988 } }),
  callback: answered(200, { dns: [{ ip: '192.0.2.7', real_operator: 'CAP' }], ping: [{ ip: '192.0.2.7', package_loss: '100%' }] }),
};

function check(answers: Partial<typeof good> = {}, using = safeSettings, webhookUrl = 'https://parley.example/webhooks/chn_1') {
  const all = { ...good, ...answers };
  const io = recordingIo(
    (request) => (request.url.includes('stable_token') ? all.token : request.url.includes('quota/get') ? all.quota : all.callback),
    { webhookUrl },
  );
  return wechat.checkHealth(using, io);
}
const found = async (what: string, ...of: Parameters<typeof check>) => (await check(...of)).find((finding) => finding.what === what);

test('all is well', async () => {
  const findings = await check();
  expect(findings.map(({ level, what }) => `${level} ${what}`)).toEqual(['ok credentials', 'ok permission', 'ok webhook_subscription']);
  expect(findings.every((finding) => finding.nextStep === undefined)).toBe(true);
});

test('the platform is really asked: not the token in memory, which may outlive its secret', async () => {
  const io = recordingIo((request) =>
    request.url.includes('stable_token') ? good.token : request.url.includes('quota') ? good.quota : good.callback,
  );
  await wechat.checkHealth(settings, io);
  const before = io.requests.length;
  await wechat.checkHealth(settings, io);
  expect(io.requests.slice(before).some((request) => request.url.includes('stable_token'))).toBe(true);
});

describe('credentials', () => {
  const refused = (errcode: number, errmsg = 'x') => ({ token: answered(200, { errcode, errmsg }) });

  test.each([
    [40013, 'AppID'],
    [40125, 'AppSecret'],
    [40243, 'unfreeze'],
    [89503, 'administrator'],
    [50007, 'frozen'],
    [41002, 'Compare'],
  ])('%i is an error with what to do', async (code, step) => {
    const [first] = await check(refused(code));
    expect(first).toMatchObject({ level: 'error', what: 'credentials' });
    expect(first?.nextStep).toContain(step);
  });
  test('an address that is not on the list is told with the address', async () => {
    const [first] = await check(refused(40164, 'invalid ip 192.0.2.7 ipv6 ::ffff:192.0.2.7, not in whitelist'));
    expect(first).toMatchObject({ level: 'error', what: 'ip_whitelist' });
    expect(first?.detail).toContain('192.0.2.7');
    expect(first?.nextStep).toContain('IP whitelist');
  });
  test.each([
    ['silence', SILENCE],
    ['garbage', answered(200, '<html>')],
    ['a server error', answered(503, '')],
  ])('%s is a finding, not a throw, and nothing more is asked', async (_what, token) => {
    const findings = await check({ token });
    expect(findings.map(({ level, what }) => `${level} ${what}`)).toEqual(['error credentials']);
    expect(findings[0]?.nextStep).toBeDefined();
  });
  test('no secret is in any finding', async () => {
    const text = JSON.stringify(
      await check(refused(40125, `bad ${safeSettings.appSecret} ${safeSettings.token} ${safeSettings.encodingAesKey}`)),
    );
    for (const secret of [safeSettings.appSecret, safeSettings.token, safeSettings.encodingAesKey ?? ''])
      expect(text).not.toContain(secret);
  });
});

describe('permission to send', () => {
  test.each([
    ['a limit of none', answered(200, { errcode: 0, quota: { daily_limit: 0, used: 0, remain: 0 } })],
    ['76022', answered(200, { errcode: 76022, errmsg: 'could not use this cgi_path, no permission' })],
    ['48001', answered(200, { errcode: 48001, errmsg: 'api unauthorized' })],
  ])('%s: the account has none', async (_what, quota) => {
    expect(await found('permission', { quota })).toMatchObject({
      level: 'error',
      detail: 'The account may not send customer service messages.',
    });
  });
  test('a quota that is used up comes back', async () => {
    const quota = answered(200, { errcode: 0, quota: { daily_limit: 100, used: 100, remain: 0 } });
    expect(await found('permission', { quota })).toMatchObject({
      level: 'warning',
      detail: '0 of 100 customer service messages are left today.',
    });
  });
  test.each([
    ['silence', SILENCE],
    ['garbage', answered(200, 'no')],
    ['another shape', answered(200, { errcode: 0, quota: 'much' })],
  ])('%s is a warning', async (_what, quota) => expect(await found('permission', { quota })).toMatchObject({ level: 'warning' }));
});

describe('webhooks', () => {
  test('no address is entered', async () => {
    const finding = await found('webhook_subscription', { callback: answered(200, { errcode: 40201, errmsg: 'x' }) });
    expect(finding).toMatchObject({ level: 'error' });
    expect(finding?.nextStep).toContain('https://parley.example/webhooks/chn_1');
  });
  test('a name that leads nowhere', async () => {
    expect(await found('webhook_subscription', { callback: answered(200, { dns: [], ping: [] }) })).toMatchObject({ level: 'warning' });
  });
  test.each([
    ['silence', SILENCE],
    ['an error', answered(200, { errcode: -1, errmsg: 'busy' })],
  ])('%s is a warning', async (_what, callback) =>
    expect(await found('webhook_subscription', { callback })).toMatchObject({ level: 'warning' }),
  );
  test('WeChat calls ports 80 and 443 only', async () => {
    expect(await found('webhook_address', {}, safeSettings, 'http://parley.example:8400/webhooks/chn_1')).toMatchObject({
      level: 'warning',
    });
    expect(await found('webhook_address', {}, safeSettings, 'http://parley.example/webhooks/chn_1')).toBeUndefined();
  });
  test('plain mode is pointed out', async () => {
    expect(await found('webhook_encryption', {}, settings)).toMatchObject({ level: 'warning' });
    expect(await found('webhook_encryption')).toBeUndefined();
  });
});
