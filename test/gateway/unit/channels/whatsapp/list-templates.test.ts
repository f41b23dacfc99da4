import fc from 'fast-check';
import type { PlatformRequest, PlatformResponse } from '../../../../../gateway/src/channels/channel.ts';
import { whatsappCloud } from '../../../../../gateway/src/channels/whatsapp/index.ts';
import { templateOf } from '../../../../../gateway/src/channels/whatsapp/list-templates.ts';
import { answered, recordingIo } from '../../../support/channel-io.ts';
import { settings } from './settings.ts';
import { CAROUSEL, CATALOG, CODE, FLOW, type Listed, NAMED, OFFER, ORDER, PLACE, RECEIPT } from './templates.ts';

async function list(answer: PlatformResponse | ((request: PlatformRequest) => PlatformResponse)) {
  const io = recordingIo(answer);
  const listed = await whatsappCloud.listTemplates?.(settings, io);
  return { listed, requests: io.requests, urls: io.requests.map(({ url }) => new URL(url)) };
}
const page = (data: readonly unknown[], after?: string) =>
  answered(200, {
    data,
    paging: {
      cursors: { before: 'b', after: after ?? 'end' },
      ...(after === undefined ? {} : { next: 'https://elsewhere.example/steal' }),
    },
  });
/** `name type place example?`, with `?` behind what may be left out. */
const paramsOf = (listed: Listed) =>
  templateOf(listed)?.params.map(({ name, type, place, example, optional }) =>
    [`${name}${optional === true ? '?' : ''}`, type, place, ...(example === undefined ? [] : [example])].join(' '),
  );

test('a template is listed with its text, its parameters and all else that is known of it', async () => {
  const { listed, requests, urls } = await list(page([ORDER]));
  expect(listed).toEqual({
    is: 'listed',
    templates: [
      {
        externalId: '555001',
        name: 'order_update',
        language: 'en_US',
        status: 'approved',
        category: 'utility',
        quality: 'green',
        text: 'Your {{header.1}}\nHi {{1}}, {{2}} is on its way.\nHarbour Books',
        params: [
          { name: 'header.1', type: 'text', place: 'header', example: 'order' },
          { name: '1', type: 'text', place: 'body', example: 'Ana' },
          { name: '2', type: 'text', place: 'body', example: 'HB-1042' },
          { name: 'button.1', type: 'url', place: 'button', example: 'https://harbour.example/hb-1' },
          { name: 'button.3.payload', type: 'payload', place: 'button', optional: true },
        ],
        components: ORDER.components,
      },
    ],
  });
  expect(urls[0]?.pathname).toBe('/v25.0/555999888777/message_templates');
  expect(urls[0]?.searchParams.get('fields')).toContain('parameter_format');
  expect(requests[0]?.headers).toEqual({ authorization: 'Bearer EAAtoken-for-tests-only' });
});

test.each<[string, Listed, readonly string[], string]>([
  [
    'named parameters',
    NAMED,
    ['header.shop text header Harbour', 'day text body Friday', 'guest text body Ana'],
    '{{header.shop}} waits for you\nSee you on {{day}}, {{guest}}!',
  ],
  [
    'a document',
    RECEIPT,
    ['header.document document header https://scontent.example/receipt.pdf', 'header.filename? text header', '1 text body Ana'],
    'Thank you, {{1}}.',
  ],
  [
    'a place',
    PLACE,
    ['header.latitude text header', 'header.longitude text header', 'header.name text header', 'header.address text header'],
    'Your order waits here.',
  ],
  [
    'a one-time code, which is asked for once',
    CODE,
    ['1 code body 123456'],
    '*{{1}}* is your verification code.\nThis code expires in 10 minutes.',
  ],
  [
    'an offer',
    OFFER,
    [
      'header.image image header https://scontent.example/spring.png',
      '1 text body Ana',
      'offer.expires text body 2026-12-31T23:59:00Z',
      'button.0.code code button SPRING25',
      'button.1 url button SPRING25',
    ],
    'Ends soon!\nGood news, {{1}}!',
  ],
  ['a flow', FLOW, ['button.0.flow_token? text button', 'button.0.flow_data? text button'], 'Book your table here.'],
  ['a catalog', CATALOG, ['button.0.product? text button'], 'Everything we have.'],
  [
    'cards',
    CAROUSEL,
    [
      '1 text body Ana',
      'card.0.header.image image header https://scontent.example/rye.png',
      'card.0.1 text body rye',
      'card.0.button.0.payload? payload button',
      'card.0.button.1 url button rye',
      'card.1.header.image image header https://scontent.example/oat.png',
      'card.1.1 text body oat',
      'card.1.button.0.payload? payload button',
      'card.1.button.1 url button oat',
    ],
    'New today, {{1}}:\nFresh {{card.0.1}}\nFresh {{card.1.1}}',
  ],
])('%s can be filled in, with samples', (_what, listed, params, text) => {
  expect(paramsOf(listed)).toEqual(params);
  expect(templateOf(listed)?.text).toBe(text);
});

test.each([
  ['a one-time code of the older kind', [{ type: 'OTP', otp_type: 'ONE_TAP', text: 'Autofill' }], '{{1}} is your code', ['1 code body']],
  ['an offer that does not end', [], 'Hi', []],
])('%s', (_what, buttons, text, params) => {
  const components = [
    { type: 'BODY', text },
    { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Now', has_expiration: false } },
    { type: 'BUTTONS', buttons },
  ];
  expect(paramsOf({ ...ORDER, components })).toEqual(params);
});

test('a listing in lower case is read the same', () => {
  const components = [
    { type: 'header', format: 'image' },
    { type: 'body', text: 'Hi {{1}}' },
    { type: 'buttons', buttons: [{ type: 'url', url: 'https://x.example/{{1}}' }] },
  ];
  expect(paramsOf({ ...ORDER, components })).toEqual(['header.image image header', '1 text body', 'button.0 url button']);
});

test.each([
  ['APPROVED', 'approved'],
  ['PENDING', 'pending'],
  ['REJECTED', 'rejected'],
  ['PAUSED', 'paused'],
  ['DISABLED', 'disabled'],
  ['IN_APPEAL', 'in_appeal'],
  ['PENDING_DELETION', 'pending_deletion'],
  ['DELETED', 'deleted'],
  ['LIMIT_EXCEEDED', 'limit_exceeded'],
  ['ARCHIVED', 'archived'],
  ['UNARCHIVED', 'approved'],
  ['REINSTATED', 'approved'],
  ['FLAGGED', 'approved'],
  ['LOCKED', 'approved'],
  ['SOMETHING_NEW', 'pending'],
  [undefined, 'pending'],
])('the status %s is %s', (status, expected) => {
  expect(templateOf({ ...ORDER, status })?.status).toBe(expected);
});

test('the reason of a rejection is kept, NONE is none', () => {
  expect(templateOf({ ...ORDER, rejected_reason: 'INVALID_FORMAT' })?.reason).toBe('INVALID_FORMAT');
  expect(templateOf({ ...ORDER, rejected_reason: 'NONE' })).not.toHaveProperty('reason');
});

test('all pages are asked for by their cursors, at no address of an answer', async () => {
  const pages = new Map<string | null, PlatformResponse>([
    [null, page([ORDER], 'p2')],
    ['p2', page([NAMED], 'p3')],
    ['p3', page([CODE])],
  ]);
  const { listed, urls } = await list((request) => pages.get(new URL(request.url).searchParams.get('after')) ?? answered(500, {}));
  expect(listed).toMatchObject({
    is: 'listed',
    templates: [{ name: 'order_update' }, { name: 'table_reserved' }, { name: 'sign_in_code' }],
  });
  expect(urls.map((url) => url.host)).toEqual(Array.from({ length: 3 }, () => 'graph.facebook.com'));
});

test('a cursor that comes again ends the list', async () => {
  const { urls } = await list(page([ORDER], 'round'));
  expect(urls).toHaveLength(2);
});

test('a list without an end is cut off', async () => {
  let turn = 0;
  const { listed, urls } = await list(() => page([], `p${turn++}`));
  expect(listed).toMatchObject({ is: 'listed', templates: [] });
  expect(urls).toHaveLength(200);
});

test.each([
  [
    'a dead token',
    answered(401, { error: { message: 'expired', code: 190 } }),
    { is: 'refused', reason: 'channel_settings', stopsChannel: true },
  ],
  ['no permission', answered(403, { error: { message: 'no', code: 200 } }), { is: 'refused', reason: 'channel_settings' }],
  ['too many calls', answered(400, { error: { message: 'slow', code: 80007 } }), { is: 'deferred', reason: 'throttled' }],
  ['an outage', answered(503, '<html>'), { is: 'deferred', reason: 'down' }],
  ['no connection', { is: 'no_answer', why: 'ECONNREFUSED', reached: 'no' } as const, { is: 'deferred', reason: 'down' }],
  ['no answer', { is: 'no_answer', why: 'timed out', reached: 'maybe' } as const, { is: 'unknown', safeToRepeat: true }],
  ['an answer without a list', answered(200, { ok: true }), { is: 'unknown', safeToRepeat: true }],
  ['half a JSON', answered(200, '{"data":['), { is: 'unknown', safeToRepeat: true }],
])('%s fails the list, also on its second page', async (_what, failure, ending) => {
  expect((await list(failure)).listed).toMatchObject(ending);
  const second = await list((request) => (request.url.includes('after=') ? failure : page([ORDER], 'p2')));
  expect(second.listed).toMatchObject(ending);
});

test('whatever stands in a list is read without throwing, and the rest with it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.jsonValue()), async (junk) => {
      const { listed } = await list(page([...junk, ORDER]));
      expect(listed).toMatchObject({
        is: 'listed',
        templates: expect.arrayContaining([expect.objectContaining({ name: 'order_update' })]),
      });
    }),
    { numRuns: 50 },
  );
});
