import { optional } from '../json.ts';
import type { JsonObject } from '../json.ts';
import { instagramEvent, instagramMessage } from './instagram-inbound.ts';
import type { MessengerSays } from './says.ts';
import type { Network } from './state.ts';

/** What a saying becomes: the part of the event that says what happened, and whether it opens the 24-hour window. */
export interface InboundEvent {
  readonly what: JsonObject;
  readonly opensWindow: boolean;
}

/** What the stand-in knows and the saying does not. */
export interface InboundKnown {
  /** The id of the new message. */
  readonly id: string;
  /** A signed link to the saying's file or to the sticker. */
  readonly link: string;
  /** Whether the two have spoken before. */
  readonly isKnownThread: boolean;
  /** Whether the customer replies to a message of their own. */
  readonly isSelfReply: boolean;
  /** What an earlier reaction was, where this one takes it away. */
  readonly earlierEmoji: string;
  /** How often the message has been edited, this time included. */
  readonly edits: number;
}

/** https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events/message-reactions */
const REACTIONS: Readonly<Record<string, string>> = {
  '😆': 'smile',
  '😠': 'angry',
  '😢': 'sad',
  '😮': 'wow',
  '❤': 'love',
  '❤️': 'love',
  '👍': 'like',
  '👎': 'dislike',
};

/**
 * A saying as it stands in `messaging[]`; undefined for what Messenger tells nobody.
 * https://developers.facebook.com/documentation/business-messaging/messenger-platform/webhooks/webhook-events/messages
 * What opens the window: https://developers.facebook.com/documentation/business-messaging/messenger-platform/policy
 */
export function inboundEvent(says: MessengerSays, known: InboundKnown, network: Network): InboundEvent | undefined {
  const mid = known.id;
  const instagram = network === 'instagram' ? instagramEvent(says, known) : undefined;
  if (instagram !== undefined) return instagram;
  switch (says.type) {
    case 'quick_reply':
      return opening({ message: { mid, text: says.title, quick_reply: { payload: says.payload } } });
    case 'postback':
      return opening({ postback: { mid, title: says.title, payload: says.payload } });
    case 'open': {
      const referral = { ref: says.ref, source: 'SHORTLINK', type: 'OPEN_THREAD' };
      if (known.isKnownThread) return opening({ referral });
      return opening({ postback: { mid, title: 'Get Started', payload: 'GET_STARTED', referral } });
    }
    case 'reaction': {
      const emoji = says.emoji === '' ? known.earlierEmoji : says.emoji;
      const action = says.emoji === '' ? 'unreact' : 'react';
      return {
        what: { reaction: { reaction: REACTIONS[emoji] ?? 'other', emoji, action, mid: says.messageId } },
        opensWindow: action === 'react',
      };
    }
    case 'edit':
      return { what: { message_edit: { mid: says.messageId, text: says.text, num_edit: known.edits } }, opensWindow: false };
    case 'unsend':
      return { what: { message: { mid: says.messageId, is_deleted: true } }, opensWindow: false };
    case 'raw':
      return opening(says.event);
    case 'read':
    case 'block':
    case 'unblock':
    case 'page_inbox':
      return undefined;
    default:
      return opening({ message: inboundMessage(says, known) });
  }
}

function opening(what: JsonObject): InboundEvent {
  return { what, opensWindow: true };
}

type Message = Exclude<MessengerSays, { type: Quiet }>;
type Quiet = 'quick_reply' | 'postback' | 'open' | 'reaction' | 'edit' | 'unsend' | 'raw' | 'read' | 'block' | 'unblock' | 'page_inbox';

function inboundMessage(says: Message, known: InboundKnown): JsonObject {
  const mid = known.id;
  const quotes = 'quotes' in says && says.quotes !== undefined ? { reply_to: { mid: says.quotes, is_self_reply: known.isSelfReply } } : {};
  switch (says.type) {
    case 'text':
      return { mid, text: says.text, ...quotes };
    case 'location': {
      const url = `https://www.facebook.com/l.php?u=${encodeURIComponent(`https://maps.example/?q=${says.latitude},${says.longitude}`)}`;
      const payload = { coordinates: { lat: says.latitude, long: says.longitude } };
      return { mid, attachments: [{ ...optional('title', says.title), url, type: 'location', payload }] };
    }
    case 'sticker':
      // Since 30 August 2026 stickers come as their own type only, no longer as an image too.
      return { mid, attachments: [{ type: 'sticker', payload: { url: known.link, sticker_id: says.stickerId } }] };
    case 'story_reply':
    case 'story_mention':
    case 'share':
    case 'heart':
    case 'view_once':
      return instagramMessage(says, known);
    default:
      return { mid, ...quotes, attachments: [{ type: says.type, payload: { url: known.link } }] };
  }
}
