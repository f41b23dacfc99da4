import { mapLink, numberedList, textOf } from '../../../../gateway/src/channels/degrade.ts';
import type { Content, SendableMedia } from '../../../../gateway/src/model/content.ts';

const file: SendableMedia = { url: 'https://media.example/a', mimeType: 'application/pdf', bytes: 10, name: 'a.pdf' };
const picture: SendableMedia = { url: 'https://media.example/p', mimeType: 'image/png', bytes: 10, name: null };
const options = [
  { id: 'a', label: 'Tea' },
  { id: 'b', label: 'Coffee', description: 'black' },
];

test('options are numbered from 1, descriptions after a dash', () => {
  expect(numberedList('What would you like?', options)).toBe('What would you like?\n1. Tea\n2. Coffee — black');
  expect(numberedList('', options)).toBe('1. Tea\n2. Coffee — black');
});

const cases: readonly (readonly [string, Content<SendableMedia>, string, string | undefined])[] = [
  ['a text', { type: 'text', text: 'hi' }, 'hi', undefined],
  ['a call link', { type: 'call_link', url: 'https://meet.example/1' }, 'https://meet.example/1', undefined],
  ['a reply to a choice', { type: 'choice_reply', label: 'Tea' }, 'Tea', undefined],
  ['a file', { type: 'file', attachment: file, caption: 'Menu' }, 'Menu\na.pdf: https://media.example/a', 'The file was sent as a link.'],
  ['a picture without a name', { type: 'image', attachment: picture }, 'https://media.example/p', 'The image was sent as a link.'],
  ['a sticker with a picture', { type: 'sticker', attachment: picture }, 'https://media.example/p', 'The sticker was sent as a link.'],
  ['a sticker with words', { type: 'sticker', keywords: ['happy', 'cat'] }, '[sticker: happy, cat]', 'The sticker was sent as text.'],
  ['a sticker of another platform', { type: 'sticker', packageId: '1', stickerId: '2' }, '[sticker]', 'The sticker was sent as text.'],
  [
    'a location',
    { type: 'location', latitude: -23.5, longitude: -46.6, name: 'Shop', address: 'Rua 1' },
    `Shop\nRua 1\n${mapLink(-23.5, -46.6)}`,
    'The location was sent as a link to a map.',
  ],
  [
    'contacts',
    {
      type: 'contacts',
      contacts: [
        { name: 'Bo', organization: 'Bakery', phones: [{ number: '555', label: 'work' }], emails: [{ address: 'bo@x.example' }] },
        { name: 'Cy', phones: [], emails: [] },
      ],
    },
    'Bo\nBakery\nwork: 555\nbo@x.example\n\nCy',
    'The contacts were sent as text.',
  ],
  [
    'a choice',
    { type: 'choice', text: 'Which?', style: 'buttons', options },
    'Which?\n1. Tea\n2. Coffee — black',
    'The options were sent as a numbered list.',
  ],
  [
    'a card',
    { type: 'card', title: 'Loaf', text: 'Rye', image: picture, options: [] },
    'Loaf\nRye\nhttps://media.example/p',
    'The card was sent as text.',
  ],
  [
    'a carousel, its numbers running on',
    {
      type: 'carousel',
      cards: [
        { title: 'A', options },
        { title: 'B', options: [{ id: 'c', label: 'Milk' }] },
      ],
    },
    'A\n1. Tea\n2. Coffee — black\n\nB\n3. Milk',
    'The cards were sent as text, one after the other.',
  ],
  [
    'a form',
    { type: 'form_reply', name: 'Order', fields: { name: 'Ana', seats: 2 } },
    'Order\nname: Ana\nseats: 2',
    'The form was sent as text.',
  ],
  [
    'a template with its wording',
    { type: 'template', name: 't', language: 'en', params: {}, rendered: 'Your order is ready' },
    'Your order is ready',
    'The template was sent as plain text.',
  ],
  ['a template without', { type: 'template', name: 't', language: 'en', params: {} }, '', 'The template was sent as plain text.'],
  ['what nothing can stand for', { type: 'unsupported', summary: 'x' }, '', undefined],
];

test.each(cases)('%s as text', (_what, content, text, loss) => {
  expect(textOf(content)).toEqual(loss === undefined ? { text } : { text, loss });
});
