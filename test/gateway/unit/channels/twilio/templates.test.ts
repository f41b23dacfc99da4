import type { PlatformRequest, PlatformResponse } from '../../../../../gateway/src/channels/channel.ts';
import { whatsappTwilio } from '../../../../../gateway/src/channels/twilio/index.ts';
import { answered, recordingIo } from '../../../support/channel-io.ts';
import { BASIC, settings } from './settings.ts';

const LIST = 'https://content.twilio.com/v1/ContentAndApprovals';

async function listed(answer: PlatformResponse | ((request: PlatformRequest) => PlatformResponse), using = settings) {
  const io = recordingIo(answer);
  const end = await whatsappTwilio.listTemplates?.(using, io);
  return { end, templates: end?.is === 'listed' ? end.templates : [], requests: io.requests };
}

const approval = (fields: object = {}) => ({
  name: 'order_ready_v2',
  category: 'UTILITY',
  content_type: 'twilio/text',
  status: 'approved',
  rejection_reason: '',
  allow_category_change: true,
  ...fields,
});
const content = (fields: object = {}) => ({
  sid: 'HX1',
  account_sid: settings.accountSid,
  friendly_name: 'order_ready',
  language: 'pt_BR',
  variables: { 1: 'Ana', 2: '77' },
  types: { 'twilio/text': { body: 'Olá {{1}}, o pedido {{ 2 }} está pronto, {{1}}.' } },
  approval_requests: approval(),
  ...fields,
});
const page = (contents: readonly object[], next: string | null = null) =>
  answered(200, { contents, meta: { key: 'contents', next_page_url: next } });
const only = async (fields: object) => (await listed(page([content(fields)]))).templates[0];

test('a template is listed with its text, its parameters and their samples', async () => {
  const { end, requests } = await listed(page([content()]));
  expect(end).toEqual({
    is: 'listed',
    templates: [
      {
        externalId: 'HX1',
        name: 'order_ready',
        language: 'pt_BR',
        status: 'approved',
        category: 'utility',
        quality: null,
        text: 'Olá {{1}}, o pedido {{2}} está pronto, {{1}}.',
        params: [
          { name: '1', type: 'text', place: 'body', example: 'Ana' },
          { name: '2', type: 'text', place: 'body', example: '77' },
        ],
        components: content().types,
      },
    ],
  });
  expect(requests).toMatchObject([{ method: 'GET', url: `${LIST}?PageSize=200`, headers: { authorization: BASIC } }]);
});

test('a listed template is sent by its name with its parameters', async () => {
  const template = await only({});
  const params = Object.fromEntries((template?.params ?? []).map(({ name }) => [name, 'x']));
  const rendered = whatsappTwilio.render(
    { type: 'template', name: 'order_ready', language: 'pt_BR', params },
    whatsappTwilio.capabilities,
    template,
  );
  expect(rendered.parts).toEqual([{ index: 0, body: { ContentSid: 'HX1', ContentVariables: '{"1":"x","2":"x"}' } }]);
});

test('all pages are followed, on the host of ours, whatever host the answer names', async () => {
  const pages: Record<string, PlatformResponse> = {
    'PageSize=200': page([content()], `http://evil.example/v1/ContentAndApprovals?PageSize=200&Page=1&PageToken=PAHX1`),
    'PageSize=200&Page=1&PageToken=PAHX1': page([content({ sid: 'HX2' }), content()], 'https://content.twilio.com/x?PageSize=200&Page=2'),
    'PageSize=200&Page=2': page([content({ sid: 'HX3' })]),
  };
  const { templates, requests } = await listed((request) => pages[request.url.split('?')[1] ?? ''] ?? answered(404, {}));
  expect(templates.map((template) => template.externalId)).toEqual(['HX1', 'HX2', 'HX3']);
  expect(requests.map((request) => new URL(request.url).origin)).toEqual(Array(3).fill('https://content.twilio.com'));
});

test('a list that never ends is left after a hundred pages, one that repeats itself at once', async () => {
  let next = 0;
  expect((await listed(() => page([content()], `${LIST}?Page=${++next}`))).requests).toHaveLength(100);
  expect((await listed(() => page([content()], `${LIST}?PageSize=200`))).requests).toHaveLength(1);
});

test('an apiBaseUrl stands for content.twilio.com', async () => {
  const { requests } = await listed(page([]), { ...settings, apiBaseUrl: 'http://127.0.0.1:9999/t' });
  expect(requests[0]?.url).toBe('http://127.0.0.1:9999/t/v1/ContentAndApprovals?PageSize=200');
});

test.each([
  ['approved', 'approved'],
  ['received', 'pending'],
  ['pending', 'pending'],
  ['rejected', 'rejected'],
  ['paused', 'paused'],
  ['disabled', 'disabled'],
  ['Approved', 'approved'],
  ['a_word_of_tomorrow', 'pending'],
])('an approval that is %s is %s', async (status, expected) => {
  expect(await only({ approval_requests: approval({ status }) })).toMatchObject({ status: expected });
});

test.each([
  ["that is one of the channel's own for a choice", { friendly_name: 'parley_choice_0123' }],
  ['without an id', { sid: null }],
  ['without a type', { types: {} }],
])('a content %s is left out', async (_what, fields) => {
  expect(await only(fields)).toBeUndefined();
});

test.each([{ approval_requests: approval({ status: 'unsubmitted' }) }, { approval_requests: null }, { approval_requests: {} }])(
  'a content that was never handed in (%j) is pending, and says so',
  async (fields) => {
    expect(await only(fields)).toMatchObject({ status: 'pending', reason: expect.stringContaining('never handed in') });
  },
);

test("why WhatsApp rejected a template is told, an approval's empty reason is not", async () => {
  const rejected = approval({ status: 'rejected', rejection_reason: 'INVALID_FORMAT' });
  expect(await only({ approval_requests: rejected })).toMatchObject({ status: 'rejected', reason: 'INVALID_FORMAT' });
  expect(await only({})).not.toHaveProperty('reason');
});

test('an approval may stand under its channel, and names and categories may be missing', async () => {
  expect(await only({ approval_requests: { whatsapp: approval({ category: '' }) }, friendly_name: null, language: null })).toMatchObject({
    name: 'order_ready_v2',
    language: '',
    category: null,
  });
  expect(await only({ approval_requests: approval({ name: '' }), friendly_name: '' })).toMatchObject({ name: 'HX1' });
});

test('of several types the approved one counts, else the first', async () => {
  const types = { 'twilio/text': { body: 'Plain {{1}}' }, 'twilio/quick-reply': { body: 'Rich {{2}}', actions: [] } };
  expect(await only({ types, approval_requests: approval({ content_type: 'twilio/quick-reply' }) })).toMatchObject({
    text: 'Rich {{2}}',
    params: [{ name: '2' }],
  });
  expect(await only({ types, approval_requests: approval({ content_type: 'gone' }) })).toMatchObject({ text: 'Plain {{1}}' });
});

test.each([
  [
    'whatsapp/card',
    {
      header_text: 'Order {{h}}',
      body: 'Dear {{1}}',
      footer: 'Shop {{f}}',
      media: ['https://shop.example/{{pic}}'],
      actions: [
        { type: 'URL', title: 'Track {{t}}', url: 'https://shop.example/o/{{order}}' },
        { type: 'QUICK_REPLY', title: 'Stop', id: '{{payload}}' },
        { type: 'COPY_CODE', title: 'Copy', code: '{{code}}' },
        { type: 'PHONE_NUMBER', title: 'Call', phone: '{{phone}}' },
      ],
    },
    'Order {{h}}\nDear {{1}}\nShop {{f}}',
    [
      ['h', 'text', 'header'],
      ['pic', 'url', 'header'],
      ['1', 'text', 'body'],
      ['f', 'text', 'footer'],
      ['t', 'text', 'button'],
      ['order', 'url', 'button'],
      ['payload', 'payload', 'button'],
      ['code', 'code', 'button'],
      ['phone', 'text', 'button'],
    ],
  ],
  [
    'twilio/media',
    { body: 'See {{1}}', media: ['https://shop.example/{{2}}'] },
    'See {{1}}',
    [
      ['2', 'url', 'header'],
      ['1', 'text', 'body'],
    ],
  ],
  [
    'twilio/card',
    { title: 'Hi {{1}}', subtitle: 'Since {{2}}', actions: [] },
    'Hi {{1}}\nSince {{2}}',
    [
      ['1', 'text', 'body'],
      ['2', 'text', 'body'],
    ],
  ],
  [
    'twilio/carousel',
    {
      body: 'New {{1}}',
      cards: [
        {
          title: 'T',
          body: '{{2}}',
          media: 'https://shop.example/{{3}}',
          actions: [{ type: 'URL', title: 'Go', url: 'https://shop.example/{{4}}' }],
        },
      ],
    },
    'New {{1}}',
    [
      ['3', 'url', 'header'],
      ['1', 'text', 'body'],
      ['2', 'text', 'body'],
      ['4', 'url', 'button'],
    ],
  ],
  [
    'whatsapp/authentication',
    { add_security_recommendation: true, actions: [{ type: 'COPY_CODE', copy_code_text: 'Copy' }] },
    '',
    [['1', 'code', 'body']],
  ],
  ['twilio/text', { body: 'Nothing to fill in' }, 'Nothing to fill in', []],
])('%s shows its text and wants its variables', async (type, definition, text, params) => {
  const template = await only({ types: { [type]: definition }, variables: null, approval_requests: approval({ content_type: type }) });
  expect(template?.text).toBe(text);
  expect(template?.params.map(({ name, type: kind, place }) => [name, kind, place])).toEqual(params);
});

test.each([
  [
    'a dead token',
    answered(401, { code: 20003, message: `Bad ${settings.authToken}` }),
    { is: 'refused', reason: 'channel_settings', detail: 'Bad [secret]' },
  ],
  ['too many requests', answered(429, { code: 20429 }), { is: 'deferred', reason: 'throttled' }],
  ['a page', answered(200, '<html>'), { is: 'unknown' }],
  ['another shape', answered(200, { contents: {} }), { is: 'unknown' }],
  ['no answer', { is: 'no_answer', why: 'reset', reached: 'maybe' } as const, { is: 'unknown' }],
])('%s ends the list', async (_what, answer, expected) => {
  expect((await listed(answer)).end).toMatchObject(expected);
});

test('a list with nonsense in it gives what can be read', async () => {
  const { templates } = await listed(page([{}, { sid: 5 }, content(), { types: 'x', sid: 'HX9', approval_requests: approval() }]));
  expect(templates.map((template) => template.externalId)).toEqual(['HX1']);
});
