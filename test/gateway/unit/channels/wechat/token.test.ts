import type { PlatformRequest, PlatformResponse } from '../../../../../gateway/src/channels/channel.ts';
import { wechat } from '../../../../../gateway/src/channels/wechat/index.ts';
import { createChannelMemory } from '../../../../../gateway/src/conversations/memory.ts';
import { IO_NOW, addressOf, answered, recordingIo } from '../../../support/channel-io.ts';
import { OPENID, settings } from './settings.ts';

const TOKEN = '/cgi-bin/stable_token';
const OK = answered(200, { errcode: 0, errmsg: 'ok' });
const refusedToken = (code: number) => answered(200, { errcode: code, errmsg: 'invalid credential, access_token is invalid' });
const tokenAnswer = (access_token: string, expires_in = 7200) => answered(200, { access_token, expires_in });

/** WeChat with its tokens, and a clock of its own. */
function platform(answers: {
  readonly token: (request: PlatformRequest, count: number) => PlatformResponse;
  readonly send?: (token: string | null, count: number) => PlatformResponse;
}) {
  const clock = { now: IO_NOW };
  const asked: { force: boolean }[] = [];
  const sentWith: (string | null)[] = [];
  const memory = createChannelMemory(() => clock.now);
  const io = recordingIo(
    (request) => {
      const url = new URL(request.url);
      if (url.pathname === TOKEN) {
        asked.push({ force: (JSON.parse(String(request.body)) as { force_refresh: boolean }).force_refresh });
        return answers.token(request, asked.length);
      }
      sentWith.push(url.searchParams.get('access_token'));
      return answers.send?.(sentWith.at(-1) ?? null, sentWith.length) ?? OK;
    },
    { now: () => clock.now, memory },
  );
  const part = wechat.render({ type: 'text', text: 'x' }, wechat.capabilities).parts[0] ?? { body: {}, index: 0 };
  const send = () => wechat.send(part, addressOf([{ kind: 'openid', value: OPENID }]), settings, io);
  return { send, asked, sentWith, clock, io };
}

test('AppID and AppSecret are exchanged for the stable token, which is kept', async () => {
  const { send, asked, sentWith, io } = platform({ token: () => tokenAnswer('t-1') });
  await send();
  await send();
  expect(asked).toEqual([{ force: false }]);
  expect(sentWith).toEqual(['t-1', 't-1']);
  expect(JSON.parse(String(io.requests[0]?.body))).toEqual({
    grant_type: 'client_credential',
    appid: settings.appId,
    secret: settings.appSecret,
    force_refresh: false,
  });
});

test('messages at the same time ask for it once', async () => {
  const { send, asked } = platform({ token: () => tokenAnswer('t-1') });
  await Promise.all([send(), send(), send()]);
  expect(asked).toHaveLength(1);
});

test('it is asked for again before it ends, when WeChat has the next one ready', async () => {
  const { send, asked, sentWith, clock } = platform({ token: (_request, count) => tokenAnswer(`t-${count}`) });
  await send();
  clock.now = IO_NOW + 7200_000 - 5 * 60_000;
  await send();
  expect(asked).toHaveLength(1);
  clock.now = IO_NOW + 7200_000 - 4 * 60_000;
  await send();
  expect(sentWith).toEqual(['t-1', 't-1', 't-2']);
});

test('one that is about to end is still used', async () => {
  const { send, asked, clock } = platform({ token: () => tokenAnswer('t-1', 60) });
  await send();
  clock.now += 29_000;
  await send();
  expect(asked).toHaveLength(1);
  clock.now += 2000;
  await send();
  expect(asked).toHaveLength(2);
});

test.each([40001, 40014, 41001, 42001])('%i: once more with a fresh token, without forcing one', async (code) => {
  const { send, asked, sentWith } = platform({
    token: (_request, count) => tokenAnswer(`t-${count}`),
    send: (token) => (token === 't-1' ? refusedToken(code) : OK),
  });
  expect(await send()).toMatchObject({ is: 'accepted' });
  expect(asked).toEqual([{ force: false }, { force: false }]);
  expect(sentWith).toEqual(['t-1', 't-2']);
});

test('where WeChat gives out the same token again, a new one is forced', async () => {
  const { send, asked, sentWith } = platform({
    token: (request) => tokenAnswer(String(request.body).includes('"force_refresh":true') ? 't-forced' : 't-1'),
    send: (token) => (token === 't-1' ? refusedToken(40001) : OK),
  });
  expect(await send()).toMatchObject({ is: 'accepted' });
  expect(asked).toEqual([{ force: false }, { force: false }, { force: true }]);
  expect(sentWith).toEqual(['t-1', 't-forced']);
});

test('it is not forced again within 30 seconds, and then it is', async () => {
  const { send, asked, clock } = platform({ token: () => tokenAnswer('t-1'), send: () => refusedToken(40001) });
  expect(await send()).toMatchObject({ is: 'deferred', reason: 'down', notBefore: IO_NOW + 30_000 });
  clock.now += 29_000;
  expect(await send()).toMatchObject({ is: 'deferred' });
  expect(asked.filter((one) => one.force)).toHaveLength(1);
  clock.now += 2000;
  await send();
  expect(asked.filter((one) => one.force)).toHaveLength(2);
});

test('fresh tokens that are refused as well stop the channel after the second', async () => {
  const { send, sentWith } = platform({ token: (_request, count) => tokenAnswer(`t-${count}`), send: () => refusedToken(40014) });
  expect(await send()).toMatchObject({ is: 'refused', reason: 'channel_settings', stopsChannel: true, platformCode: '40014' });
  expect(sentWith).toHaveLength(2);
});

describe('when there is no token, nothing is sent', () => {
  test.each([40002, 40013, 40125, 40164, 40243, 41002, 41004, 50004, 50007, 61004, 89501, 89503, 89506, 89507])(
    '%i stops the channel until an admin acts',
    async (code) => {
      const { send, sentWith } = platform({
        token: () => answered(200, { errcode: code, errmsg: 'invalid ip 192.0.2.7, not in whitelist' }),
      });
      expect(await send()).toMatchObject({ is: 'refused', reason: 'channel_settings', stopsChannel: true, platformCode: String(code) });
      expect(sentWith).toEqual([]);
    },
  );
  test.each([
    ['busy', answered(200, { errcode: -1, errmsg: 'system error' }), { is: 'deferred', reason: 'down' }],
    [
      'too many in a minute',
      answered(200, { errcode: 45011, errmsg: 'x' }),
      { is: 'deferred', reason: 'throttled', notBefore: IO_NOW + 60_000 },
    ],
    ['a server error', answered(502, ''), { is: 'deferred', reason: 'down' }],
    ['garbage', answered(200, '<html>'), { is: 'deferred', reason: 'down' }],
    ['half of it', answered(200, { access_token: 't-1' }), { is: 'deferred', reason: 'down' }],
    ['no connection', { is: 'no_answer', why: 'ECONNREFUSED', reached: 'no' } as const, { is: 'deferred', reason: 'down' }],
    ['a time-out', { is: 'no_answer', why: 'timed out', reached: 'maybe' } as const, { is: 'deferred', reason: 'down' }],
  ])('%s', async (_what, answer, ending) => {
    const { send, sentWith } = platform({ token: () => answer });
    expect(await send()).toMatchObject(ending);
    expect(sentWith).toEqual([]);
  });
  test('the secret is in no ending, even where WeChat repeats it', async () => {
    for (const answer of [
      answered(200, { errcode: 40125, errmsg: `invalid secret ${settings.appSecret}` }),
      { is: 'no_answer', why: `reset at ${settings.appSecret}`, reached: 'maybe' } as const,
    ]) {
      expect(JSON.stringify(await platform({ token: () => answer }).send())).not.toContain(settings.appSecret);
    }
  });
});
