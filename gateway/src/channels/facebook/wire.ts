import type { SendableMedia } from '../../model/content.ts';
import { asObject, field, textField, type Fields } from '../meta/wire.ts';

/** The kinds of files that a message shows (…/messenger-platform/reference/send-api#attachment). */
export type MediaKind = 'image' | 'video' | 'audio' | 'file';
const MEDIA_KINDS: readonly string[] = ['image', 'video', 'audio', 'file'] satisfies readonly MediaKind[];

/** A file of a message, with the kind it is shown as. */
export interface ShownFile {
  readonly kind: MediaKind;
  readonly media: SendableMedia;
}

/** A part as `render` made it and the outbox hands it back. */
export interface ReadPart {
  /** Meta's `message`. */
  readonly message: Fields;
  /** The file that it shows. */
  readonly shown?: ShownFile;
}

/** Takes a part's body apart into Meta's message and the file beside it; see `PartBody`. */
export function readPart(body: unknown): ReadPart {
  const { file, ...message } = asObject(body);
  const kind = textField(field(message, 'attachment'), 'type');
  if (kind === undefined || !MEDIA_KINDS.includes(kind) || textField(file, 'url') === undefined) return { message };
  return { message, shown: { kind, media: file } as ShownFile };
}
