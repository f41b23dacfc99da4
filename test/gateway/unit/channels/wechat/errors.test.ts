import { wechat } from '../../../../../gateway/src/channels/wechat/index.ts';
import { ERROR_TABLE } from '../../../../../gateway/src/channels/wechat/errors.ts';
import { IO_NOW, addressOf, answered, recordingIo } from '../../../support/channel-io.ts';
import { ACCESS_TOKEN, OPENID, settings } from './settings.ts';

const part = wechat.render({ type: 'text', text: 'x' }, wechat.capabilities).parts[0] ?? { body: {}, index: 0 };
const send = (status: number, body: unknown) =>
  wechat.send(
    part,
    addressOf([{ kind: 'openid', value: OPENID }]),
    settings,
    recordingIo((request) =>
      request.url.includes('stable_token') ? answered(200, { access_token: ACCESS_TOKEN, expires_in: 7200 }) : answered(status, body),
    ),
  );

const refused = (reason: string, stopsChannel = false) => ({ is: 'refused', reason, ...(stopsChannel ? { stopsChannel } : {}) });
const ROWS: Readonly<Record<number, object>> = {
  [-1]: { is: 'deferred', reason: 'down' },
  61450: { is: 'deferred', reason: 'down' },
  45011: { is: 'deferred', reason: 'throttled', notBefore: IO_NOW + 60_000 },
  43108: { is: 'deferred', reason: 'throttled' },
  45009: refused('policy'),
  45168: refused('policy'),
  45015: refused('window_closed'),
  45047: refused('window_closed'),
  45080: refused('window_closed'),
  40003: refused('recipient_unreachable'),
  43004: refused('recipient_unreachable'),
  46004: refused('recipient_unreachable'),
  50002: refused('recipient_unreachable'),
  50005: refused('recipient_unreachable'),
  43019: refused('recipient_blocked'),
  43101: refused('recipient_blocked'),
  48002: refused('recipient_blocked'),
  40200: refused('channel_settings'),
  43107: refused('channel_settings'),
  48001: refused('channel_settings'),
  50001: refused('channel_settings'),
  76022: refused('channel_settings'),
  48004: refused('channel_settings', true),
  40002: refused('channel_settings', true),
  40013: refused('channel_settings', true),
  40125: refused('channel_settings', true),
  40164: refused('channel_settings', true),
  40243: refused('channel_settings', true),
  41002: refused('channel_settings', true),
  41004: refused('channel_settings', true),
  50004: refused('channel_settings', true),
  50007: refused('channel_settings', true),
  61004: refused('channel_settings', true),
  89501: refused('channel_settings', true),
  89503: refused('channel_settings', true),
  89506: refused('channel_settings', true),
  89507: refused('channel_settings', true),
  40008: refused('unsupported_content'),
  ...Object.fromEntries(
    [40004, 40005, 40006, 40007, 40009, 40010, 40011, 40012, 40118, 40121, 40137, 41005, 44001, 45001, 45007].map((code) => [
      code,
      refused('media_rejected'),
    ]),
  ),
  ...Object.fromEntries(
    [40033, 40035, 40036, 40037, 40039, 41030, 44002, 44004, 45002, 45003, 45004, 45072, 47001, 47003].map((code) => [
      code,
      refused('message_invalid'),
    ]),
  ),
};

test.each(Object.entries(ROWS))('%s ends as it should', async (code, ending) => {
  expect(await send(200, { errcode: Number(code), errmsg: 'why rid: 1-2-3' })).toEqual({
    ...ending,
    detail: `WeChat answered ${code}: why rid: 1-2-3`,
    platformCode: code,
  });
});

test('every row of the table has been tried, but for the tokens, which have a test of their own', () => {
  const tokens = ['40001', '40014', '41001', '42001'];
  expect([...ERROR_TABLE.keys()].toSorted()).toEqual([...Object.keys(ROWS), ...tokens].toSorted());
});

test('only what an admin must mend stops the channel: an account without one permission may still answer passively', async () => {
  expect(await send(200, { errcode: 48001, errmsg: 'api unauthorized' })).not.toHaveProperty('stopsChannel');
});

test('a code that no page names is a refusal, since WeChat has answered', async () => {
  expect(await send(200, { errcode: 99999, errmsg: 'new' })).toEqual({
    is: 'refused',
    reason: 'message_invalid',
    detail: 'WeChat answered 99999: new',
    platformCode: '99999',
  });
});

test('a code written as a text counts as well', async () => {
  expect(await send(200, { errcode: '45015', errmsg: 'x' })).toMatchObject({ reason: 'window_closed' });
  expect(await send(200, { errcode: '0', errmsg: 'ok' })).toMatchObject({ is: 'accepted' });
});

test('an answer without a code leaves in doubt whether the message went out', async () => {
  expect(await send(200, { errmsg: 'ok' })).toMatchObject({ is: 'unknown', safeToRepeat: false });
});
