import fc from 'fast-check';
import type { Capabilities } from '../../../../../gateway/src/channels/channel.ts';
import { facebook } from '../../../../../gateway/src/channels/facebook/index.ts';
import type { ChoiceOption, Content, SendableMedia } from '../../../../../gateway/src/model/content.ts';

const MB = 1024 * 1024;
const render = (content: Content<SendableMedia>, capabilities: Capabilities = facebook.capabilities) =>
  facebook.render(content, capabilities);
const bodies = (content: Content<SendableMedia>) => render(content).parts.map((part) => part.body);
const file = (mimeType: string, rest: Partial<SendableMedia> = {}): SendableMedia => ({
  id: 'att_1',
  url: 'https://files.example/a',
  mimeType,
  bytes: 1000,
  name: 'a',
  ...rest,
});
const options = (count: number): ChoiceOption[] => Array.from({ length: count }, (_, n) => ({ id: `o${n + 1}`, label: `Option ${n + 1}` }));
const choice = (rest: Partial<Extract<Content, { type: 'choice' }>> = {}): Content<SendableMedia> => ({
  type: 'choice',
  text: 'Which?',
  style: 'buttons',
  options: options(2),
  ...rest,
});
const reply = (n: number) => ({ content_type: 'text', title: `Option ${n}`, payload: `o${n}` });

test('a text is one message, 2001 characters are two', () => {
  expect(bodies({ type: 'text', text: 'Hello' })).toEqual([{ text: 'Hello' }]);
  expect(bodies({ type: 'text', text: 'x'.repeat(2000) })).toHaveLength(1);
  expect(bodies({ type: 'text', text: 'x'.repeat(2001) })).toEqual([{ text: 'x'.repeat(2000) }, { text: 'x' }]);
});

test.each(['', '  \n'])('a text of nothing (%j) is refused', (text) => {
  expect(render({ type: 'text', text })).toMatchObject({ parts: [], refused: { reason: 'message_invalid' } });
});

test.each([
  ['image', 'image/png'],
  ['video', 'video/mp4'],
  ['audio', 'audio/mpeg'],
  ['file', 'application/zip'],
] as const)('an %s goes by its address, with the file beside it for an upload', (type, mimeType) => {
  const attachment = file(mimeType);
  expect(render({ type, attachment })).toEqual({
    parts: [{ body: { attachment: { type, payload: { url: attachment.url } }, file: attachment }, index: 0 }],
    losses: [],
  });
});

test('a caption is a text after the file, and said', () => {
  const { parts, losses } = render({ type: 'image', attachment: file('image/jpeg'), caption: 'This one' });
  expect(parts[1]).toEqual({ body: { text: 'This one' }, index: 1 });
  expect(losses).toEqual(['The caption was sent as a message of its own, because Messenger shows none with files.']);
});

test.each([
  ['image', 'image/heic'],
  ['video', 'video/x-matroska'],
  ['audio', 'audio/ogg; codecs=opus'],
  ['audio', ''],
] as const)('an %s of type %j, which Messenger does not play, goes as a file', (type, mimeType) => {
  const { parts, losses } = render({ type, attachment: file(mimeType) });
  expect(parts[0]?.body).toMatchObject({ attachment: { type: 'file' } });
  expect(losses[0]).toMatch(/was sent as a file, because Messenger does not play (image|video|audio|files)/);
});

test.each(['image', 'video', 'audio', 'file'] as const)('an %s of 25 MB goes, one byte more is refused with the limit', (type) => {
  const mimeType = { image: 'image/png', video: 'video/mp4', audio: 'audio/mp4', file: 'application/pdf' }[type];
  expect(render({ type, attachment: file(mimeType, { bytes: 25 * MB }) }).parts).toHaveLength(1);
  const { parts, refused } = render({ type, attachment: file(mimeType, { bytes: 25 * MB + 1 }) });
  expect(parts).toEqual([]);
  expect(refused).toMatchObject({ reason: 'media_rejected', detail: expect.stringMatching(/25\.1 MB; Messenger takes at most 25 MB/) });
});

test('a file of unknown size is tried', () => {
  expect(render({ type: 'file', attachment: file('application/pdf', { bytes: null }) }).parts).toHaveLength(1);
});

test('a sticker goes as a picture, one without a file as words', () => {
  expect(render({ type: 'sticker', attachment: file('image/webp') })).toMatchObject({
    parts: [{ body: { attachment: { type: 'image' } } }],
    losses: ['The sticker was sent as a picture.'],
  });
  expect(bodies({ type: 'sticker', keywords: ['hug'] })).toEqual([{ text: '[sticker: hug]' }]);
});

test('up to three buttons are a button template, four are quick replies', () => {
  expect(render(choice({ options: options(3) }))).toEqual({
    parts: [
      {
        index: 0,
        body: {
          attachment: {
            type: 'template',
            payload: {
              template_type: 'button',
              text: 'Which?',
              buttons: [1, 2, 3].map((n) => ({ type: 'postback', title: `Option ${n}`, payload: `o${n}` })),
            },
          },
        },
      },
    ],
    losses: [],
  });
  expect(render(choice({ options: options(4) }))).toEqual({
    parts: [{ index: 0, body: { text: 'Which?', quick_replies: [1, 2, 3, 4].map(reply) } }],
    losses: ['The options were sent as quick replies, because Messenger shows at most 3 buttons.'],
  });
});

test('quick replies are quick replies, a list too', () => {
  expect(render(choice({ style: 'quick_replies' }))).toEqual({
    parts: [{ index: 0, body: { text: 'Which?', quick_replies: [reply(1), reply(2)] } }],
    losses: [],
  });
  expect(render(choice({ style: 'list' }))).toMatchObject({
    parts: [{ body: { quick_replies: [reply(1), reply(2)] } }],
    losses: ['The options were sent as quick replies, because Messenger has no lists.'],
  });
});

test('thirteen options are quick replies, fourteen a numbered text', () => {
  expect(render(choice({ style: 'quick_replies', options: options(13) })).parts[0]?.body).toMatchObject({ quick_replies: { length: 13 } });
  const { parts, losses } = render(choice({ style: 'quick_replies', options: options(14) }));
  expect(parts[0]?.body).toEqual({
    text: `Which?\n${options(14)
      .map((one, n) => `${n + 1}. ${one.label}`)
      .join('\n')}`,
  });
  expect(losses).toEqual(['The options were sent as a numbered list, because Messenger shows at most 13.']);
});

test('a label of 20 characters is a button, one of 21 is written out above a shortened one', () => {
  const label = (length: number): ChoiceOption[] => [{ id: 'a', label: 'x'.repeat(length) }];
  expect(render(choice({ options: label(20) })).parts[0]?.body).toMatchObject({ attachment: { payload: { template_type: 'button' } } });
  const { parts, losses } = render(choice({ options: label(21) }));
  expect(parts[0]?.body).toEqual({
    text: `Which?\n1. ${'x'.repeat(21)}`,
    quick_replies: [{ content_type: 'text', title: `${'x'.repeat(19)}…`, payload: 'a' }],
  });
  expect(losses).toEqual(['The options are written out above their buttons, which show at most 20 characters and no descriptions.']);
});

test('descriptions are written out above the buttons', () => {
  const described = [{ id: 'a', label: 'Basic', description: '€ 10' }];
  expect(bodies(choice({ options: described }))).toEqual([
    { text: 'Which?\n1. Basic — € 10', quick_replies: [{ content_type: 'text', title: 'Basic', payload: 'a' }] },
  ]);
});

test('640 characters stand above buttons, what is before them goes ahead', () => {
  expect(bodies(choice({ text: 'x'.repeat(640) }))).toHaveLength(1);
  const text = `${'word '.repeat(130)}end`;
  const parts = render(choice({ text })).parts.map((part) => part.body);
  expect(parts).toHaveLength(2);
  expect(JSON.stringify(parts[1])).toContain('end');
  expect(parts[0]).toEqual({ text: expect.stringMatching(/^word /) });
});

test.each([
  ['no text', { text: ' ' }],
  ['no options', { options: [] }],
  ['an option without an id', { options: [{ id: '', label: 'A' }] }],
  ['an option without a label', { options: [{ id: 'a', label: ' ' }] }],
  [
    'two options with one id',
    {
      options: [
        { id: 'a', label: 'A' },
        { id: 'a', label: 'B' },
      ],
    },
  ],
  ['an id over 1000 characters', { options: [{ id: 'x'.repeat(1001), label: 'A' }] }],
])('a choice with %s is refused', (_what, rest) => {
  expect(render(choice(rest))).toMatchObject({ parts: [], refused: { reason: 'message_invalid' } });
});

test('an id of 1000 characters goes', () => {
  expect(render(choice({ options: [{ id: 'x'.repeat(1000), label: 'A' }] })).parts).toHaveLength(1);
});

test('render obeys the capabilities it is given', () => {
  const fewer = { ...facebook.capabilities, buttons: null, text: { max: 100, unit: 'utf16' } } satisfies Capabilities;
  expect(render(choice(), fewer).parts[0]?.body).toEqual({ text: 'Which?\n1. Option 1\n2. Option 2' });
  expect(render({ type: 'text', text: 'x'.repeat(101) }, fewer).parts).toHaveLength(2);
});

const card = (rest: object = {}) => ({ title: 'Lamp', text: '€ 20', image: file('image/png'), options: options(1), ...rest });

test('a card is a generic template', () => {
  expect(render({ type: 'card', ...card() })).toEqual({
    parts: [
      {
        index: 0,
        body: {
          attachment: {
            type: 'template',
            payload: {
              template_type: 'generic',
              elements: [
                {
                  title: 'Lamp',
                  subtitle: '€ 20',
                  image_url: 'https://files.example/a',
                  buttons: [{ type: 'postback', title: 'Option 1', payload: 'o1' }],
                },
              ],
            },
          },
        },
      },
    ],
    losses: [],
  });
});

test('ten cards are one row, eleven are two', () => {
  const row = (count: number) => render({ type: 'carousel', cards: Array.from({ length: count }, () => card()) });
  expect(row(10).parts).toHaveLength(1);
  const { parts, losses } = row(11);
  expect(parts.map((part) => JSON.stringify(part.body).split('"title":"Lamp"').length - 1)).toEqual([10, 1]);
  expect(losses).toEqual(['The cards were sent in 2 rows, because Messenger shows at most 10 in one.']);
});

test.each([
  ['a title of 81 characters', { title: 'x'.repeat(81) }],
  ['a text of 81 characters', { text: 'x'.repeat(81) }],
  ['four options', { options: options(4) }],
  ['a label of 21 characters', { options: [{ id: 'a', label: 'x'.repeat(21) }] }],
  ['a picture of a type that Messenger does not show', { image: file('image/heic') }],
  ['a picture too large to be fetched', { image: file('image/png', { bytes: 8 * MB + 1 }) }],
])('a card with %s goes as messages, and nothing of it is lost', (_what, rest) => {
  const { parts, losses } = render({ type: 'card', ...card(rest) });
  expect(parts.length).toBeGreaterThan(1);
  expect(parts[0]?.body).toHaveProperty('file');
  expect(JSON.stringify(parts)).toContain(`${card(rest).title}\\n${card(rest).text}`);
  expect(losses[0]).toBe('A card was too long for Messenger’s cards, so it was sent as messages.');
});

test('a card of 80 characters stays one, a card with nothing but a title is a text', () => {
  expect(bodies({ type: 'card', ...card({ title: 'x'.repeat(80), text: 'y'.repeat(80) }) })[0]).toHaveProperty('attachment');
  expect(bodies({ type: 'card', title: 'Lamp', options: [] })).toEqual([{ text: 'Lamp' }]);
  expect(render({ type: 'card', title: ' ', options: [] })).toMatchObject({ parts: [], refused: { reason: 'message_invalid' } });
  expect(render({ type: 'carousel', cards: [] })).toMatchObject({ parts: [], refused: { reason: 'message_invalid' } });
});

test('a template names its parameters by place or by name, and all its buttons in one component', () => {
  const template = (params: Record<string, string>, name = 'order_update') => render({ type: 'template', name, language: 'en', params });
  expect(template({}).parts[0]?.body).toEqual({ template: { name: 'order_update', language: { code: 'en' } } });
  expect(template({ '2': 'HB-1042', '1': 'Ana', 'header.1': 'Order', 'button.1': '1042', 'button.0.payload': 'x' }).parts[0]?.body).toEqual(
    {
      template: {
        name: 'order_update',
        language: { code: 'en' },
        components: [
          { type: 'header', parameters: [{ type: 'text', text: 'Order' }] },
          {
            type: 'body',
            parameters: [
              { type: 'text', text: 'Ana' },
              { type: 'text', text: 'HB-1042' },
            ],
          },
          {
            type: 'buttons',
            parameters: [
              { type: 'POSTBACK', payload: 'x' },
              { type: 'URL', url: '1042' },
            ],
          },
        ],
      },
    },
  );
  expect(template({ order_id: '1', 'header.kind': 'Order' }).parts[0]?.body).toMatchObject({
    template: {
      components: [
        { type: 'header', parameters: [{ type: 'text', parameter_name: 'kind', text: 'Order' }] },
        { type: 'body', parameters: [{ type: 'text', parameter_name: 'order_id', text: '1' }] },
      ],
    },
  });
  expect(template({ 'header.image': 'https://x.example/a.png' }).parts[0]?.body).toMatchObject({
    template: { components: [{ type: 'header', parameters: [{ type: 'image', image: { link: 'https://x.example/a.png' } }] }] },
  });
});

test.each([
  ['a gap', 'order_update', { '1': 'a', '3': 'b' }, 'no parameter 2'],
  ['places and names', 'order_update', { '1': 'a', name: 'b' }, 'both numbered and named'],
  ['no name', '', {}, 'needs the name'],
])('a template with %s is refused', (_what, name, params, why) => {
  expect(render({ type: 'template', name, language: 'en', params })).toMatchObject({
    parts: [],
    refused: { reason: 'message_invalid', detail: expect.stringContaining(why) },
  });
});

test.each([
  [
    { type: 'location', latitude: 38.72, longitude: -9.14, name: 'Shop' },
    'Shop\nhttps://www.google.com/maps/search/?api=1&query=38.72%2C-9.14',
  ],
  [{ type: 'contacts', contacts: [{ name: 'Bo', phones: [{ number: '+1 555' }], emails: [] }] }, 'Bo\n+1 555'],
  [{ type: 'call_link', url: 'https://meet.example/1' }, 'https://meet.example/1'],
  [{ type: 'choice_reply', label: 'Yes' }, 'Yes'],
  [{ type: 'form_reply', name: 'f', fields: { a: 'b' } }, 'f\na: b'],
] satisfies [Content<SendableMedia>, string][])('%j goes as text', (content, text) => {
  expect(bodies(content)).toEqual([{ text }]);
});

test('what nothing stands for has no part', () => {
  expect(render({ type: 'unsupported', summary: 'x' })).toEqual({ parts: [], losses: [] });
});

test('any choice or cards whatever are within Messenger’s limits, or refused', () => {
  const option = fc.record({
    id: fc.string({ maxLength: 30 }),
    label: fc.string({ maxLength: 60 }),
    description: fc.string({ maxLength: 90 }),
  });
  const list = fc.array(option, { maxLength: 16 });
  const style = fc.constantFrom('buttons', 'quick_replies', 'list');
  const any = fc.oneof(
    fc.record({ type: fc.constant('choice' as const), text: fc.string({ maxLength: 3000 }), style, options: list }),
    fc.record({
      type: fc.constant('carousel' as const),
      cards: fc.array(fc.record({ title: fc.string({ maxLength: 120 }), text: fc.string({ maxLength: 120 }), options: list }), {
        maxLength: 12,
      }),
    }),
  );
  fc.assert(
    fc.property(any, (content) => {
      const { parts, refused } = render(content as Content<SendableMedia>);
      expect(parts.length > 0).toBe(refused === undefined);
      for (const { body } of parts) expectWithinLimits(body as Record<string, unknown>);
    }),
  );
});

/** …/reference/send-api and its neighbours. */
function expectWithinLimits(body: Record<string, unknown>): void {
  const {
    text,
    quick_replies: replies,
    attachment,
  } = body as {
    text?: string;
    quick_replies?: { title: string; payload: string }[];
    attachment?: {
      payload: { text?: string; buttons?: unknown[]; elements?: { title: string; subtitle?: string; buttons?: unknown[] }[] };
    };
  };
  if (text !== undefined) expect(text.length).toBeLessThanOrEqual(2000);
  for (const one of replies ?? []) expect(one.title.length).toBeLessThanOrEqual(20);
  expect(replies?.length ?? 1).toBeLessThanOrEqual(13);
  expect(replies?.length ?? 1).toBeGreaterThan(0);
  const payload = attachment?.payload;
  expect(payload?.text?.length ?? 0).toBeLessThanOrEqual(640);
  expect(payload?.buttons?.length ?? 0).toBeLessThanOrEqual(3);
  expect(payload?.elements?.length ?? 0).toBeLessThanOrEqual(10);
  for (const { title, subtitle = '', buttons = [] } of payload?.elements ?? []) {
    expect(Math.max(title.length, subtitle.length)).toBeLessThanOrEqual(80);
    expect(buttons.length).toBeLessThanOrEqual(3);
  }
}
