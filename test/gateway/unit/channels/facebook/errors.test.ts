import { ENDINGS } from '../../../../../gateway/src/channels/facebook/errors.ts';
import { facebook } from '../../../../../gateway/src/channels/facebook/index.ts';
import { addressOf, answered, IO_NOW, recordingIo } from '../../../support/channel-io.ts';
import { settings } from './settings.ts';

const MINUTE = 60_000;
const to = addressOf([{ kind: 'psid', value: '5550020000000001' }]);
const part = { body: { text: 'Hello' }, index: 0 };

function sendAnswered(error: object, status = 400, headers: Record<string, string> = {}) {
  return facebook.send(part, to, settings, recordingIo(answered(status, { error: { message: 'said Meta', ...error } }, headers)));
}

const stop = { is: 'refused', reason: 'channel_settings', stopsChannel: true } as const;
const refused = (reason: string) => ({ is: 'refused', reason }) as const;
const down = { is: 'deferred', reason: 'down' } as const;
const throttled = (ms: number) => ({ is: 'deferred', reason: 'throttled', notBefore: IO_NOW + ms }) as const;

const ROWS: readonly (readonly [row: string, ending: object])[] = [
  ['1', down],
  ['2', down],
  ['1200', down],
  ['2/1545133', down],
  ['4', throttled(MINUTE)],
  ['17', throttled(MINUTE)],
  ['32', throttled(MINUTE)],
  ['613', throttled(1000)],
  ['80001', throttled(MINUTE)],
  ['80002', throttled(MINUTE)],
  ['80004', throttled(MINUTE)],
  ['80006', throttled(MINUTE)],
  ['3', stop],
  ['10', stop],
  ['102', stop],
  ['104', stop],
  ['190', stop],
  ['190/458', stop],
  ['190/460', stop],
  ['190/463', stop],
  ['190/467', stop],
  ['200', stop],
  ['210', stop],
  ['*/1893063', stop],
  ['200/2018027', refused('channel_settings')],
  ['200/2018028', refused('channel_settings')],
  ['10/2018278', refused('window_closed')],
  ['10/2534022', refused('window_closed')],
  ['*/2018065', refused('window_closed')],
  ['*/2018108', refused('window_closed')],
  ['*/2018300', refused('policy')],
  ['368', refused('policy')],
  ['551', refused('recipient_unreachable')],
  ['551/1545041', refused('recipient_unreachable')],
  ['200/1545041', refused('recipient_blocked')],
  ['100/2018001', refused('recipient_unreachable')],
  ['*/2018218', refused('recipient_unreachable')],
  ['*/2534001', refused('recipient_unreachable')],
  ['*/2534014', refused('recipient_unreachable')],
  ['100', refused('message_invalid')],
  ['105', refused('message_invalid')],
  ['194', refused('message_invalid')],
  ['100/2018008', refused('media_rejected')],
  ['100/2018047', refused('media_rejected')],
  ['100/2018074', refused('media_rejected')],
  ['100/2018109', refused('media_rejected')],
  ['100/2018294', refused('media_rejected')],
];

test('every row of the table is tested, and no other', () => {
  expect(ROWS.map(([row]) => row).toSorted()).toEqual([...ENDINGS.keys()].toSorted());
});

test.each(ROWS)('%s ends as its row says, whatever the status', async (row, ending) => {
  const [code = '', subcode] = row.split('/');
  for (const one of code === '*' ? ['10', '100', '200'] : [code]) {
    const error = { code: Number(one), ...(subcode === undefined ? {} : { error_subcode: Number(subcode) }) };
    const platformCode = subcode === undefined ? one : `${one}/${subcode}`;
    for (const status of [400, 403, 500])
      expect(await sendAnswered(error, status)).toEqual({ ...ending, detail: 'said Meta', platformCode });
  }
});

test('"no permission" with a subcode that nobody knows is about this message, not about the channel', async () => {
  for (const code of [10, 200]) {
    expect(await sendAnswered({ code, error_subcode: 1234567 })).toEqual({
      is: 'refused',
      reason: 'channel_settings',
      detail: 'said Meta',
      platformCode: `${code}/1234567`,
    });
  }
});

test('other codes of missing permissions are refused for the settings', async () => {
  expect(await sendAnswered({ code: 230 })).toMatchObject({ is: 'refused', reason: 'channel_settings', platformCode: '230' });
});

test('a known code with an unknown subcode is that code', async () => {
  expect(await sendAnswered({ code: 190, error_subcode: 1 })).toMatchObject(stop);
  expect(await sendAnswered({ code: 100, error_subcode: 1 })).toMatchObject(refused('message_invalid'));
});

test('what Meta calls transient is tried again, with the wait of its row where it has one', async () => {
  expect(await sendAnswered({ code: 100, is_transient: true })).toMatchObject(down);
  expect(await sendAnswered({ code: 987654, is_transient: true })).toMatchObject({ ...down, platformCode: '987654' });
  expect(await sendAnswered({ code: 613, is_transient: true })).toMatchObject(throttled(1000));
  expect(await sendAnswered({ code: 613, is_transient: true }, 400, { 'retry-after': '7' })).toMatchObject(throttled(7000));
});

test('the error that comes although the message went out leaves us in doubt', async () => {
  expect(await sendAnswered({ code: 1, error_subcode: 1357046 }, 500)).toEqual({ is: 'unknown', detail: 'said Meta', safeToRepeat: false });
});

test.each([
  [400, refused('message_invalid')],
  [403, refused('channel_settings')],
  [429, { is: 'deferred', reason: 'throttled' }],
  [503, down],
] as const)('a code that nobody knows leaves the status %i to decide', async (status, ending) => {
  expect(await sendAnswered({ code: 987654 }, status)).toMatchObject({ ...ending, platformCode: '987654' });
});
