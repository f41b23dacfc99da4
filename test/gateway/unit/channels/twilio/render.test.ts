import { whatsappTwilio } from '../../../../../gateway/src/channels/twilio/index.ts';
import type { Content, SendableMedia } from '../../../../../gateway/src/model/content.ts';
import type { KnownTemplate } from '../../../../../gateway/src/model/template.ts';
import { addressOf, answered, recordingIo } from '../../../support/channel-io.ts';
import { settings } from './settings.ts';
import { MB, render, bodies, refusal, file, options, choice } from './render-bench.ts';

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
