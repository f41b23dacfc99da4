import type { JsonObject } from '../json.ts';
import type { InboundEvent, InboundKnown } from './inbound.ts';
import type { MessengerSays } from './says.ts';

type Story = Extract<MessengerSays, { type: 'story_reply' | 'story_mention' | 'share' | 'heart' | 'view_once' }>;

/** The story of the business that customers answer. */
const STORY_ID = '17855500000000001';
const POST_ID = '17955500000000001';

/**
 * Sayings that Instagram tells in another way than Messenger; undefined for the others. Neither a reaction nor a link opens the window
 * here. https://developers.facebook.com/documentation/business-messaging/instagram-messaging/webhooks
 */
export function instagramEvent(says: MessengerSays, known: InboundKnown): InboundEvent | undefined {
  switch (says.type) {
    case 'reaction': {
      const { messageId: mid, emoji } = says;
      // What is taken away is not named.
      if (emoji === '') return quiet({ reaction: { mid, action: 'unreact' } });
      return quiet({ reaction: { mid, action: 'react', reaction: emoji.startsWith('❤') ? 'love' : 'other', emoji } });
    }
    case 'open':
      // In a chat that is new, the first message would carry it.
      return known.isKnownThread ? quiet({ referral: { ref: says.ref, source: 'IGME-SOURCE-LINK', type: 'OPEN_THREAD' } }) : undefined;
    default:
      return undefined;
  }
}

/** A message of a kind that only Instagram has. Links to stories end with the story, after a day. */
export function instagramMessage(says: Story, { id: mid, link: url }: InboundKnown): JsonObject {
  switch (says.type) {
    case 'story_reply':
      return { mid, text: says.text, reply_to: { story: { id: STORY_ID, url } } };
    case 'story_mention':
      return { mid, attachments: [{ type: 'story_mention', payload: { url } }] };
    case 'share':
      return { mid, attachments: [{ type: 'ig_post', payload: { ig_post_media_id: POST_ID, title: says.title, url } }] };
    case 'heart':
      return { mid, attachments: [{ type: 'like_heart', payload: { url } }] };
    case 'view_once':
      return { mid, attachments: [{ type: 'ephemeral' }] };
  }
}

function quiet(what: JsonObject): InboundEvent {
  return { what, opensWindow: false };
}
