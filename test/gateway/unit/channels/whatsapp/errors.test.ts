import { ENDINGS, endingOf, refusalOf } from '../../../../../gateway/src/channels/whatsapp/errors.ts';
import { whatsappCloud } from '../../../../../gateway/src/channels/whatsapp/index.ts';
import { post } from '../../../contract/channels.contract.ts';
import { answered, recordingIo } from '../../../support/channel-io.ts';
import { settings } from './settings.ts';

const NOW = recordingIo(answered(200, {})).now();
const HOUR = 3_600_000;
const to = { keys: [{ kind: 'phone', value: '15550100001' }], kind: 'person', freeReply: null, quoted: null, window: 'open' } as const;
const part = { body: { type: 'text', text: { body: 'x' } }, index: 0 };

/** Every code of the documentation, its ending, and for how long a throttled send waits. */
const TABLE: readonly (readonly [code: number, ending: string, waitMs?: number])[] = [
  [0, 'channel_settings'],
  [1, 'down'],
  [2, 'down'],
  [3, 'channel_settings'],
  [4, 'throttled', 60_000],
  [10, 'channel_settings'],
  [33, 'channel_settings'],
  [100, 'message_invalid'],
  [190, 'channel_settings'],
  [200, 'channel_settings'],
  [230, 'channel_settings'],
  [299, 'channel_settings'],
  [368, 'channel_settings'],
  [80007, 'throttled', 60_000],
  [130429, 'throttled', 1000],
  [130472, 'recipient_unreachable'],
  [130497, 'policy'],
  [131000, 'down'],
  [131005, 'channel_settings'],
  [131008, 'message_invalid'],
  [131009, 'message_invalid'],
  [131016, 'down'],
  [131020, 'recipient_unreachable'],
  [131021, 'recipient_unreachable'],
  [131026, 'recipient_unreachable'],
  [131030, 'recipient_unreachable'],
  [131031, 'channel_settings'],
  [131037, 'channel_settings'],
  [131041, 'recipient_unreachable'],
  [131042, 'channel_settings'],
  [131045, 'channel_settings'],
  [131047, 'window_closed'],
  [131048, 'throttled', HOUR],
  [131049, 'policy'],
  [131050, 'recipient_blocked'],
  [131051, 'unsupported_content'],
  [131052, 'media_rejected'],
  [131053, 'media_rejected'],
  [131056, 'throttled', 6000],
  [131057, 'down'],
  [131062, 'message_invalid'],
  [131063, 'message_invalid'],
  [131064, 'throttled', HOUR],
  [131207, 'policy'],
  [131208, 'throttled', 60_000],
  [131215, 'channel_settings'],
  [132000, 'message_invalid'],
  [132001, 'message_invalid'],
  [132005, 'message_invalid'],
  [132007, 'policy'],
  [132008, 'message_invalid'],
  [132012, 'message_invalid'],
  [132015, 'policy'],
  [132016, 'policy'],
  [132068, 'message_invalid'],
  [132069, 'message_invalid'],
  [133004, 'down'],
  [133010, 'channel_settings'],
  [133016, 'throttled', HOUR],
  [135000, 'down'],
  [137000, 'recipient_unreachable'],
];

/** Codes of the account as a whole: nothing of it goes out until an admin acts. */
const STOPS: readonly number[] = [0, 3, 10, 33, 190, 200, 230, 299, 368, 131005, 131031, 131037, 131042, 131045, 133010];

/** A short row would get jest's callback in place of its wait. */
const ROWS = TABLE.map(([code, ending, waitMs]) => [code, ending, waitMs ?? null] as const);

test.each(ROWS)('code %i ends a send as %s, whatever the HTTP status', async (code, ending, waitMs) => {
  for (const status of [200, 400, 401, 500]) {
    const error = {
      message: `(#${code}) Said`,
      type: 'OAuthException',
      code,
      error_data: { messaging_product: 'whatsapp', details: 'More.' },
    };
    const outcome = await whatsappCloud.send(part, to, settings, recordingIo(answered(status, { error })));
    expect(outcome).toEqual({
      is: ending === 'down' || ending === 'throttled' ? 'deferred' : 'refused',
      reason: ending,
      detail: `(#${code}) Said More.`,
      platformCode: String(code),
      ...(waitMs === null ? {} : { notBefore: NOW + waitMs }),
      ...(STOPS.includes(code) ? { stopsChannel: true } : {}),
    });
  }
});

test.each(ROWS)('code %i in a failed status means %s, or unknown where it would pass', (code, ending) => {
  const status = { id: 'wamid.1', status: 'failed', timestamp: '1790000001', errors: [{ code, title: 'Said' }] };
  const body = {
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: [{ field: 'messages', value: { statuses: [status] } }] }],
  };
  const expected = ending === 'down' || ending === 'throttled' ? 'unknown' : ending;
  expect(whatsappCloud.parse(post(JSON.stringify(body)), settings, 0)).toMatchObject([
    { is: 'status', state: 'failed', error: { code: expected, platformCode: String(code) } },
  ]);
});

test('no code of the table is left out above', () => {
  const tested = new Set(TABLE.map(([code]) => String(code)));
  expect([...ENDINGS.keys()].filter((code) => !code.includes('/') && !tested.has(code))).toEqual([]);
});

test('an object that the token cannot see is a matter of the settings, not of the message', () => {
  expect(endingOf('100', '33')).toEqual({ is: 'refused', reason: 'channel_settings', stopsChannel: true });
  expect(endingOf('100', '2494010')).toEqual({ is: 'refused', reason: 'message_invalid' });
});

test('a code that nobody documented leaves the HTTP status to decide, and is kept', async () => {
  const outcome = async (status: number) =>
    whatsappCloud.send(part, to, settings, recordingIo(answered(status, { error: { message: 'New', code: 987654 } })));
  expect(await outcome(400)).toMatchObject({ is: 'refused', reason: 'message_invalid', platformCode: '987654' });
  expect(await outcome(503)).toMatchObject({ is: 'deferred', reason: 'down', platformCode: '987654' });
  expect(refusalOf('987654')).toBe('unknown');
  expect(refusalOf(undefined)).toBe('unknown');
});
