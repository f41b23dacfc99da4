import fc from 'fast-check';
import { facebook } from '../../../../../gateway/src/channels/facebook/index.ts';
import { INSTAGRAM_CAPABILITIES } from '../../../../../gateway/src/channels/facebook/limits.ts';
import { lengthIn } from '../../../../../gateway/src/channels/split.ts';
import type { ChoiceOption, Content, SendableMedia } from '../../../../../gateway/src/model/content.ts';

const MB = 1024 * 1024;
const render = (content: Content<SendableMedia>) => facebook.render(content, INSTAGRAM_CAPABILITIES);
const file = (mimeType: string, rest: Partial<SendableMedia> = {}): SendableMedia => ({
  url: 'https://files.example/a',
  mimeType,
  bytes: 1000,
  name: 'a.bin',
  ...rest,
});
const options = (count: number): ChoiceOption[] => Array.from({ length: count }, (_, n) => ({ id: `o${n + 1}`, label: `Option ${n + 1}` }));
const LINK = 'a.bin: https://files.example/a';

test('the capabilities follow from whom it goes to', () => {
  const of = (value: string) => facebook.capabilitiesOf?.({ keys: [{ kind: 'psid', value }] });
  expect(of('5550020000000001')).toBe(facebook.capabilities);
  expect(of('ig:5550030000000001')).toBe(INSTAGRAM_CAPABILITIES);
  expect(facebook.capabilitiesOf?.({ keys: [] })).toBe(facebook.capabilities);
  expect(facebook.otherPlatforms).toEqual([INSTAGRAM_CAPABILITIES]);
});

/** What is written, what goes out, and what is said of the difference. */
const GOLDEN: readonly (readonly [string, Content<SendableMedia>, readonly unknown[], readonly string[]])[] = [
  ['a text', { type: 'text', text: 'Olá' }, [{ text: 'Olá' }], []],
  [
    'a picture',
    { type: 'image', attachment: file('image/png') },
    [{ attachment: { type: 'image', payload: { url: 'https://files.example/a' } }, file: file('image/png') }],
    [],
  ],
  [
    'a picture with a caption',
    { type: 'image', attachment: file('image/gif'), caption: 'This one' },
    [{ attachment: { type: 'image', payload: { url: 'https://files.example/a' } }, file: file('image/gif') }, { text: 'This one' }],
    ['The caption was sent as a message of its own, because Instagram shows none with files.'],
  ],
  [
    'a picture of a type that is not shown',
    { type: 'image', attachment: file('image/webp'), caption: 'This one' },
    [{ text: `This one\n${LINK}` }],
    ['The image was sent as a link, because Instagram does not show image/webp.'],
  ],
  [
    'sound that is not played',
    { type: 'audio', attachment: file('audio/mpeg') },
    [{ text: LINK }],
    ['The audio was sent as a link, because Instagram does not show audio/mpeg.'],
  ],
  [
    'a file',
    { type: 'file', attachment: file('application/pdf'), caption: 'The menu' },
    [{ text: `The menu\n${LINK}` }],
    ['The file was sent as a link, because Instagram takes no files.'],
  ],
  [
    'a sticker that can be a picture',
    { type: 'sticker', attachment: file('image/png') },
    [{ attachment: { type: 'image', payload: { url: 'https://files.example/a' } }, file: file('image/png') }],
    ['The sticker was sent as a picture.'],
  ],
  [
    'a sticker that cannot',
    { type: 'sticker', attachment: file('image/webp') },
    [{ text: 'https://files.example/a' }],
    ['The sticker was sent as a link.'],
  ],
  [
    'buttons',
    { type: 'choice', text: 'Which?', style: 'buttons', options: options(1) },
    [
      {
        attachment: {
          type: 'template',
          payload: { template_type: 'button', text: 'Which?', buttons: [{ type: 'postback', title: 'Option 1', payload: 'o1' }] },
        },
      },
    ],
    [],
  ],
  [
    'a list',
    { type: 'choice', text: 'Which?', style: 'list', options: options(1) },
    [{ text: 'Which?', quick_replies: [{ content_type: 'text', title: 'Option 1', payload: 'o1' }] }],
    ['The options were sent as quick replies, because Instagram has no lists.'],
  ],
  [
    'more options than there are quick replies',
    { type: 'choice', text: 'Which?', style: 'quick_replies', options: options(14) },
    [{ text: ['Which?', ...options(14).map((one, n) => `${n + 1}. ${one.label}`)].join('\n') }],
    ['The options were sent as a numbered list, because Instagram shows at most 13.'],
  ],
  [
    'a card',
    { type: 'card', title: 'Lamp', text: '€ 20', options: [] },
    [{ attachment: { type: 'template', payload: { template_type: 'generic', elements: [{ title: 'Lamp', subtitle: '€ 20' }] } } }],
    [],
  ],
  [
    'a template whose wording is known',
    { type: 'template', name: 't', language: 'en', params: {}, rendered: 'Your order is ready.' },
    [{ text: 'Your order is ready.' }],
    ['The template was sent as plain text.'],
  ],
  [
    'a place',
    { type: 'location', latitude: 38.72, longitude: -9.14 },
    [{ text: 'https://www.google.com/maps/search/?api=1&query=38.72%2C-9.14' }],
    ['The location was sent as a link to a map.'],
  ],
];

test.each(GOLDEN)('%s', (_what, content, bodies, losses) => {
  expect(render(content)).toEqual({ parts: bodies.map((body, index) => ({ body, index })), losses });
});

test('a picture over 8 MB and a film over 25 MB are refused with Instagram’s limit', () => {
  expect(render({ type: 'image', attachment: file('image/png', { bytes: 8 * MB + 1 }) }).refused).toMatchObject({
    reason: 'media_rejected',
    detail: 'The image has 8.1 MB; Instagram takes at most 8 MB.',
  });
  expect(render({ type: 'video', attachment: file('video/mp4', { bytes: 25 * MB + 1 }) }).refused?.detail).toContain('at most 25 MB');
});

test('a template without its wording is refused', () => {
  expect(render({ type: 'template', name: 't', language: 'en', params: {} })).toMatchObject({
    parts: [],
    refused: { reason: 'unsupported_content', detail: 'Instagram has no templates.' },
  });
});

test('1000 bytes are one message, more are several, and the options stay with the end', () => {
  expect(render({ type: 'text', text: 'x'.repeat(1000) }).parts).toHaveLength(1);
  const long = 'あ'.repeat(700);
  const parts = render({ type: 'choice', text: long, style: 'quick_replies', options: options(1) }).parts;
  const bodies = parts.map(({ body }) => body as { text: string; quick_replies?: unknown[] });
  expect(bodies.map((body) => body.text).join('')).toBe(long);
  expect(bodies.map((body) => body.quick_replies?.length)).toEqual([undefined, undefined, 1]);
});

test('any text or choice whatever is within Instagram’s limits', () => {
  const content = fc.record({
    type: fc.constant('choice' as const),
    text: fc.string({ unit: 'grapheme', maxLength: 900 }),
    style: fc.constantFrom('buttons', 'quick_replies', 'list'),
    options: fc.array(fc.record({ id: fc.string({ maxLength: 30 }), label: fc.string({ unit: 'grapheme', maxLength: 60 }) }), {
      maxLength: 16,
    }),
  });
  fc.assert(
    fc.property(content, (choice) => {
      for (const { body } of render(choice).parts) {
        const { text = '', quick_replies: replies = [] } = body as { text?: string; quick_replies?: { title: string }[] };
        expect(lengthIn(text, 'bytes')).toBeLessThanOrEqual(1000);
        for (const { title } of replies) expect(title.length).toBeLessThanOrEqual(20);
      }
    }),
  );
});
