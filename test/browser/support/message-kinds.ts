import type { Sandbox } from '../../../gateway/sandbox/server.ts';
import type { StandIn } from '../../../gateway/sandbox/stand-in.ts';

/** Something a customer says, and what an agent sees of it: an element of the thread, with these words in it. */
export interface Saying {
  /** Of what was said before, the ids by place: reactions, edits and answers are about one of them. */
  readonly said: object | ((ids: readonly string[]) => object);
  readonly shows: string;
  readonly words?: string;
}

export interface SandboxPhone {
  readonly name: string;
  readonly standIn: (sandbox: Sandbox) => StandIn;
  readonly sayings: readonly Saying[];
}

/** What stands where a message was. */
const GONE = 'This message was deleted.';

const text = (words: string): Saying => ({ said: { type: 'text', text: words }, shows: '.bubble-text', words });
const picture: Saying = { said: { type: 'image' }, shows: '.picture img' };
const film: Saying = { said: { type: 'video' }, shows: 'video.film' };
const voice: Saying = { said: { type: 'voice' }, shows: '.voice .voice-time' };
const place = (named: object): Saying => ({
  said: { type: 'location', latitude: 33.9012, longitude: 35.5209, ...named },
  shows: '.place-text',
  words: '33.90120, 35.52090',
});
const file = (type: string): Saying => ({ said: { type }, shows: '.file-text', words: 'note.txt' });

/** Every kind of message that each phone of the sandbox can send. */
export const SANDBOX_PHONES: readonly SandboxPhone[] = [
  {
    name: 'whatsapp',
    standIn: ({ graph }) => graph,
    sayings: [
      text('Is the harbour atlas still there? https://example.com/atlas'),
      { said: { type: 'image', caption: 'This one here' }, shows: '.bubble-text', words: 'This one here' },
      picture,
      film,
      { said: { type: 'audio' }, shows: '.voice .voice-time' },
      voice,
      file('document'),
      { said: { type: 'sticker' }, shows: 'img.sticker' },
      place({ name: 'Harbour', address: 'Pier 4' }),
      { said: { type: 'contacts', contacts: [{ name: 'Ben Haddad', phone: '+15550100' }] }, shows: '.people', words: '+15550100' },
      {
        said: ([first = '']) => ({ type: 'text', text: 'I mean that one', quotes: first }),
        shows: '.quote',
        words: 'Is the harbour atlas',
      },
      { said: ([first = '']) => ({ type: 'reaction', messageId: first, emoji: '👍' }), shows: '.reactions li', words: '👍' },
      { said: { type: 'text', text: 'Five o’clock' }, shows: '.bubble-text', words: 'Six o’clock' },
      { said: (ids) => ({ type: 'edit', messageId: ids.at(-1), text: 'Six o’clock' }), shows: '.bubble-foot', words: 'edited' },
      { said: { type: 'text', text: 'Never mind this' }, shows: '.deleted', words: GONE },
      { said: (ids) => ({ type: 'revoke', messageId: ids.at(-1) }), shows: '.deleted', words: GONE },
      {
        said: { type: 'raw', message: { type: 'order', order: { catalog_id: '1', product_items: [] } } },
        shows: '.form-reply, .bubble',
        words: 'catalog_id',
      },
    ],
  },
  {
    name: 'line',
    standIn: ({ line }) => line,
    sayings: [
      text('Until when are you open?'),
      picture,
      film,
      voice,
      file('file'),
      place({ title: 'Harbour', address: 'Pier 4' }),
      { said: { type: 'sticker', packageId: '446', stickerId: '1988' }, shows: '.bubble', words: 'Hello' },
      { said: ([first = '']) => ({ type: 'text', text: 'On Sunday', quotes: first }), shows: '.quote', words: 'Until when' },
      { said: { type: 'postback', data: 'hours', displayText: 'Opening hours' }, shows: '.answered', words: 'hours' },
      { said: { type: 'text', text: 'Taken back soon' }, shows: '.deleted', words: GONE },
      { said: (ids) => ({ type: 'unsend', messageId: ids.at(-1) }), shows: '.deleted' },
    ],
  },
  {
    name: 'messenger',
    standIn: ({ messenger }) => messenger,
    sayings: [
      text('Do you ship to Beirut?'),
      picture,
      film,
      voice,
      file('file'),
      place({ title: 'Harbour' }),
      { said: { type: 'sticker' }, shows: '.sticker, .kind' },
      { said: { type: 'postback', title: 'Get started', payload: 'START' }, shows: '.answered', words: 'Get started' },
      { said: ([first = '']) => ({ type: 'reaction', messageId: first, emoji: '❤' }), shows: '.reactions li', words: '❤' },
      { said: { type: 'text', text: 'To Tripoli' }, shows: '.bubble-foot', words: 'edited' },
      { said: (ids) => ({ type: 'edit', messageId: ids.at(-1), text: 'To Tyre' }), shows: '.bubble-text', words: 'To Tyre' },
      { said: { type: 'text', text: 'Taken back soon' }, shows: '.deleted', words: GONE },
      { said: (ids) => ({ type: 'unsend', messageId: ids.at(-1) }), shows: '.deleted' },
      { said: { type: 'page_inbox', text: 'Typed in the Page’s own inbox' }, shows: '.bubble-ours', words: 'typed in the platform’s app' },
    ],
  },
  {
    name: 'instagram',
    standIn: ({ messenger }) => {
      if (messenger.instagram === null) throw new Error('there is no Instagram phone');
      return messenger.instagram;
    },
    sayings: [
      text('Is the sea chart still there?'),
      picture,
      film,
      voice,
      { said: { type: 'story_reply', text: 'Is this one for sale?' }, shows: '.bubble', words: 'Is this one for sale?' },
      { said: { type: 'story_mention' }, shows: '.bubble-theirs >> nth=5' },
      { said: { type: 'share', title: 'Sea charts' }, shows: '.bubble-theirs >> nth=6' },
      { said: { type: 'heart' }, shows: '.bubble-theirs >> nth=7' },
    ],
  },
  {
    name: 'wechat',
    standIn: ({ wechat }) => wechat,
    sayings: [
      text('你好，请问今天几点关门？'),
      picture,
      film,
      // AMR, which no browser plays.
      { said: { type: 'voice' }, shows: '.file-text', words: 'Voice message' },
      place({ label: 'Harbour' }),
      {
        said: { type: 'link', title: 'The atlas', description: 'Second edition', url: 'https://example.com/a' },
        shows: '.bubble',
        words: 'The atlas',
      },
      { said: { type: 'click', key: 'HOURS' }, shows: '.answered', words: 'HOURS' },
    ],
  },
  {
    name: 'twilio',
    standIn: ({ twilio }) => twilio,
    sayings: [
      text('Is my order HB-1042 ready?'),
      picture,
      film,
      voice,
      { said: { type: 'document' }, shows: '.file-text' },
      { said: { type: 'sticker' }, shows: '.picture img, img.sticker' },
      place({ name: 'Harbour' }),
      { said: { type: 'contacts', contacts: [{ name: 'Ben Haddad', phone: '+15550100' }] }, shows: '.people, .file-text' },
    ],
  },
];

/** What an agent or a workflow sends, and what is seen of it. */
export const ANSWERS: readonly { readonly content: unknown; readonly shows: string; readonly words: string }[] = [
  { content: { type: 'text', text: 'Yes, two copies.' }, shows: '.bubble-ours', words: 'Yes, two copies.' },
  {
    content: { type: 'choice', text: 'What is it about?', style: 'buttons', options: [{ id: 'order', label: 'My order' }, { id: 'hours', label: 'Opening hours' }] },
    shows: '.options',
    words: 'My order',
  },
  { content: { type: 'location', latitude: 33.9, longitude: 35.5, name: 'Our shop' }, shows: '.place-text', words: 'Our shop' },
  { content: { type: 'call_link', url: 'https://meet.jit.si/harbour' }, shows: '.call-link', words: 'Open the call' },
  {
    content: { type: 'card', title: 'Harbour atlas', text: 'Second edition, 240 pages', options: [{ id: 'take', label: 'Keep one' }] },
    shows: '.card',
    words: 'Harbour atlas',
  },
]; // prettier-ignore
