import type { StoredFile } from '../stand-in.ts';
import type { WeChatSays } from './says.ts';
import { weChatFileOf } from './says.ts';
import type { WireFields } from './wire.ts';

/** What is known when a customer says something. */
export interface Known {
  /** The id of a message; events have none. */
  readonly msgId: bigint;
  /** Whether the customer follows the account already. */
  readonly isFollowing: boolean;
  /** 0, 1, 2 …: varies the made-up photos. */
  readonly turn: number;
  readonly keep: (kind: 'image' | 'voice' | 'video' | 'thumb', file: StoredFile) => string;
  readonly pictureUrl: (mediaId: string) => string;
  readonly ticket: () => string;
}

/**
 * A saying as it stands in a webhook, without who it is from and when; undefined where it makes none.
 * Messages: https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_standard_messages.html ,
 * events: https://developers.weixin.qq.com/doc/offiaccount/Message_Management/Receiving_event_pushes.html
 */
export function inboundFields(says: WeChatSays, known: Known): WireFields | undefined {
  const { msgId: MsgId } = known;
  switch (says.type) {
    case 'text':
      return { MsgType: 'text', Content: says.text, MsgId };
    case 'msgmenu':
      return { MsgType: 'text', Content: says.content, MsgId, bizmsgmenuid: says.id };
    case 'image': {
      const MediaId = known.keep('image', weChatFileOf(says, known.turn));
      return { MsgType: 'image', PicUrl: known.pictureUrl(MediaId), MsgId, MediaId };
    }
    case 'voice': {
      const file = weChatFileOf(says, 0);
      const MediaId = known.keep('voice', file);
      const MediaId16K = known.keep('voice', file);
      return { MsgType: 'voice', MediaId, Format: 'amr', MsgId, MediaId16K, Recognition: says.recognition ?? '' };
    }
    case 'video':
    case 'shortvideo': {
      const MediaId = known.keep('video', weChatFileOf(says, 0));
      return { MsgType: says.type, MediaId, ThumbMediaId: known.keep('thumb', weChatFileOf({ type: 'image' }, 0)), MsgId };
    }
    case 'location':
      return {
        MsgType: 'location',
        Location_X: says.latitude,
        Location_Y: says.longitude,
        Scale: says.scale,
        Label: says.label,
        MsgId,
      };
    case 'link':
      return { MsgType: 'link', Title: says.title, Description: says.description, Url: says.url, MsgId };
    default:
      return eventFields(says, known);
  }
}

function eventFields(
  says: Exclude<WeChatSays, { type: 'text' | 'msgmenu' | 'image' | 'voice' | 'video' | 'shortvideo' | 'location' | 'link' }>,
  known: Known,
): WireFields | undefined {
  switch (says.type) {
    case 'click':
      return { MsgType: 'event', Event: 'CLICK', EventKey: says.key };
    case 'view':
      return { MsgType: 'event', Event: 'VIEW', EventKey: says.url };
    case 'scan':
      return known.isFollowing
        ? { MsgType: 'event', Event: 'SCAN', EventKey: says.scene, Ticket: known.ticket() }
        : { MsgType: 'event', Event: 'subscribe', EventKey: `qrscene_${says.scene}`, Ticket: known.ticket() };
    case 'subscribe':
      return { MsgType: 'event', Event: 'subscribe', EventKey: '' };
    case 'unsubscribe':
      return { MsgType: 'event', Event: 'unsubscribe', EventKey: '' };
    case 'agree': {
      const SubscribeStatusString = says.accepts ? 'accept' : 'reject';
      const List = [{ TemplateId: says.templateId, SubscribeStatusString, PopupScene: 2 }];
      return { MsgType: 'event', Event: 'subscribe_msg_popup_event', SubscribeMsgPopupEvent: { List } };
    }
    case 'mute':
      return undefined;
    case 'raw':
      return { MsgType: 'event', ...says.fields };
  }
}
