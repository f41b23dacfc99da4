import fc from 'fast-check';
import type { Part } from '../../../../../gateway/src/channels/channel.ts';
import { capabilities } from '../../../../../gateway/src/channels/line/limits.ts';
import { render } from '../../../../../gateway/src/channels/line/render.ts';
import type { Content, SendableMedia } from '../../../../../gateway/src/model/content.ts';

type Sendable = Content<SendableMedia>;

const rendered = (content: Sendable) => render(content, capabilities);
const messagesIn = (part: Part) => (part.body as { messages: Record<string, unknown>[] }).messages;
const messages = (content: Sendable) => rendered(content).parts.flatMap(messagesIn);

function media(mimeType: string, more: Partial<SendableMedia> = {}): SendableMedia {
  return { url: 'https://files.example/1', mimeType, bytes: 1000, name: 'one.bin', ...more };
}

describe('texts', () => {
  test('a text is one message of one part', () => {
    expect(rendered({ type: 'text', text: 'Good morning' })).toEqual({
      parts: [{ index: 0, body: { messages: [{ type: 'text', text: 'Good morning' }] } }],
      losses: [],
    });
  });
  test('a text over five messages long takes a second call', () => {
    const text = 'word '.repeat(5200);
    const { parts } = rendered({ type: 'text', text });
    expect(parts.map((part) => [part.index, messagesIn(part).length])).toEqual([
      [0, 5],
      [1, 1],
    ]);
  });
  test('any text arrives whole, in messages that LINE takes', () => {
    const texts = fc.string({ unit: 'grapheme', minLength: 1 }).chain((piece) => fc.nat(3000).map((times) => piece.repeat(times + 1)));
    fc.assert(
      fc.property(texts, (text) => {
        const sent = messages({ type: 'text', text }).map((message) => String(message['text']));
        expect(sent.join('')).toBe(text);
        for (const piece of sent) expect(piece.length).toBeLessThanOrEqual(5000);
      }),
      { numRuns: 30 },
    );
  });
  test('an empty text is refused', () => {
    expect(rendered({ type: 'text', text: '' })).toMatchObject({ parts: [], refused: { reason: 'message_invalid' } });
  });
});

describe('files', () => {
  const url = 'https://files.example/1';
  const cases: readonly (readonly [string, Sendable, object[], RegExp[]])[] = [
    [
      'a picture is its own preview',
      { type: 'image', attachment: media('image/png') },
      [{ type: 'image', originalContentUrl: url, previewImageUrl: url }],
      [],
    ],
    [
      'a picture over 1 MB may have no preview',
      { type: 'image', attachment: media('image/jpeg', { bytes: 1_000_001 }) },
      [{ type: 'image', originalContentUrl: url, previewImageUrl: url }],
      [/1 MB/],
    ],
    [
      'a caption is a message of its own',
      { type: 'image', attachment: media('image/jpeg'), caption: 'Look' },
      [
        { type: 'image', originalContentUrl: url, previewImageUrl: url },
        { type: 'text', text: 'Look' },
      ],
      [/caption/],
    ],
    [
      'a picture of unknown size is a picture',
      { type: 'image', attachment: media('IMAGE/PNG; q=1', { bytes: null }) },
      [{ type: 'image', originalContentUrl: url, previewImageUrl: url }],
      [],
    ],
    [
      'a video has no preview picture',
      { type: 'video', attachment: media('video/mp4') },
      [{ type: 'video', originalContentUrl: url, previewImageUrl: url }],
      [/preview/],
    ],
    [
      'an audio says how long it is',
      { type: 'audio', attachment: media('audio/mpeg', { durationMs: 1500.4 }) },
      [{ type: 'audio', originalContentUrl: url, duration: 1500 }],
      [],
    ],
    [
      'an audio of unknown length claims a minute',
      { type: 'audio', attachment: media('audio/x-m4a') },
      [{ type: 'audio', originalContentUrl: url, duration: 60_000 }],
      [/length/],
    ],
    [
      'a file is a link',
      { type: 'file', attachment: media('application/pdf', { name: 'offer.pdf' }), caption: 'Our offer' },
      [{ type: 'text', text: `Our offer\noffer.pdf: ${url}` }],
      [/file was sent as a link/],
    ],
  ];
  test.each(cases)('%s', (_what, content, expected, losses) => {
    expect(messages(content)).toEqual(expected);
    expect(rendered(content).losses).toEqual(losses.map((loss) => expect.stringMatching(loss)));
  });
  test.each<[string, Sendable, string]>([
    [
      'a picture of another type',
      { type: 'image', attachment: media('image/gif'), caption: 'Look' },
      'LINE takes image/jpeg, image/png as image, not image/gif.',
    ],
    [
      'a picture over 10 MB',
      { type: 'image', attachment: media('image/png', { bytes: 10_000_001 }) },
      'The image has 10.1 MB; LINE takes at most 10 MB.',
    ],
    ['a picture of unknown type', { type: 'image', attachment: media('') }, 'not a file of unknown type.'],
    ['a video of another type', { type: 'video', attachment: media('video/webm') }, 'LINE takes video/mp4 as video, not video/webm.'],
    [
      'a video over 200 MB',
      { type: 'video', attachment: media('video/mp4', { bytes: 200_000_001 }) },
      'The video has 200.1 MB; LINE takes at most 200 MB.',
    ],
    ['a voice note in Ogg', { type: 'audio', voice: true, attachment: media('audio/ogg; codecs=opus') }, 'as audio, not audio/ogg.'],
    ['an audio over 200 MB', { type: 'audio', attachment: media('audio/mpeg', { bytes: 200_000_001 }) }, 'at most 200 MB.'],
    [
      'an address longer than LINE takes',
      { type: 'image', attachment: media('image/png', { url: `https://files.example/${'x'.repeat(1979)}` }) },
      'The address of the image has 2001 characters; LINE takes at most 2000.',
    ],
  ])('%s is refused with the limit', (_what, content, sentence) => {
    const { parts, losses, refused } = rendered(content);
    expect({ parts, losses }).toEqual({ parts: [], losses: [] });
    expect(refused).toMatchObject({ is: 'refused', reason: 'media_rejected', detail: expect.stringContaining(sentence) });
  });
  test.each<[string, Sendable]>([
    ['a picture of 10 MB', { type: 'image', attachment: media('image/png', { bytes: 10_000_000 }) }],
    ['a video of 200 MB', { type: 'video', attachment: media('video/mp4', { bytes: 200_000_000 }) }],
    ['an audio of 200 MB', { type: 'audio', attachment: media('audio/mp4', { bytes: 200_000_000 }) }],
    [
      'an address of 2000 characters',
      { type: 'image', attachment: media('image/png', { url: `https://files.example/${'x'.repeat(1978)}` }) },
    ],
  ])('%s is taken', (_what, content) => {
    expect(rendered(content).refused).toBeUndefined();
    expect(messages(content)).toMatchObject([{ type: content.type }]);
  });
});

describe('stickers and places', () => {
  test('a sticker of LINE goes out as it is', () => {
    expect(messages({ type: 'sticker', packageId: '446', stickerId: '1988' })).toEqual([
      { type: 'sticker', packageId: '446', stickerId: '1988' },
    ]);
  });
  test('another sticker is a picture, or a link where LINE takes no such picture', () => {
    expect(messages({ type: 'sticker', attachment: media('image/png') })).toMatchObject([{ type: 'image' }]);
    expect(messages({ type: 'sticker', attachment: media('image/webp') })).toEqual([{ type: 'text', text: 'https://files.example/1' }]);
  });
  test.each([
    [{ name: 'Office', address: '1 Harbour Street' }, 'Office', '1 Harbour Street'],
    [{ name: 'Office' }, 'Office', 'Office'],
    [{ address: '1 Harbour Street', name: ' ' }, '1 Harbour Street', '1 Harbour Street'],
    [{}, '35.5, 139.25', '35.5, 139.25'],
  ])('a place %j has the title and the address LINE demands', (place, title, address) => {
    const content: Sendable = { type: 'location', latitude: 35.5, longitude: 139.25, ...place };
    expect(messages(content)).toEqual([{ type: 'location', latitude: 35.5, longitude: 139.25, title, address }]);
    expect(rendered(content).losses).toEqual([]);
  });
  test('a long name of a place is shortened, and that is said', () => {
    const content: Sendable = { type: 'location', latitude: 1, longitude: 2, name: 'n'.repeat(101), address: 'a' };
    expect(messages(content)).toMatchObject([{ title: `${'n'.repeat(99)}…`, address: 'a' }]);
    expect(rendered(content).losses).toHaveLength(1);
  });
});

describe('what LINE has no message for', () => {
  test.each([
    [{ type: 'call_link', url: 'https://meet.example/1' }, 'https://meet.example/1'],
    [{ type: 'template', language: 'en', params: {}, rendered: 'Your order is on its way' }, 'Your order is on its way'],
    [{ type: 'contacts', contacts: [{ name: 'Mai', phones: [{ number: '+81 555 0100' }], emails: [] }] }, 'Mai\n+81 555 0100'],
    [{ type: 'choice_reply', label: 'Yes' }, 'Yes'],
  ] as const)('%j goes out as text', (content, text) => {
    expect(messages(content as Sendable)).toEqual([{ type: 'text', text }]);
  });
  test('what has no words has no part', () => {
    expect(rendered({ type: 'unsupported', summary: 'x' })).toEqual({ parts: [], losses: [] });
    expect(rendered({ type: 'template', language: 'en', params: {}, name: 'n' })).toEqual({ parts: [], losses: [] });
  });
});
