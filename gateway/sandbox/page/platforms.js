import { drawInstagram, INSTAGRAM_EXTRAS, shortInstagram } from './instagram.js';
import { drawLine, quickReplies, shortLine } from './line.js';
import { drawMessenger, isMessengerText, MESSENGER_EXTRAS, messengerQuickReplies, shortMessenger } from './messenger.js';
import { drawTwilio, shortTwilio } from './twilio.js';
import { drawWeChat, shortWeChat, WECHAT_EXTRAS } from './wechat.js';
import { drawWhatsApp, shortWhatsApp } from './whatsapp.js';

const PLACE = { latitude: 38.7077, longitude: -9.1365 };
const SHOP = { name: 'Harbour Books', address: 'Quay Street 5' };
const CARD = { name: 'Ben Okafor', phone: '+1 555-555-0187' };

/** How WhatsApp's app behaves, whichever way the business is connected to it. */
const ON_WHATSAPP = {
  extras: [
    ['photo', { type: 'image' }],
    ['voice', { type: 'voice' }],
    ['file', { type: 'document' }],
    ['location', { type: 'location', ...PLACE, ...SHOP }],
    ['sticker', { type: 'sticker' }],
    ['contact', { type: 'contacts', contacts: [CARD] }],
  ],
  receipts: 'ticks',
  offered: () => [],
  reply: (text, quoted) => ({ type: 'text', text, quotes: quoted.id }),
};

/**
 * What each phone can do. `draw` and `short` show a message; `offered` gives quick replies over the input; `reply`, `react`,
 * `edit` and `remove` give what is said for it, and are absent where the app (or the way to the business) has no such thing;
 * `block` has what is said to leave and to come back, and `isBlocked` tells it from an entry (undefined: says nothing of it).
 * `receipts`: ticks in the bubble, a word beside it, a word under the last one, or none at all.
 */
export const PLATFORMS = {
  whatsapp: {
    ...ON_WHATSAPP,
    draw: drawWhatsApp,
    short: shortWhatsApp,
    react: (entry, emoji) => ({ type: 'reaction', messageId: entry.id, emoji }),
    edit: (entry, text) => ({ type: 'edit', messageId: entry.id, text }),
    canEdit: (entry) => entry.message?.type === 'text',
    remove: (entry) => ({ type: 'revoke', messageId: entry.id }),
    removeWord: 'delete',
    removedWord: 'deletedByYou',
  },
  line: {
    draw: drawLine,
    short: shortLine,
    offered: quickReplies,
    receipts: 'beside',
    extras: [
      ['photo', { type: 'image' }],
      ['voice', { type: 'audio' }],
      ['video', { type: 'video' }],
      ['file', { type: 'file' }],
      ['location', { type: 'location', ...PLACE, title: SHOP.name, address: SHOP.address }],
      ['sticker', { type: 'sticker', packageId: '446', stickerId: '1988' }],
    ],
    reply: ON_WHATSAPP.reply,
    remove: (entry) => ({ type: 'unsend', messageId: entry.id }),
    removeWord: 'unsend',
    removedWord: 'unsentByYou',
    block: {
      leave: { type: 'unfollow' },
      comeBack: { type: 'follow' },
      leaveWord: 'block',
      comeBackWord: 'unblock',
      blockedWord: 'blocked',
    },
    isBlocked: ({ message }) => (message?.type === 'unfollow' ? true : message?.type === 'follow' ? false : undefined),
    hasNoWindow: true,
  },
  facebook: {
    draw: drawMessenger,
    short: shortMessenger,
    offered: messengerQuickReplies,
    receipts: 'last',
    extras: MESSENGER_EXTRAS,
    reply: ON_WHATSAPP.reply,
    react: (entry, emoji) => ({ type: 'reaction', messageId: entry.id, emoji }),
    edit: (entry, text) => ({ type: 'edit', messageId: entry.id, text }),
    canEdit: isMessengerText,
    remove: (entry) => ({ type: 'unsend', messageId: entry.id }),
    removeWord: 'unsend',
    removedWord: 'unsentByYou',
    block: { leave: { type: 'block' }, comeBack: { type: 'unblock' }, leaveWord: 'block', comeBackWord: 'unblock', blockedWord: 'blocked' },
    isBlocked: ({ message }) => (message?.type === 'block' ? true : message?.type === 'unblock' ? false : undefined),
  },
  instagram: {
    draw: drawInstagram,
    short: shortInstagram,
    offered: messengerQuickReplies,
    receipts: 'last',
    extras: INSTAGRAM_EXTRAS,
    reply: ON_WHATSAPP.reply,
    react: (entry, emoji) => ({ type: 'reaction', messageId: entry.id, emoji }),
    edit: (entry, text) => ({ type: 'edit', messageId: entry.id, text }),
    canEdit: isMessengerText,
    remove: (entry) => ({ type: 'unsend', messageId: entry.id }),
    removeWord: 'unsend',
    removedWord: 'unsentByYou',
  },
  wechat: {
    draw: drawWeChat,
    short: shortWeChat,
    offered: () => [],
    receipts: 'none',
    extras: WECHAT_EXTRAS,
    block: {
      leave: { type: 'unsubscribe' },
      comeBack: { type: 'subscribe' },
      leaveWord: 'unfollow',
      comeBackWord: 'follow',
      blockedWord: 'notFollowing',
    },
    isBlocked: ({ message }) => (message?.Event === 'unsubscribe' ? true : message?.Event === 'subscribe' ? false : undefined),
  },
  twilio: {
    ...ON_WHATSAPP,
    draw: drawTwilio,
    short: shortTwilio,
    block: { leave: { type: 'block' }, comeBack: { type: 'unblock' }, leaveWord: 'block', comeBackWord: 'unblock', blockedWord: 'blocked' },
    isBlocked: ({ message }) => (message?.MessageType === 'block' ? true : message?.MessageType === 'unblock' ? false : undefined),
  },
};
