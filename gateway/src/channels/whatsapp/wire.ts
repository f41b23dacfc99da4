import type { SendableMedia } from '../../model/content.ts';
import { type Fields, asObject, field, textField } from '../meta/wire.ts';

export {
  type Read,
  type Fields,
  asObject,
  asText,
  field,
  isTrue,
  listField,
  numberField,
  present,
  readJson,
  textField,
  timeField,
} from '../meta/wire.ts';

/** The kinds of messages that show a file. */
export type MediaKind = 'image' | 'video' | 'audio' | 'document' | 'sticker';
const MEDIA_KINDS: readonly string[] = ['image', 'video', 'audio', 'document', 'sticker'] satisfies readonly MediaKind[];

/** A part as `render` made it and the outbox hands it back. */
export interface ReadPart {
  readonly message: Fields;
  /** The file that the message shows, where it is known by more than its address. */
  readonly upload?: { readonly kind: MediaKind; readonly media: Fields; readonly file: SendableMedia & { readonly id: string } };
}

/** Takes a part's body apart into Meta's message and the file beside it; see `PartBody`. */
export function readPart(body: unknown): ReadPart {
  const { file, ...message } = asObject(body);
  const kind = textField(message, 'type');
  if (kind === undefined || !MEDIA_KINDS.includes(kind) || textField(file, 'id') === undefined || textField(file, 'url') === undefined) {
    return { message };
  }
  return { message, upload: { kind, media: asObject(field(message, kind)), file } as NonNullable<ReadPart['upload']> };
}
