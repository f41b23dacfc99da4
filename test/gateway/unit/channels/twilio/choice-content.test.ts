import type { Part, PlatformRequest, PlatformResponse } from '../../../../../gateway/src/channels/channel.ts';
import { whatsappTwilio } from '../../../../../gateway/src/channels/twilio/index.ts';
import type { Content, SendableMedia } from '../../../../../gateway/src/model/content.ts';
import { addressOf, answered, recordingIo } from '../../../support/channel-io.ts';
import { BASIC, settings } from './settings.ts';

const to = addressOf([{ kind: 'phone', value: '15550100001' }]);
const SENT = answered(201, { sid: 'SM1', status: 'queued' });
const NONE = answered(200, { contents: [], meta: {} });

type Choice = Extract<Content<SendableMedia>, { type: 'choice' }>;
const choice = (text: string, ...labels: string[]): Choice => ({
  type: 'choice',
  text,
  style: 'buttons',
  options: labels.map((label, index) => ({ id: `id:${index}`, label })),
});
const partOf = (content: Choice): Part => whatsappTwilio.render(content, whatsappTwilio.capabilities).parts[0] ?? { body: null, index: 0 };
const BOOK = partOf(choice("Shall we book it?\nIt's free.", 'Yes', 'No'));

const isSearch = (request: PlatformRequest) => request.url.startsWith('https://content.twilio.com/v2/Content?');
const isCreate = (request: PlatformRequest) => request.url === 'https://content.twilio.com/v1/Content';
const kindOf = (request: PlatformRequest) => (isSearch(request) ? 'search' : isCreate(request) ? 'create' : 'send');
const jsonOf = (request: PlatformRequest | undefined) => JSON.parse(String(request?.body ?? 'null'));
const fieldsOf = (request: PlatformRequest | undefined) => Object.fromEntries(new URLSearchParams(String(request?.body ?? '')));

/** Twilio with a shelf of contents; what is not overridden is answered as it would. */
function twilioWith(
  answers: Partial<Record<'search' | 'create' | 'send', (request: PlatformRequest, at: number) => PlatformResponse>> = {},
) {
  const seen = { search: 0, create: 0, send: 0 };
  return recordingIo((request) => {
    const kind = kindOf(request);
    const at = seen[kind]++;
    const usual = { search: NONE, create: answered(201, { sid: `HX${at}` }), send: SENT };
    return answers[kind]?.(request, at) ?? usual[kind];
  });
}

test('a choice makes a content of its shape and is sent with its texts', async () => {
  const io = twilioWith();
  expect(await whatsappTwilio.send(BOOK, to, settings, io)).toEqual({ is: 'accepted', externalIds: ['SM1'] });
  const [search, create, send] = io.requests;
  const { friendly_name: name, ...draft } = jsonOf(create);
  expect(name).toMatch(/^parley_choice_[0-9a-f]{24}$/);
  expect(search).toMatchObject({ method: 'GET', url: `https://content.twilio.com/v2/Content?ContentName=%5E${name}%24&PageSize=20` });
  expect(create?.headers).toMatchObject({ authorization: BASIC, 'content-type': 'application/json' });
  expect(draft).toEqual({
    language: 'en',
    variables: { 1: 'text 1', 2: 'text 2', 3: 'text 3', 4: 'text 4', 5: 'text 5', 6: 'text 6' },
    types: {
      'twilio/quick-reply': {
        body: '{{1}}\n{{2}}',
        actions: [
          { type: 'QUICK_REPLY', title: '{{3}}', id: '{{4}}' },
          { type: 'QUICK_REPLY', title: '{{5}}', id: '{{6}}' },
        ],
      },
    },
  });
  const fields = fieldsOf(send);
  expect(fields).toMatchObject({ To: 'whatsapp:+15550100001', ContentSid: 'HX0' });
  expect(fields['ContentVariables']).not.toContain("'");
  expect(JSON.parse(fields['ContentVariables'] ?? '')).toEqual({
    1: 'Shall we book it?',
    2: "It's free.",
    3: 'Yes',
    4: 'id:0',
    5: 'No',
    6: 'id:1',
  });
});

test('choices of one shape share one content, those of another have their own', async () => {
  const io = twilioWith();
  await whatsappTwilio.send(BOOK, to, settings, io);
  await whatsappTwilio.send(partOf(choice('Red\nor blue?', 'Red', 'Blue')), to, settings, io);
  await whatsappTwilio.send(partOf(choice('One line', 'Red', 'Blue')), to, settings, io);
  expect(io.requests.map(kindOf)).toEqual(['search', 'create', 'send', 'send', 'search', 'create', 'send']);
  expect(fieldsOf(io.requests[3])).toMatchObject({ ContentSid: 'HX0' });
  expect(fieldsOf(io.requests[6])).toMatchObject({ ContentSid: 'HX1' });
});

test('many at once make it once', async () => {
  const io = twilioWith();
  await Promise.all(Array.from({ length: 20 }, () => whatsappTwilio.send(BOOK, to, settings, io)));
  expect(io.requests.filter(isCreate)).toHaveLength(1);
});

test('a content that Twilio still has from before a restart is found again, and only that', async () => {
  let name = '';
  const first = twilioWith({ create: (request) => ((name = jsonOf(request).friendly_name), answered(201, { sid: 'HXold' })) });
  await whatsappTwilio.send(BOOK, to, settings, first);
  const contents = [
    { sid: 'HXother', friendly_name: `${name}x` },
    { sid: 'HXold', friendly_name: name },
  ];
  const second = twilioWith({ search: () => answered(200, { contents }) });
  await whatsappTwilio.send(BOOK, to, settings, second);
  expect(second.requests.map(kindOf)).toEqual(['search', 'send']);
  expect(fieldsOf(second.requests[1])).toMatchObject({ ContentSid: 'HXold' });
});

test('where the list cannot be searched the content is made', async () => {
  for (const answer of [answered(404, { code: 20404 }), answered(200, '<html>'), answered(200, { contents: [{ friendly_name: 'x' }] })]) {
    const io = twilioWith({ search: () => answer });
    expect(await whatsappTwilio.send(BOOK, to, settings, io)).toMatchObject({ is: 'accepted' });
  }
});

test.each(['21655', '92006'])('a content that was deleted at Twilio (%s) is made once more', async (code) => {
  const io = twilioWith({ send: (_request, at) => (at === 1 ? answered(400, { code: Number(code), message: 'Gone' }) : SENT) });
  await whatsappTwilio.send(BOOK, to, settings, io);
  expect(await whatsappTwilio.send(BOOK, to, settings, io)).toMatchObject({ is: 'accepted' });
  expect(io.requests.map(kindOf)).toEqual(['search', 'create', 'send', 'send', 'search', 'create', 'send']);
  expect(fieldsOf(io.requests.at(-1))).toMatchObject({ ContentSid: 'HX1' });
});

test('a content that is refused twice ends the message', async () => {
  const io = twilioWith({ send: () => answered(400, { code: 21655, message: 'Gone' }) });
  expect(await whatsappTwilio.send(BOOK, to, settings, io)).toMatchObject({
    is: 'refused',
    reason: 'message_invalid',
    platformCode: '21655',
  });
  expect(io.requests.filter((request) => kindOf(request) === 'send')).toHaveLength(2);
});

test.each([
  [
    'no answer to the search',
    { search: () => ({ is: 'no_answer', why: 'reset', reached: 'maybe' }) as const },
    { is: 'deferred', reason: 'down' },
  ],
  [
    'no answer to the making',
    { create: () => ({ is: 'no_answer', why: 'reset', reached: 'maybe' }) as const },
    { is: 'deferred', reason: 'down' },
  ],
  ['an answer that cannot be read', { create: () => answered(200, 'OK') }, { is: 'deferred', reason: 'down' }],
  ['a fault', { create: () => answered(503, '') }, { is: 'deferred', reason: 'down' }],
  ['too many requests', { create: () => answered(429, { code: 20429 }, { 'retry-after': '5' }) }, { is: 'deferred', reason: 'throttled' }],
  ['a refusal', { create: () => answered(400, { code: 92008, message: 'Unsupported' }) }, { is: 'refused', reason: 'message_invalid' }],
  ['a dead token', { create: () => answered(401, { code: 20003 }) }, { is: 'refused', reason: 'channel_settings', stopsChannel: true }],
])('%s is certain: nothing was sent', async (_what, answers, expected) => {
  const io = twilioWith(answers);
  expect(await whatsappTwilio.send(BOOK, to, settings, io)).toMatchObject(expected);
  expect(io.requests.filter((request) => kindOf(request) === 'send')).toHaveLength(0);
});

test('a send of a choice that gets no answer is in doubt, as any other', async () => {
  const io = twilioWith({ send: () => ({ is: 'no_answer', why: `reset ${settings.authToken}`, reached: 'maybe' }) });
  expect(await whatsappTwilio.send(BOOK, to, settings, io)).toEqual({ is: 'unknown', detail: 'reset [secret]', safeToRepeat: false });
});
