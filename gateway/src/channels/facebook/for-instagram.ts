import type { Outcome } from '../../model/outcome.ts';
import { splitText } from '../split.ts';
import { field, textField, type WireObject } from '../meta/wire.ts';
import { INSTAGRAM } from './limits.ts';
import { takesType } from '../media-fault.ts';
import type { ReadPart } from './wire.ts';

type Refused = Extract<Outcome, { is: 'refused' }>;

/**
 * What a part rendered for Messenger is on Instagram, in one or more messages: texts are cut to 1000 bytes, files of types that
 * Instagram does not show become links, and templates do not exist
 * (https://developers.facebook.com/documentation/business-messaging/instagram-messaging/features/send-message). Buttons, quick replies
 * and cards are the same on both.
 */
export function forInstagram(part: ReadPart): readonly ReadPart[] | Refused {
  const { message, shown } = part;
  if (field(message, 'template') !== undefined) {
    return { is: 'refused', reason: 'unsupported_content', detail: 'Instagram has no templates.' };
  }
  const text = textField(message, 'text');
  if (text !== undefined) return pieces(text, message);
  if (shown === undefined || isShown(shown)) return [part];
  const { name, url } = shown.media;
  return pieces(name === null ? url : `${name}: ${url}`, {});
}

function isShown({ kind, media }: NonNullable<ReadPart['shown']>): boolean {
  if (kind === 'file') return false;
  return takesType(kind, media, INSTAGRAM) && (media.bytes ?? 0) <= INSTAGRAM.media[kind].maxBytes;
}

/** What belongs to the text, as its quick replies, stays with its end. */
function pieces(text: string, message: WireObject): readonly ReadPart[] {
  const all = splitText(text, INSTAGRAM.text);
  return all.map((piece, at) => ({ message: at === all.length - 1 ? { ...message, text: piece } : { text: piece } }));
}
