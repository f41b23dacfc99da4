import fc from 'fast-check';
import { ActionButtons, ActionList, Body, Button, Interactive, ListSection, Row } from 'whatsapp-api-js/messages';
import { whatsappCloud } from '../../../../../gateway/src/channels/whatsapp/index.ts';
import type { ChoiceOption, Content, SendableMedia } from '../../../../../gateway/src/model/content.ts';

type Out = Content<SendableMedia>;
const render = (content: Out) => whatsappCloud.render(content, whatsappCloud.capabilities);
const bodies = (content: Out) => render(content).parts.map((part) => part.body);
const media = (mimeType: string, bytes: number | null = 10, name: string | null = null): SendableMedia => ({
  url: 'https://media.example/f',
  mimeType,
  bytes,
  name,
});
const options = (count: number, label = 'Option'): ChoiceOption[] =>
  Array.from({ length: count }, (_, n) => ({ id: `o${n}`, label: `${label} ${n}` }));
const link = 'https://media.example/f';
const text = (body: string) => ({ type: 'text', text: { body } });
const MB = 1024 * 1024;

test.each<[string, Out, readonly unknown[], readonly string[]]>([
  ['a text', { type: 'text', text: 'Hi' }, [text('Hi')], []],
  ['an image', { type: 'image', attachment: media('image/png'), caption: 'See' }, [{ type: 'image', image: { link, caption: 'See' } }], []],
  ['a video', { type: 'video', attachment: media('video/mp4') }, [{ type: 'video', video: { link } }], []],
  ['an audio file', { type: 'audio', attachment: media('audio/ogg; codecs=opus') }, [{ type: 'audio', audio: { link } }], []],
  [
    'a voice message with a caption',
    { type: 'audio', attachment: media('audio/ogg; codecs=opus'), voice: true, caption: 'Listen' },
    [{ type: 'audio', audio: { link, voice: true } }, text('Listen')],
    ['The caption was sent as a message of its own, because WhatsApp shows none with audio.'],
  ],
  [
    'a voice message that is not in Ogg',
    { type: 'audio', attachment: media('audio/mpeg'), voice: true },
    [{ type: 'audio', audio: { link } }],
    ['The voice message was sent as an audio file, because it is not in Ogg.'],
  ],
  [
    'a document with its name',
    { type: 'file', attachment: media('application/x-anything', 10, 'plan.dwg'), caption: 'Plan' },
    [{ type: 'document', document: { link, caption: 'Plan', filename: 'plan.dwg' } }],
    [],
  ],
  ['a document without a name', { type: 'file', attachment: media('text/plain', null) }, [{ type: 'document', document: { link } }], []],
  ['a sticker', { type: 'sticker', attachment: media('image/webp') }, [{ type: 'sticker', sticker: { link } }], []],
  [
    'a sticker that is a picture',
    { type: 'sticker', attachment: media('image/png') },
    [{ type: 'image', image: { link } }],
    ['The sticker was sent as a picture.'],
  ],
  [
    "another platform's sticker",
    { type: 'sticker', packageId: '1', stickerId: '2', keywords: ['cat'] },
    [text('[sticker: cat]')],
    ['The sticker was sent as text.'],
  ],
  [
    'a location',
    { type: 'location', latitude: 1.5, longitude: -2, name: 'Shop' },
    [{ type: 'location', location: { latitude: 1.5, longitude: -2, name: 'Shop' } }],
    [],
  ],
  [
    'contacts',
    {
      type: 'contacts',
      contacts: [
        { name: 'Bo Sol', phones: [{ number: '+1555', label: 'WORK' }], emails: [{ address: 'bo@x.example' }], organization: 'Bakery' },
        { name: 'Cy', phones: [], emails: [] },
      ],
    },
    [
      {
        type: 'contacts',
        contacts: [
          {
            name: { formatted_name: 'Bo Sol', first_name: 'Bo Sol' },
            phones: [{ phone: '+1555', type: 'WORK' }],
            emails: [{ email: 'bo@x.example' }],
            org: { company: 'Bakery' },
          },
          { name: { formatted_name: 'Cy', first_name: 'Cy' } },
        ],
      },
    ],
    [],
  ],
  ['a call link', { type: 'call_link', url: 'https://meet.example/1' }, [text('https://meet.example/1')], []],
  ['a reply to a choice', { type: 'choice_reply', label: 'Yes' }, [text('Yes')], []],
  ['a form', { type: 'form_reply', name: 'F', fields: { a: 1 } }, [text('F\na: 1')], ['The form was sent as text.']],
  ['what WhatsApp has no form for', { type: 'unsupported', summary: 'x' }, [], []],
  [
    'a card with a picture and options',
    { type: 'card', title: 'Loaf', text: 'Rye', image: media('image/png'), options: [{ id: 'buy', label: 'Buy' }] },
    [
      { type: 'image', image: { link } },
      {
        type: 'interactive',
        interactive: {
          type: 'button',
          body: { text: 'Loaf\nRye' },
          action: { buttons: [{ type: 'reply', reply: { id: 'buy', title: 'Buy' } }] },
        },
      },
    ],
    ['The card was sent as messages.'],
  ],
  [
    'a card with a picture that WhatsApp refuses',
    { type: 'card', title: 'Loaf', image: media('image/gif'), options: [] },
    [text(`Loaf\n${link}`)],
    ['The card was sent as messages.', 'The picture of the card was sent as a link.'],
  ],
  [
    'a carousel',
    {
      type: 'carousel',
      cards: [
        { title: 'A', image: media('image/png'), options: [] },
        { title: 'B', options: [] },
      ],
    },
    [{ type: 'image', image: { link, caption: 'A' } }, text('B')],
    ['The card was sent as messages.'],
  ],
])('%s', (_what, content, expected, losses) => {
  const rendered = render(content);
  expect(rendered.parts).toEqual(expected.map((body, index) => ({ body, index })));
  expect(rendered.losses).toEqual(losses);
  expect(rendered.refused).toBeUndefined();
});

test.each<[string, Out, string]>([
  ['an image over 5 MB', { type: 'image', attachment: media('image/png', 5 * MB + 1) }, 'at most 5 MB'],
  ['a video over 16 MB', { type: 'video', attachment: media('video/mp4', 17 * MB) }, 'has 17 MB; WhatsApp takes at most 16 MB'],
  ['a document over 100 MB', { type: 'file', attachment: media('application/pdf', 101 * MB) }, 'at most 100 MB'],
  ['a GIF as image', { type: 'image', attachment: media('image/gif') }, 'takes image/jpeg, image/png as image, not image/gif'],
  ['a file of unknown type as audio', { type: 'audio', attachment: media('') }, 'not a file of unknown type'],
  ['a sticker over 500 KB', { type: 'sticker', attachment: media('image/webp', 501 * 1024) }, 'at most 0.5 MB'],
])('%s is refused with the limit', (_what, content, sentence) => {
  const rendered = render(content);
  expect(rendered).toMatchObject({ parts: [], losses: [], refused: { is: 'refused', reason: 'media_rejected' } });
  expect(rendered.refused?.detail).toContain(sentence);
});

test('a caption of 1024 characters stays, the end of a longer one follows as text', () => {
  const attachment = media('image/png');
  expect(bodies({ type: 'image', attachment, caption: 'c'.repeat(1024) })).toHaveLength(1);
  const long = `${'word '.repeat(300)}end`;
  const [first, second] = bodies({ type: 'image', attachment, caption: long }) as [
    { image: { caption: string } },
    { text: { body: string } },
  ];
  expect(first.image.caption + second.text.body).toBe(long);
  expect(render({ type: 'image', attachment, caption: long }).losses).toHaveLength(1);
});

test('up to three options are buttons, as whatsapp-api-js builds them', () => {
  const [a, b, c] = options(3);
  const built = new Interactive(
    new ActionButtons(
      new Button(a?.id ?? '', a?.label ?? ''),
      new Button(b?.id ?? '', b?.label ?? ''),
      new Button(c?.id ?? '', c?.label ?? ''),
    ),
    new Body('Which?'),
  );
  expect(bodies({ type: 'choice', text: 'Which?', style: 'buttons', options: options(3) })).toEqual([
    { type: 'interactive', interactive: JSON.parse(JSON.stringify(built)) },
  ]);
});

test('a list is what whatsapp-api-js builds', () => {
  const built = new Interactive(
    new ActionList('Options', new ListSection(undefined, new Row('o0', 'Option 0'), new Row('d', 'Described', 'more'))),
    new Body('Which?'),
  );
  const content: Out = {
    type: 'choice',
    text: 'Which?',
    style: 'list',
    options: [...options(1), { id: 'd', label: 'Described', description: 'more' }],
  };
  expect(bodies(content)).toEqual([{ type: 'interactive', interactive: JSON.parse(JSON.stringify(built)) }]);
  expect(render(content).losses).toEqual([]);
});

test.each([
  ['four options asked for as buttons', options(4), 'list'],
  ['buttons with a description', [{ id: 'a', label: 'A', description: 'more' }], 'list'],
  ['ten options', options(10), 'list'],
])('%s become a list, and it is said', (_what, chosen, type) => {
  const rendered = render({ type: 'choice', text: 'Which?', style: 'buttons', options: chosen });
  expect(rendered.parts).toMatchObject([{ body: { type: 'interactive', interactive: { type } } }]);
  expect(rendered.losses).toEqual([
    'The options were sent as a list, because WhatsApp shows at most 3 buttons, and none with a description.',
  ]);
});

test('eleven options become a numbered list', () => {
  const rendered = render({ type: 'choice', text: 'Which?', style: 'list', options: options(11) });
  expect(rendered.parts).toHaveLength(1);
  expect(rendered.parts[0]?.body).toMatchObject({ text: { body: expect.stringMatching(/^Which\?\n1\. Option 0\n[^]*\n11\. Option 10$/) } });
  expect(rendered.losses).toEqual(['The options were sent as a numbered list, because WhatsApp shows at most 10.']);
});

test('labels and descriptions over the limit are shortened, and each is said', () => {
  const label = 'A label of thirty-one characters';
  const asButton = render({ type: 'choice', text: 'Which?', style: 'buttons', options: [{ id: 'a', label }] });
  expect(asButton.parts).toMatchObject([
    { body: { interactive: { action: { buttons: [{ reply: { title: 'A label of thirty-o…' } }] } } } },
  ]);
  expect(asButton.losses).toEqual([`The label "${label}" was shortened to 20 characters.`]);
  const asRow = render({
    type: 'choice',
    text: 'Which?',
    style: 'list',
    options: [
      { id: 'a', label },
      { id: 'b', label: 'B', description: 'd'.repeat(73) },
    ],
  });
  expect(asRow.parts).toMatchObject([
    {
      body: {
        interactive: {
          action: {
            sections: [{ rows: [{ title: 'A label of thirty-one c…', description: label }, { description: `${'d'.repeat(71)}…` }] }],
          },
        },
      },
    },
  ]);
  expect(asRow.losses).toEqual([
    `The label "${label}" was shortened to 24 characters.`,
    'The description of "B" was shortened to 72 characters.',
  ]);
});

test('a text too long to stand above its buttons goes before them, nothing lost', () => {
  const long = `${'word '.repeat(1500)}which?`;
  const rendered = render({ type: 'choice', text: long, style: 'buttons', options: options(2) });
  const texts = rendered.parts.map((part) => {
    const body = part.body as { text?: { body: string }; interactive?: { body: { text: string } } };
    return body.text?.body ?? body.interactive?.body.text ?? '';
  });
  expect(texts.join('')).toBe(long);
  expect(texts.at(-1)?.length).toBeLessThanOrEqual(1024);
  expect(rendered.losses).toEqual(['The text was too long to stand above the options, so its beginning was sent before them.']);
});

test.each<[string, Out]>([
  ['an id over 256 characters', { type: 'choice', text: 'W', style: 'buttons', options: [{ id: 'i'.repeat(257), label: 'A' }] }],
  ['an id over 200 characters in a list', { type: 'choice', text: 'W', style: 'list', options: [{ id: 'i'.repeat(201), label: 'A' }] }],
  ['two options with one id', { type: 'choice', text: 'W', style: 'buttons', options: [...options(1), ...options(1)] }],
  ['an option without a label', { type: 'choice', text: 'W', style: 'buttons', options: [{ id: 'a', label: ' ' }] }],
  ['no options', { type: 'choice', text: 'W', style: 'buttons', options: [] }],
  ['no text above the options', { type: 'choice', text: '', style: 'buttons', options: options(1) }],
  ['an empty text', { type: 'text', text: ' \n' }],
  ['no contacts', { type: 'contacts', contacts: [] }],
])('%s is refused as malformed', (_what, content) => {
  expect(render(content)).toMatchObject({ parts: [], refused: { is: 'refused', reason: 'message_invalid' } });
});

test('a file that is known by its id goes along for an upload, beside the message', () => {
  const attachment = { ...media('image/png'), id: 'att_1' };
  expect(bodies({ type: 'image', attachment, caption: 'See' })).toEqual([
    { type: 'image', image: { link, caption: 'See' }, file: attachment },
  ]);
  const sticker = { ...media('image/webp'), id: 'att_2' };
  expect(bodies({ type: 'sticker', attachment: sticker })).toEqual([{ type: 'sticker', sticker: { link }, file: sticker }]);
});

test('no choice, however odd, breaks a limit of the platform', () => {
  const label = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 120 });
  const option = fc.record(
    { id: fc.string({ minLength: 1, maxLength: 300 }), label, description: label },
    { requiredKeys: ['id', 'label'] },
  );
  const choice = fc.record({
    type: fc.constant('choice' as const),
    text: fc.string({ unit: 'grapheme', maxLength: 5000 }),
    style: fc.constantFrom('buttons' as const, 'list' as const, 'quick_replies' as const),
    options: fc.array(option, { maxLength: 14 }),
  });
  fc.assert(
    fc.property(choice, (content) => {
      for (const body of bodies(content)) {
        const { interactive, text: plain } = body as {
          interactive?: { type: string; body: { text: string }; action: object };
          text?: { body: string };
        };
        expect((plain?.body ?? '').length).toBeLessThanOrEqual(4096);
        expect((interactive?.body.text ?? '').length).toBeLessThanOrEqual(interactive?.type === 'button' ? 1024 : 4096);
        const titles = [...JSON.stringify(interactive?.action ?? {}).matchAll(/"title":("(?:[^"\\]|\\.)*")/g)].map(([, title = '""']) =>
          String(JSON.parse(title)),
        );
        for (const title of titles) expect(title.length).toBeLessThanOrEqual(interactive?.type === 'button' ? 20 : 24);
      }
    }),
  );
});
