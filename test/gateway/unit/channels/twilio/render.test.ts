import fc from 'fast-check';
import { whatsappTwilio } from '../../../../../gateway/src/channels/twilio/index.ts';
import { numberedList } from '../../../../../gateway/src/channels/degrade.ts';
import type { ChoiceOption, Content, SendableMedia } from '../../../../../gateway/src/model/content.ts';
import type { KnownTemplate } from '../../../../../gateway/src/model/template.ts';
import { addressOf, answered, recordingIo } from '../../../support/channel-io.ts';
import { settings } from './settings.ts';

const MB = 1024 * 1024;
const render = (content: Content<SendableMedia>, known?: KnownTemplate) =>
  whatsappTwilio.render(content, whatsappTwilio.capabilities, known);
const bodies = (content: Content<SendableMedia>, known?: KnownTemplate) => render(content, known).parts.map((part) => part.body);
const refusal = (content: Content<SendableMedia>, known?: KnownTemplate) => render(content, known).refused;

const file = (mimeType: string, rest: Partial<SendableMedia> = {}): SendableMedia => ({
  url: 'https://parley.example/media/med_1',
  mimeType,
  bytes: 1000,
  name: null,
  ...rest,
});
const options = (count: number, more: (index: number) => Partial<ChoiceOption> = () => ({})): ChoiceOption[] =>
  Array.from({ length: count }, (_, index) => ({ id: `id-${index}`, label: `Option ${index}`, ...more(index) }));
const choice = (
  text: string,
  some: readonly ChoiceOption[],
  style: 'buttons' | 'quick_replies' | 'list' = 'buttons',
): Content<SendableMedia> => ({
  type: 'choice',
  text,
  style,
  options: some,
});

describe('a text', () => {
  test('of 1600 characters is one message, of 1601 two', () => {
    expect(bodies({ type: 'text', text: 'x'.repeat(1600) })).toEqual([{ Body: 'x'.repeat(1600) }]);
    expect(bodies({ type: 'text', text: 'x'.repeat(1601) })).toHaveLength(2);
  });
  test.each(['', '  \n'])('of %j is refused', (text) => {
    expect(refusal({ type: 'text', text })).toMatchObject({ reason: 'message_invalid', detail: 'The text is empty.' });
  });
});

describe('a file', () => {
  test.each([
    ['image', 'image/jpeg'],
    ['image', 'image/png'],
    ['video', 'video/mp4'],
    ['audio', 'audio/ogg; codecs=opus'],
    ['audio', 'audio/mpeg'],
    ['audio', 'audio/aac'],
    ['audio', 'audio/amr'],
    ['audio', 'audio/3gpp'],
    ['file', 'application/pdf'],
    ['file', 'application/msword'],
    ['file', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['file', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
    ['file', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ['file', 'text/vcard'],
  ] as const)('%s of %s goes out by its address', (type, mimeType) => {
    expect(render({ type, attachment: file(mimeType) })).toEqual({
      parts: [{ body: { MediaUrl: 'https://parley.example/media/med_1' }, index: 0 }],
      losses: [],
    });
  });
  test.each([
    ['image', 'image/gif'],
    ['image', 'image/webp'],
    ['video', 'video/quicktime'],
    ['audio', 'audio/wav'],
    ['file', 'application/zip'],
    ['file', ''],
  ] as const)('%s of %j is refused with what is taken', (type, mimeType) => {
    const refused = refusal({ type, attachment: file(mimeType) });
    expect(refused).toMatchObject({ is: 'refused', reason: 'media_rejected' });
    expect(refused?.detail).toContain(whatsappTwilio.capabilities.media[type]?.mimeTypes[0]);
  });
  test.each([
    ['image', 'image/jpeg', 5],
    ['video', 'video/mp4', 16],
    ['audio', 'audio/mpeg', 16],
    ['file', 'application/pdf', 16],
  ] as const)('%s of %s may have %i MB and not a byte more', (type, mimeType, megabytes) => {
    expect(bodies({ type, attachment: file(mimeType, { bytes: megabytes * MB }) })).toHaveLength(1);
    const refused = refusal({ type, attachment: file(mimeType, { bytes: megabytes * MB + 1 }) });
    expect(refused).toMatchObject({ reason: 'media_rejected' });
    expect(refused?.detail).toContain(`at most ${megabytes} MB`);
    expect(bodies({ type, attachment: file(mimeType, { bytes: null }) })).toHaveLength(1);
  });
  test.each(['image', 'video'] as const)('%s shows its caption, up to 1024 characters', (type) => {
    const attachment = file(type === 'image' ? 'image/png' : 'video/mp4');
    expect(bodies({ type, attachment, caption: 'c'.repeat(1024) })).toEqual([{ Body: 'c'.repeat(1024), MediaUrl: attachment.url }]);
    const long = render({ type, attachment, caption: 'c'.repeat(1025) });
    expect(long.parts.map((part) => part.body)).toEqual([{ Body: 'c'.repeat(1024), MediaUrl: attachment.url }, { Body: 'c' }]);
    expect(long.losses).toEqual(['The caption is longer than 1024 characters, so its end was sent as a message of its own.']);
  });
  test.each([
    ['audio', 'audio/mpeg', 'audio'],
    ['file', 'application/pdf', 'a file'],
  ] as const)('%s has its caption sent after it', (type, mimeType, word) => {
    expect(render({ type, attachment: file(mimeType), caption: 'Look' })).toEqual({
      parts: [
        { body: { MediaUrl: 'https://parley.example/media/med_1' }, index: 0 },
        { body: { Body: 'Look' }, index: 1 },
      ],
      losses: [`The caption was sent as a message of its own, because Twilio shows none with ${word}.`],
    });
  });
  test('a voice message is a sound', () => {
    expect(render({ type: 'audio', attachment: file('audio/ogg'), voice: true }).losses).toEqual([
      'The voice message was sent as an audio file.',
    ]);
  });
});

describe('a sticker', () => {
  test('in WebP is one, up to 500 kB', () => {
    expect(render({ type: 'sticker', attachment: file('image/webp', { bytes: 500 * 1024 }) })).toMatchObject({
      parts: [{ body: { MediaUrl: expect.any(String) } }],
      losses: [],
    });
    expect(refusal({ type: 'sticker', attachment: file('image/webp', { bytes: 500 * 1024 + 1 }) })).toMatchObject({
      reason: 'media_rejected',
    });
  });
  test('in another format is a picture, or refused', () => {
    expect(render({ type: 'sticker', attachment: file('image/png') }).losses).toEqual(['The sticker was sent as a picture.']);
    expect(refusal({ type: 'sticker', attachment: file('image/gif') })).toMatchObject({ reason: 'media_rejected' });
  });
  test('without a file is said in words', () => {
    expect(render({ type: 'sticker', keywords: ['happy'] })).toEqual({
      parts: [{ body: { Body: '[sticker: happy]' }, index: 0 }],
      losses: ['The sticker was sent as text.'],
    });
  });
});

test.each([
  [{ name: 'The shop', address: 'Rua Augusta 1' }, 'The shop', 'geo:38.7223,-9.1393|Rua Augusta 1'],
  [{ name: 'The | shop' }, 'The | shop', 'geo:38.7223,-9.1393|The   shop'],
  [{ address: 'Rua\nAugusta 1' }, 'Rua Augusta 1', 'geo:38.7223,-9.1393|Rua Augusta 1'],
  [{}, '38.7223, -9.1393', 'geo:38.7223,-9.1393'],
  [{ name: ' ', address: '' }, '38.7223, -9.1393', 'geo:38.7223,-9.1393'],
])('a location with %j is a pin with a label', (words, Body, PersistentAction) => {
  expect(render({ type: 'location', latitude: 38.7223, longitude: -9.1393, ...words })).toEqual({
    parts: [{ body: { Body, PersistentAction }, index: 0 }],
    losses: [],
  });
});

test('coordinates are never written with an exponent', () => {
  expect(bodies({ type: 'location', latitude: 1e-7, longitude: -0.0000019 })).toEqual([
    { Body: '0, -0.000002', PersistentAction: 'geo:0,-0.000002' },
  ]);
});

describe('a choice', () => {
  test('of three is buttons, with every text as a variable', () => {
    expect(render(choice('Which?', options(3)))).toEqual({
      parts: [
        {
          index: 0,
          body: {
            content: {
              language: 'en',
              variables: { 1: 'text 1', 2: 'text 2', 3: 'text 3', 4: 'text 4', 5: 'text 5', 6: 'text 6', 7: 'text 7' },
              types: {
                'twilio/quick-reply': {
                  body: '{{1}}',
                  actions: [
                    { type: 'QUICK_REPLY', title: '{{2}}', id: '{{3}}' },
                    { type: 'QUICK_REPLY', title: '{{4}}', id: '{{5}}' },
                    { type: 'QUICK_REPLY', title: '{{6}}', id: '{{7}}' },
                  ],
                },
              },
            },
            variables: { 1: 'Which?', 2: 'Option 0', 3: 'id-0', 4: 'Option 1', 5: 'id-1', 6: 'Option 2', 7: 'id-2' },
          },
        },
      ],
      losses: [],
    });
  });
  test('of four, or with descriptions, is a list, and says so where buttons were meant', () => {
    const loss = 'The options were sent as a list, because WhatsApp shows at most 3 buttons, and none with a description.';
    expect(render(choice('Which?', options(4))).losses).toEqual([loss]);
    expect(
      render(
        choice(
          'Which?',
          options(2, () => ({ description: 'More' })),
        ),
      ).losses,
    ).toEqual([loss]);
    expect(render(choice('Which?', options(2), 'list')).losses).toEqual([]);
    expect(
      bodies(
        choice(
          'Which?',
          options(2, (index) => (index === 0 ? { description: 'More' } : {})),
          'list',
        ),
      ),
    ).toMatchObject([
      {
        content: {
          types: {
            'twilio/list-picker': {
              body: '{{1}}',
              button: 'Options',
              items: [
                { item: '{{2}}', id: '{{3}}', description: '{{4}}' },
                { item: '{{5}}', id: '{{6}}' },
              ],
            },
          },
        },
        variables: { 4: 'More', 6: 'id-1' },
      },
    ]);
  });
  test('of ten is a list, of eleven a numbered text', () => {
    expect(bodies(choice('Which?', options(10)))).toMatchObject([{ content: { types: { 'twilio/list-picker': {} } } }]);
    expect(render(choice('Which?', options(11)))).toEqual({
      parts: [{ body: { Body: numberedList('Which?', options(11)) }, index: 0 }],
      losses: ['The options were sent as a numbered list, because WhatsApp shows at most 10.'],
    });
  });
  test('labels end at 20 characters on buttons and at 24 in a list, which repeats them below', () => {
    const long = options(1, () => ({ label: 'A label of exactly 25 ch.' }));
    expect(render(choice('Which?', long)).losses).toEqual(['The label "A label of exactly 25 ch." was shortened to 20 characters.']);
    expect(bodies(choice('Which?', long))).toMatchObject([{ variables: { 2: 'A label of exactly…' } }]);
    expect(bodies(choice('Which?', long, 'list'))).toMatchObject([
      { variables: { 2: 'A label of exactly 25 c…', 4: 'A label of exactly 25 ch.' } },
    ]);
    const fits = options(1, () => ({ label: 'x'.repeat(20) }));
    expect(render(choice('Which?', fits)).losses).toEqual([]);
  });
  test('descriptions end at 72 characters', () => {
    const described = (length: number) =>
      choice(
        'Which?',
        options(1, () => ({ description: 'd'.repeat(length) })),
        'list',
      );
    expect(render(described(72)).losses).toEqual([]);
    expect(render(described(73)).losses).toEqual(['The description of "Option 0" was shortened to 72 characters.']);
  });
  test('labels stand in one line', () => {
    expect(
      bodies(
        choice(
          'Which?',
          options(1, () => ({ label: ' Two\n lines\t' })),
        ),
      ),
    ).toMatchObject([{ variables: { 2: 'Two lines' } }]);
  });
  test('line breaks, tabs and runs of spaces of its text belong to the content, not to a variable', () => {
    const [body] = bodies(choice('\nFirst: {{x}}\n\n- one\ttwo     three    four\r\nlast\n', options(1)));
    expect(body).toMatchObject({
      content: { types: { 'twilio/quick-reply': { body: '{{1}}\n\n{{2}}\t{{3}}     {{4}}\r\n{{5}}' } } },
      variables: { 1: 'First: {{x}}', 2: '- one', 3: 'two', 4: 'three    four', 5: 'last' },
    });
  });
  test('a text of 1024 characters stands above the options, the beginning of a longer one before them', () => {
    expect(render(choice('x'.repeat(1024), options(1))).parts).toHaveLength(1);
    const long = render(choice(`${'x'.repeat(1000)}. ${'y'.repeat(1000)}`, options(1)));
    expect(long.parts.map((part) => part.body)).toMatchObject([{ Body: `${'x'.repeat(1000)}. ` }, { variables: { 1: 'y'.repeat(1000) } }]);
    expect(long.losses).toEqual(['The text was too long to stand above the options, so its beginning was sent before them.']);
  });
  test('a text of more lines than a content has variables makes a numbered list', () => {
    const lines = (count: number) => Array.from({ length: count }, (_, index) => `${index}`).join('\n');
    expect(bodies(choice(lines(98), options(1)))).toMatchObject([{ variables: { 100: 'id-0' } }]);
    expect(render(choice(lines(99), options(1)))).toMatchObject({
      parts: [{ body: { Body: numberedList(lines(99), options(1)) } }],
      losses: ['The options were sent as a numbered list, because the text above them has too many lines.'],
    });
  });
  test.each([
    ['no text', choice('  ', options(1))],
    ['no option', choice('Which?', [])],
    [
      'an empty label',
      choice(
        'Which?',
        options(1, () => ({ label: ' ' })),
      ),
    ],
    [
      'an empty id',
      choice(
        'Which?',
        options(1, () => ({ id: '' })),
      ),
    ],
    [
      'two options of one id',
      choice(
        'Which?',
        options(2, () => ({ id: 'same' })),
      ),
    ],
    [
      'an id of 201 characters',
      choice(
        'Which?',
        options(1, () => ({ id: 'x'.repeat(201) })),
      ),
    ],
  ])('with %s is refused', (_what, content) => {
    expect(refusal(content)).toMatchObject({ is: 'refused', reason: 'message_invalid' });
  });
  test('an id of 200 characters is taken', () => {
    expect(
      refusal(
        choice(
          'Which?',
          options(1, () => ({ id: 'x'.repeat(200) })),
        ),
      ),
    ).toBeUndefined();
  });
  test('whatever it says, no variable is empty, too long or broken, and all fit the content', () => {
    const label = fc.string({ minLength: 1, maxLength: 60, unit: 'grapheme' }).filter((text) => text.trim() !== '');
    const some = fc.uniqueArray(
      fc.record({ id: fc.string({ minLength: 1, maxLength: 20 }).filter((id) => id.trim() !== ''), label, description: fc.string() }),
      { selector: (option) => option.id, minLength: 1, maxLength: 12 },
    );
    const text = fc
      .string({ minLength: 1, maxLength: 3000, unit: fc.constantFrom('a', ' ', '\n', '\t', '{', '}', 'é', '👍', '. ') })
      .filter((one) => one.trim() !== '');
    fc.assert(
      fc.property(text, some, fc.constantFrom('buttons', 'list'), (words, list, style) => {
        for (const { body } of render(choice(words, list, style)).parts) {
          if (typeof body !== 'object' || body === null || !('variables' in body) || !('content' in body)) continue;
          const variables = Object.entries(body.variables ?? {});
          const written = JSON.stringify(body.content);
          expect(variables.length).toBeLessThanOrEqual(100);
          for (const [name, value] of variables) {
            expect(value).not.toBe('');
            expect(String(value).length).toBeLessThanOrEqual(1024);
            expect(written).toContain(`{{${name}}}`);
          }
          expect(variables.filter(([, value]) => /[\n\t]| {5}/.test(String(value)) && !list.some((option) => option.id === value))).toEqual(
            [],
          );
        }
      }),
    );
  });
});

describe('a template', () => {
  const known: KnownTemplate = {
    externalId: 'HX555000000000000000000000000000aa',
    name: 'order_ready',
    language: 'en',
    params: [
      { name: '1', type: 'text', place: 'body' },
      { name: 'order', type: 'url', place: 'button' },
    ],
    components: {},
  };
  const template = (fields: object = {}): Content<SendableMedia> => ({ type: 'template', language: 'en', params: {}, ...fields });

  test('that is known goes out by its Content SID, with its variables as JSON', () => {
    const body = { ContentSid: known.externalId, ContentVariables: '{"1":"Ana\\u0027s","order":"77"}' };
    expect(render(template({ name: 'order_ready', params: { 1: "Ana's", order: '77' } }), known)).toEqual({
      parts: [{ body, index: 0 }],
      losses: [],
    });
    expect(JSON.parse(body.ContentVariables)).toEqual({ 1: "Ana's", order: '77' });
  });
  test('named by a Content SID goes out as given', () => {
    expect(bodies(template({ name: 'HX1' }))).toEqual([{ ContentSid: 'HX1' }]);
    expect(bodies(template({ name: 'HX1', params: { 1: 'a' } }))).toEqual([{ ContentSid: 'HX1', ContentVariables: '{"1":"a"}' }]);
  });
  test.each([undefined, '', 'order_ready', 'HX-1', 'hx1'])('named %j and not known is refused', (name) => {
    expect(refusal(template({ name }))).toMatchObject({ reason: 'message_invalid', detail: expect.stringContaining('Content SID') });
  });
  test('a parameter left out is refused, since Twilio would send its own sample', () => {
    expect(refusal(template({ params: { 1: 'a' } }), known)).toMatchObject({
      detail: 'The template has no value for its parameter "order".',
    });
  });
  test('what comes back from a button, and what is optional, may be left out', () => {
    const params = [
      { name: 'payload', type: 'payload', place: 'button' },
      { name: 'footer', type: 'text', place: 'footer', optional: true },
    ] as const;
    expect(bodies(template(), { ...known, params })).toEqual([{ ContentSid: known.externalId }]);
  });
  test.each([
    ['empty', ''],
    ['with a line break', 'a\nb'],
    ['with a tab', 'a\tb'],
    ['with five spaces', 'a     b'],
    ['of 1601 characters', 'x'.repeat(1601)],
  ])('a parameter %s is refused', (_what, value) => {
    expect(refusal(template({ name: 'HX1', params: { 1: value } }))).toMatchObject({ is: 'refused', reason: 'message_invalid' });
  });
  test.each(['a    b', 'x'.repeat(1600), '0', '{{1}}'])('a parameter like %j is taken', (value) => {
    expect(refusal(template({ name: 'HX1', params: { 1: value } }))).toBeUndefined();
  });
});

describe('what WhatsApp through Twilio has no form for', () => {
  const picture = file('image/png');
  test('contacts are text', () => {
    const contacts = [{ name: 'Bo Berg', phones: [{ number: '+1 555 010 0002', label: 'CELL' }], emails: [] }];
    expect(render({ type: 'contacts', contacts })).toEqual({
      parts: [{ body: { Body: 'Bo Berg\nCELL: +1 555 010 0002' }, index: 0 }],
      losses: ['The contacts were sent as text.'],
    });
    expect(refusal({ type: 'contacts', contacts: [] })).toMatchObject({ reason: 'message_invalid' });
  });
  test('a card is its picture and then its buttons', () => {
    const card = render({ type: 'card', title: 'Tea', text: 'Green', image: picture, options: options(2) });
    expect(card.parts.map((part) => part.body)).toMatchObject([{ MediaUrl: picture.url }, { variables: { 1: 'Tea', 2: 'Green' } }]);
    expect(card.losses).toEqual(['The card was sent as messages.']);
  });
  test('a card without options is a picture with a caption, or a text', () => {
    expect(bodies({ type: 'card', title: 'Tea', text: 'Green', image: picture, options: [] })).toEqual([
      { Body: 'Tea\nGreen', MediaUrl: picture.url },
    ]);
    expect(bodies({ type: 'card', title: 'Tea', options: [] })).toEqual([{ Body: 'Tea' }]);
  });
  test('a picture that Twilio would refuse becomes a link', () => {
    const card = render({ type: 'card', title: 'Tea', image: file('image/gif'), options: [] });
    expect(card.parts.map((part) => part.body)).toEqual([{ Body: 'Tea\nhttps://parley.example/media/med_1' }]);
    expect(card.losses).toEqual(['The card was sent as messages.', 'The picture of the card was sent as a link.']);
  });
  test('a carousel is card after card, each loss said once', () => {
    const cards = [
      { title: 'Tea', options: [] },
      { title: 'Coffee', options: [] },
    ];
    expect(render({ type: 'carousel', cards })).toEqual({
      parts: [
        { body: { Body: 'Tea' }, index: 0 },
        { body: { Body: 'Coffee' }, index: 1 },
      ],
      losses: ['The card was sent as messages.'],
    });
    expect(refusal({ type: 'carousel', cards: [{ title: ' ', options: options(1) }] })).toMatchObject({ reason: 'message_invalid' });
  });
  test('a call link, a choice reply and a form are text', () => {
    expect(bodies({ type: 'call_link', url: 'https://call.example/1' })).toEqual([{ Body: 'https://call.example/1' }]);
    expect(bodies({ type: 'choice_reply', label: 'Yes' })).toEqual([{ Body: 'Yes' }]);
    expect(bodies({ type: 'form_reply', name: 'flow', fields: { seats: 2 } })).toEqual([{ Body: 'flow\nseats: 2' }]);
  });
  test('what nothing can stand for has no part', () => {
    expect(render({ type: 'unsupported', summary: 'x' })).toEqual({ parts: [], losses: [] });
  });
});

test('every part that render makes is one that send takes', async () => {
  const contents: Content<SendableMedia>[] = [
    { type: 'text', text: 'x' },
    { type: 'image', attachment: file('image/png'), caption: 'x' },
    { type: 'location', latitude: 1, longitude: 2 },
    choice('Which?', options(3)),
    choice('Which?', options(10), 'list'),
    { type: 'template', name: 'HX1', language: 'en', params: { 1: 'x' } },
  ];
  const io = recordingIo(answered(201, { sid: 'SM1', contents: [] }));
  for (const part of contents.flatMap((content) => render(content).parts)) {
    expect(await whatsappTwilio.send(part, addressOf([{ kind: 'phone', value: '1555' }]), settings, io)).toMatchObject({ is: 'accepted' });
  }
});
