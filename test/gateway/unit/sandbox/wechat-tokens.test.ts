import { DEMO_WECHAT } from '../../../../gateway/sandbox/demo-accounts.ts';
import { at } from '../../../../gateway/sandbox/json.ts';
import { useWeChat } from './wechat-bench.ts';

const STABLE = '/cgi-bin/stable_token';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const credentials = { grant_type: 'client_credential', appid: DEMO_WECHAT.appId, secret: DEMO_WECHAT.appSecret };
const bench = useWeChat({ behaviour: { mode: 'plain' } });

describe('access tokens', () => {
  const stable = async (more: object = {}) => (await bench.call('POST', STABLE, { ...credentials, ...more })).json;
  const works = async (token: unknown) => (await bench.call('GET', `/cgi-bin/getcallbackip?access_token=${String(token)}`)).code ?? 'works';

  test('the stable token is the same again and again, and says how long it still lives', async () => {
    const first = await stable();
    expect(first).toEqual({ access_token: expect.stringMatching(/^\d+_[\w-]{100,}$/), expires_in: 7_200 });
    bench.clock.pass(HOUR);
    expect(await stable()).toEqual({ access_token: at(first, 'access_token'), expires_in: 3_600 });
  });

  test('in its last five minutes a new stable token comes, and both are good', async () => {
    const first = at(await stable(), 'access_token');
    bench.clock.pass(115 * MINUTE);
    const second = at(await stable(), 'access_token');
    expect(second).not.toBe(first);
    expect([await works(first), await works(second)]).toEqual(['works', 'works']);
    bench.clock.pass(5 * MINUTE);
    expect([await works(first), await works(second)]).toEqual([42001, 'works']);
  });

  test('a forced refresh kills the old token at once, is refused within 30 seconds and after 20 times a day', async () => {
    const first = at(await stable(), 'access_token');
    const second = at(await stable({ force_refresh: true }), 'access_token');
    expect([await works(first), await works(second)]).toEqual([40001, 'works']);
    expect(await stable({ force_refresh: true })).toMatchObject({ errcode: 45011 });
    for (let i = 1; i < 20; i++) {
      bench.clock.pass(30_000);
      expect(at(await stable({ force_refresh: true }), 'access_token')).toEqual(expect.any(String));
    }
    bench.clock.pass(30_000);
    expect(await stable({ force_refresh: true })).toMatchObject({ errcode: 45009 });
  });

  test('GET /cgi-bin/token gives a new one each time, and the one before lives five more minutes', async () => {
    const get = async () => (await bench.call('GET', `/cgi-bin/token?${new URLSearchParams(credentials).toString()}`)).json;
    const stableToken = at(await stable(), 'access_token');
    const first = at(await get(), 'access_token');
    const second = await get();
    expect(second).toEqual({ access_token: expect.not.stringMatching(String(first)), expires_in: 7_200 });
    bench.clock.pass(5 * MINUTE - 1);
    expect(await works(first)).toBe('works');
    bench.clock.pass(1);
    expect([await works(first), await works(at(second, 'access_token')), await works(stableToken)]).toEqual([40001, 'works', 'works']);
  });

  test.each([
    ['a wrong app id', { appid: 'wx0000000000000000' }, 40013],
    ['a wrong secret', { secret: 'guessed' }, 40125],
    ['another grant', { grant_type: 'password' }, 40002],
    ['no app id', { appid: undefined }, 41002],
    ['no secret', { secret: undefined }, 41004],
  ])('%s is refused', async (_what, change, code) => {
    expect(await stable(change)).toEqual({ errcode: code, errmsg: expect.stringMatching(/ rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/) });
  });

  test('an address outside the whitelist gets no token', async () => {
    bench.wechat.behave({ isWhitelisted: false });
    expect(await stable()).toMatchObject({ errcode: 40164, errmsg: expect.stringContaining('not in whitelist') });
  });

  test.each([
    ['no token', '', 41001],
    ['something that is no token', 'nonsense', 40014],
    ['an unknown token', '96_unknown', 40001],
  ])('a call with %s is refused', async (_what, token, code) => {
    expect(await works(token)).toBe(code);
  });

  test('the expired-token trouble ends the tokens that come, and lets the caller get another', async () => {
    const first = at(await stable(), 'access_token');
    bench.wechat.trouble.set({ kind: 'expired_token' });
    expect(await works(first)).toBe(42001);
    const second = at(await stable(), 'access_token');
    expect(second).not.toBe(first);
    bench.wechat.trouble.set({ kind: 'none' });
    expect([await works(first), await works(second)]).toEqual([42001, 'works']);
  });
});
