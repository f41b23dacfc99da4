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

const option = (id: string, label = id, description?: string) => ({ id, label, ...(description === undefined ? {} : { description }) });
const options = (count: number) => Array.from({ length: count }, (_, index) => option(`o${index}`, `Option ${index}`));
const postback = (id: string, label = id) => ({ type: 'postback', label, data: id, displayText: label });
const quickReplies = (...actions: object[]) => ({ items: actions.map((action) => ({ type: 'action', action })) });

describe('choices', () => {
  const choice = (style: 'buttons' | 'quick_replies' | 'list', count: number, text = 'Which size?'): Sendable => ({
    type: 'choice',
    style,
    text,
    options: options(count),
  });

  test('up to four buttons stand under the text, and a tap brings the id back', () => {
    const content: Sendable = {
      type: 'choice',
      style: 'buttons',
      text: 'Which size?',
      options: [option('m', 'Medium'), option('l', 'Large')],
    };
    expect(rendered(content)).toEqual({
      parts: [
        {
          index: 0,
          body: {
            messages: [
              {
                type: 'template',
                altText: 'Which size?',
                template: { type: 'buttons', text: 'Which size?', actions: [postback('m', 'Medium'), postback('l', 'Large')] },
              },
            ],
          },
        },
      ],
      losses: [],
    });
  });
  test('quick replies hang on the text', () => {
    const content: Sendable = { type: 'choice', style: 'quick_replies', text: 'Which size?', options: [option('m', 'Medium')] };
    expect(messages(content)).toEqual([{ type: 'text', text: 'Which size?', quickReply: quickReplies(postback('m', 'Medium')) }]);
    expect(rendered(content).losses).toEqual([]);
  });
  test.each([
    ['five buttons', choice('buttons', 5), 'quick'],
    ['four buttons under a long text', choice('buttons', 4, 'x'.repeat(161)), 'quick'],
    ['four buttons under 160 characters', choice('buttons', 4, 'x'.repeat(160)), 'template'],
    ['a list of 13', choice('list', 13), 'quick'],
    ['a list of 14', choice('list', 14), 'numbers'],
    ['14 quick replies', choice('quick_replies', 14), 'numbers'],
    ['14 buttons', choice('buttons', 14), 'numbers'],
  ] as const)('%s go out as %s', (_what, content, as) => {
    const [message] = messages(content);
    const found = message?.['type'] === 'template' ? 'template' : message?.['quickReply'] === undefined ? 'numbers' : 'quick';
    expect(found).toBe(as);
    expect(rendered(content).losses).toHaveLength(as === 'template' ? 0 : 1);
    if (as === 'numbers') expect(message?.['text']).toContain('\n14. Option 13');
  });
  test('descriptions are written into the text', () => {
    const content: Sendable = { type: 'choice', style: 'list', text: 'Which?', options: [option('a', 'A', 'the first'), option('b', 'B')] };
    expect(messages(content)).toMatchObject([{ text: 'Which?\n1. A — the first\n2. B', quickReply: { items: [{}, {}] } }]);
  });
  test('quick replies hang on the last message of a long text, the only one that shows them', () => {
    const all = messages(choice('quick_replies', 2, 'word '.repeat(1500)));
    expect(all.map((message) => message['quickReply'] !== undefined)).toEqual([false, true]);
  });
  test('a long label is shortened on the button, whole in the chat, and that is said', () => {
    const label = 'a label of more than twenty characters';
    const content: Sendable = { type: 'choice', style: 'buttons', text: 'Which?', options: [option('a', label), option('b', 'B')] };
    const [message] = messages(content);
    expect(message).toMatchObject({ template: { actions: [{ label: 'a label of more tha…', displayText: label, data: 'a' }, {}] } });
    expect(rendered(content).losses).toEqual([expect.stringContaining(label)]);
  });
  test('an id longer than LINE hands back is refused, 300 characters are not', () => {
    const withId = (length: number): Sendable => ({
      type: 'choice',
      style: 'buttons',
      text: 'Which?',
      options: [option('i'.repeat(length), 'I')],
    });
    expect(rendered(withId(301))).toMatchObject({ parts: [], refused: { is: 'refused', reason: 'message_invalid' } });
    expect(rendered(withId(300)).parts).toHaveLength(1);
  });
  test('a choice without options is its text', () => {
    expect(messages(choice('buttons', 0))).toEqual([{ type: 'text', text: 'Which size?' }]);
  });
});

describe('cards', () => {
  const card = { title: 'Blue shirt', text: 'Cotton', image: media('image/png'), options: options(2) };
  const actions = [postback('o0', 'Option 0'), postback('o1', 'Option 1')];

  test('a card is a buttons template', () => {
    expect(messages({ type: 'card', ...card })).toEqual([
      {
        type: 'template',
        altText: 'Blue shirt',
        template: { type: 'buttons', thumbnailImageUrl: 'https://files.example/1', title: 'Blue shirt', text: 'Cotton', actions },
      },
    ]);
  });
  test('a card without a text has its title as text', () => {
    expect(messages({ type: 'card', title: 't'.repeat(160), options: options(1) })).toMatchObject([
      { template: { text: 't'.repeat(160) } },
    ]);
  });
  test.each([
    ['a long title', { title: 't'.repeat(41) }],
    ['a long text', { text: 't'.repeat(61) }],
    ['five buttons', { options: options(5) }],
  ])('a card with %s is its picture, its text and quick replies', (_what, more) => {
    const content: Sendable = { type: 'card', ...card, ...more };
    expect(messages(content)).toMatchObject([{ type: 'image' }, { type: 'text', quickReply: { items: expect.anything() } }]);
    expect(rendered(content).losses).toEqual(['The card was sent as text.']);
  });
  test('a card with a picture that LINE refuses has a link to it in its text', () => {
    const content: Sendable = { type: 'card', ...card, image: media('image/gif') };
    expect(messages(content)).toMatchObject([
      { type: 'text', text: expect.stringContaining('Cotton\nhttps://files.example/1'), quickReply: { items: expect.anything() } },
    ]);
    expect(rendered(content)).toMatchObject({ losses: ['The card was sent as text.', 'The picture of the card was sent as a link.'] });
    expect(rendered(content).refused).toBeUndefined();
  });
  test('a card without buttons is its picture and its text', () => {
    expect(messages({ type: 'card', ...card, options: [] })).toEqual([
      { type: 'image', originalContentUrl: 'https://files.example/1', previewImageUrl: 'https://files.example/1' },
      { type: 'text', text: 'Blue shirt\nCotton' },
    ]);
  });
  test('cards that are alike are a carousel', () => {
    const column = { thumbnailImageUrl: 'https://files.example/1', title: 'Blue shirt', text: 'Cotton', actions };
    expect(messages({ type: 'carousel', cards: [card, card] })).toEqual([
      { type: 'template', altText: 'Blue shirt, Blue shirt', template: { type: 'carousel', columns: [column, column] } },
    ]);
  });
  test.each([
    ['11 cards', Array.from({ length: 11 }, () => ({ ...card, options: options(1) }))],
    ['different numbers of buttons', [card, { ...card, options: options(3) }]],
    ['a picture on one only', [card, { title: 'Red', text: 'Wool', options: options(2) }]],
    ['four buttons', [{ ...card, options: options(4) }]],
  ])('a carousel with %s is one text with quick replies', (_what, cards) => {
    const content: Sendable = { type: 'carousel', cards };
    expect(messages(content)).toMatchObject([{ type: 'text', quickReply: { items: expect.anything() } }]);
    expect(rendered(content).losses).toEqual(['The cards were sent as text, one after the other.']);
  });
});
