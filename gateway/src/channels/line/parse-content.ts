import type { Content, InboundMedia } from '../../model/content.ts';
import { idAt, listAt, numberAt, textAt } from './wire.ts';

type Inbound = Content<InboundMedia>;

/**
 * What a message object says (https://developers.line.biz/en/reference/messaging-api/#message-event). A kind that is new,
 * or lacks what makes it one, is `unsupported`. LINE's own emoji and mentions stand in the text in words.
 */
export function contentOf(said: unknown): Inbound {
  const type = textAt(said, 'type');
  switch (type) {
    case 'text':
      return text(said);
    case 'image':
    case 'video':
    case 'audio':
    case 'file':
      return file(said, type);
    case 'location':
      return location(said);
    case 'sticker':
      return sticker(said);
    default:
      return unsupported(`LINE sent a message of a kind that is not known here${type === undefined ? '' : `: ${type}`}.`);
  }
}

function text(said: unknown): Inbound {
  const words = textAt(said, 'text');
  return words === undefined ? unsupported('LINE sent a text message without its text.') : { type: 'text', text: words };
}

function file(said: unknown, type: 'image' | 'video' | 'audio' | 'file'): Inbound {
  const ref = referenceOf(said);
  if (ref === undefined) return unsupported(`LINE sent the message type ${type} without its file.`);
  const name = textAt(said, 'fileName');
  const bytes = numberAt(said, 'fileSize');
  const durationMs = numberAt(said, 'duration');
  return {
    type,
    attachment: {
      ref,
      ...(name === undefined ? {} : { name }),
      ...(bytes === undefined ? {} : { bytes }),
      ...(durationMs === undefined ? {} : { durationMs }),
    },
  };
}

/** LINE keeps the file under the message's id, unless the sender's app (LIFF) named an address elsewhere. */
function referenceOf(said: unknown): InboundMedia['ref'] | undefined {
  const url = textAt(said, 'contentProvider', 'originalContentUrl');
  if (textAt(said, 'contentProvider', 'type') === 'external' && url !== undefined) return { url };
  const messageId = idAt(said, 'id');
  return messageId === undefined ? undefined : { messageId };
}

function location(said: unknown): Inbound {
  const latitude = numberAt(said, 'latitude');
  const longitude = numberAt(said, 'longitude');
  if (latitude === undefined || longitude === undefined) return unsupported('LINE sent a location without its coordinates.');
  const name = textAt(said, 'title');
  const address = textAt(said, 'address');
  return {
    type: 'location',
    latitude,
    longitude,
    ...(name === undefined ? {} : { name }),
    ...(address === undefined ? {} : { address }),
  };
}

/** The picture of a sticker cannot be had from the API. What the customer wrote on a message sticker leads its keywords. */
function sticker(said: unknown): Inbound {
  const packageId = idAt(said, 'packageId');
  const stickerId = idAt(said, 'stickerId');
  const keywords = [textAt(said, 'text'), ...listAt(said, 'keywords')].filter((word) => typeof word === 'string');
  return {
    type: 'sticker',
    ...(packageId === undefined ? {} : { packageId }),
    ...(stickerId === undefined ? {} : { stickerId }),
    ...(keywords.length === 0 ? {} : { keywords }),
  };
}

function unsupported(summary: string): Inbound {
  return { type: 'unsupported', summary };
}
