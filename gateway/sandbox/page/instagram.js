import { el } from './dom.js';
import { drawMessenger, shortMessenger } from './messenger.js';
import { say } from './strings.js';
import { picture, textOf } from './whatsapp.js';

/** What the buttons under the chat say for the customer: the name of the button's words and icon, and the saying. */
export const INSTAGRAM_EXTRAS = [
  ['photo', { type: 'image' }],
  ['voice', { type: 'audio' }],
  ['heart', { type: 'heart' }],
  ['story', { type: 'story_reply', text: '😍' }],
  ['mention', { type: 'story_mention' }],
  ['post', { type: 'share', title: 'Harbour Books: new sea charts' }],
];

/** Drawings of those buttons. */
export const INSTAGRAM_ICONS = {
  heart: 'M12 20s-7.500-4.700-7.500-10A4.300 4.300 0 0 1 12 7.300 4.300 4.300 0 0 1 19.500 10c0 5.300-7.500 10-7.500 10Z',
  story: 'M12 3.500a8.500 8.500 0 1 1-7.400 4.300M4 4v4h4M12 9v6M9 12h6',
  mention: 'M15.500 12a3.500 3.500 0 1 1-7 0 3.500 3.500 0 0 1 7 0Zm0 0v1.500a2.300 2.300 0 0 0 4.600 0V12a8 8 0 1 0-3 6.200',
  post: 'M4.500 4.500h15v15h-15zM8 15l3-3.500 2 2 1.500-1.500L17 15M9 9h.01',
};

/** How Instagram shows a message. Returns the inside of the bubble, and what can be tapped under it. */
export function drawInstagram(entry, tap) {
  const message = entry.message ?? {};
  if (message.reply_to?.story) return { inside: [story(entry, say('repliedToStory')), textOf(message.text ?? '')], isMedia: true };
  const attachment = message.attachments?.[0] ?? {};
  switch (attachment.type) {
    case 'story_mention':
      return { inside: [story(entry, say('mentionedInStory'))], isMedia: true };
    case 'ig_post':
      return { inside: [picture(entry), textOf(attachment.payload?.title ?? '')], isMedia: true };
    case 'like_heart':
      return { inside: [el('span', { class: 'heart', role: 'img', 'aria-label': say('heart') }, '❤️')], isBare: true };
    case 'ephemeral':
      return { inside: [el('em', {}, say('seenOnce'))] };
    default:
      return drawMessenger(entry, tap);
  }
}

/** One line that stands for a message in a quote. */
export function shortInstagram(entry) {
  const words = { story_mention: say('mention'), ig_post: say('post'), like_heart: '❤️', ephemeral: say('seenOnce') };
  return words[entry.message?.attachments?.[0]?.type] ?? shortMessenger(entry);
}

function story(entry, words) {
  return el('figure', { class: 'story' }, el('figcaption', { class: 'fine' }, words), picture(entry));
}
