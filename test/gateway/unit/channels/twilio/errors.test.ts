import { whatsappTwilio } from '../../../../../gateway/src/channels/twilio/index.ts';
import { ENDINGS, refusalOf } from '../../../../../gateway/src/channels/twilio/errors.ts';
import { addressOf, answered, IO_NOW, recordingIo } from '../../../support/channel-io.ts';
import { parsed, settings } from './settings.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const to = addressOf([{ kind: 'phone', value: '15550100001' }]);
const part = { body: { Body: 'x' }, index: 0 };

type Row = readonly [code: number, ending: string, more?: number | 'stops'];

/** Every code, its ending, and for how long a throttled send waits or that the whole channel stops. */
const TABLE: readonly Row[] = [
  [12300, 'media_rejected'],
  [20001, 'message_invalid'],
  [20003, 'channel_settings', 'stops'],
  [20005, 'channel_settings', 'stops'],
  [20006, 'channel_settings', 'stops'],
  [20008, 'channel_settings'],
  [20404, 'channel_settings', 'stops'],
  [20429, 'throttled', SECOND],
  [20500, 'down'],
  [20503, 'down'],
  [21211, 'recipient_unreachable'],
  [21212, 'channel_settings'],
  [21214, 'recipient_unreachable'],
  [21217, 'recipient_unreachable'],
  [21602, 'message_invalid'],
  [21603, 'channel_settings'],
  [21604, 'recipient_unreachable'],
  [21606, 'channel_settings'],
  [21607, 'channel_settings'],
  [21608, 'recipient_unreachable'],
  [21609, 'channel_settings'],
  [21610, 'recipient_blocked'],
  [21611, 'throttled', MINUTE],
  [21612, 'recipient_unreachable'],
  [21614, 'recipient_unreachable'],
  [21617, 'message_invalid'],
  [21618, 'message_invalid'],
  [21619, 'message_invalid'],
  [21620, 'media_rejected'],
  [21623, 'media_rejected'],
  [21654, 'message_invalid'],
  [21655, 'message_invalid'],
  [21656, 'message_invalid'],
  [21659, 'channel_settings'],
  [21660, 'channel_settings', 'stops'],
  [21701, 'channel_settings'],
  [21702, 'channel_settings'],
  [21703, 'channel_settings'],
  [21704, 'channel_settings'],
  [21705, 'channel_settings'],
  [21712, 'channel_settings'],
  [21910, 'channel_settings'],
  [30001, 'throttled', MINUTE],
  [30002, 'channel_settings', 'stops'],
  [30003, 'recipient_unreachable'],
  [30004, 'policy'],
  [30005, 'recipient_unreachable'],
  [30007, 'policy'],
  [30008, 'down'],
  [30019, 'media_rejected'],
  [30454, 'throttled', HOUR],
  [63001, 'channel_settings', 'stops'],
  [63002, 'channel_settings', 'stops'],
  [63003, 'recipient_unreachable'],
  [63005, 'unsupported_content'],
  [63006, 'unsupported_content'],
  [63007, 'channel_settings', 'stops'],
  [63008, 'channel_settings', 'stops'],
  [63009, 'down'],
  [63010, 'down'],
  [63011, 'down'],
  [63012, 'down'],
  [63013, 'policy'],
  [63014, 'recipient_blocked'],
  [63015, 'recipient_unreachable'],
  [63016, 'window_closed'],
  [63017, 'throttled', SECOND],
  [63018, 'throttled', MINUTE],
  [63019, 'media_rejected'],
  [63020, 'channel_settings', 'stops'],
  [63021, 'unsupported_content'],
  [63022, 'channel_settings', 'stops'],
  [63023, 'down'],
  [63024, 'recipient_unreachable'],
  [63025, 'media_rejected'],
  [63026, 'policy'],
  [63027, 'message_invalid'],
  [63028, 'message_invalid'],
  [63029, 'message_invalid'],
  [63030, 'unsupported_content'],
  [63031, 'recipient_unreachable'],
  [63032, 'recipient_unreachable'],
  [63033, 'recipient_blocked'],
  [63034, 'media_rejected'],
  [63037, 'media_rejected'],
  [63038, 'throttled', HOUR],
  [63041, 'policy'],
  [63042, 'policy'],
  [63049, 'policy'],
  [63062, 'channel_settings'],
  [63112, 'channel_settings', 'stops'],
  [92005, 'message_invalid'],
  [92006, 'message_invalid'],
  [92007, 'message_invalid'],
  [92008, 'message_invalid'],
];

/** A short row would get jest's callback in place of its last column. */
const ROWS = TABLE.map(([code, ending, more]) => [code, ending, more ?? null] as const);
const passes = (ending: string) => ending === 'down' || ending === 'throttled';

test.each(ROWS)('code %i ends a send as %s, whatever the HTTP status', async (code, ending, more) => {
  for (const status of [400, 401, 404, 500]) {
    const error = { code, message: 'Said', more_info: `https://www.twilio.com/docs/errors/${code}`, status };
    const outcome = await whatsappTwilio.send(part, to, settings, recordingIo(answered(status, error)));
    expect(outcome).toEqual({
      is: passes(ending) ? 'deferred' : 'refused',
      reason: ending,
      detail: 'Said',
      platformCode: String(code),
      ...(typeof more === 'number' ? { notBefore: IO_NOW + more } : {}),
      ...(more === 'stops' ? { stopsChannel: true } : {}),
    });
  }
});

test.each(ROWS)('code %i in a status means %s, or unknown where it would pass', (code, ending) => {
  for (const word of ['failed', 'undelivered']) {
    const status = { MessageSid: 'SM1', MessageStatus: word, ErrorCode: String(code), From: settings.from };
    expect(parsed(status)).toMatchObject([
      { is: 'status', state: 'failed', error: { code: passes(ending) ? 'unknown' : ending, platformCode: String(code) } },
    ]);
  }
});

test('no code of the table is left out above', () => {
  const tested = new Set(TABLE.map(([code]) => String(code)));
  expect([...ENDINGS.keys()].filter((code) => !tested.has(code))).toEqual([]);
});

test('a code that nobody documented leaves the HTTP status to decide, and is kept', async () => {
  const outcome = (status: number) =>
    whatsappTwilio.send(part, to, settings, recordingIo(answered(status, { code: 99999, message: 'New' })));
  expect(await outcome(400)).toMatchObject({ is: 'refused', reason: 'message_invalid', platformCode: '99999', detail: 'New' });
  expect(await outcome(503)).toMatchObject({ is: 'deferred', reason: 'down', platformCode: '99999' });
  expect(refusalOf('99999')).toBe('unknown');
  expect(refusalOf(undefined)).toBe('unknown');
});

test('an error without words is said by its number', async () => {
  const outcome = (body: object) => whatsappTwilio.send(part, to, settings, recordingIo(answered(400, body)));
  expect(await outcome({ code: 63003 })).toMatchObject({ detail: 'Twilio answered error 63003.' });
  expect(await outcome({})).toMatchObject({ detail: 'Twilio answered 400.' });
});

test('Retry-After goes before the table', async () => {
  const io = recordingIo(answered(429, { code: 20429, message: 'Too Many Requests' }, { 'retry-after': '9' }));
  expect(await whatsappTwilio.send(part, to, settings, io)).toMatchObject({
    is: 'deferred',
    reason: 'throttled',
    notBefore: IO_NOW + 9000,
  });
});
