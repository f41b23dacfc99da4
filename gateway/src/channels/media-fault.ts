import type { SendableMedia } from '../model/content.ts';
import type { Capabilities } from './channel.ts';

export type MediaKind = keyof Capabilities['media'];

/** Who takes the file, as sentences name them. */
export interface Taker {
  /** `WhatsApp` */
  readonly name: string;
  /** Bytes of what the platform calls a megabyte; default 1024 times 1024. */
  readonly megabyte?: number;
  /** Said after what it takes: ` for WhatsApp`. */
  readonly purpose?: string;
}

const MEBIBYTE = 1024 * 1024;

/** A file's MIME type without parameters, in lower case; empty where nothing is known of it. */
export function mimeTypeOf(media: Pick<SendableMedia, 'mimeType'>): string {
  return media.mimeType.split(';', 1).join('').trim().toLowerCase();
}

/** Whether a kind of message shows files of this type. */
export function takesType(kind: MediaKind, media: SendableMedia, { media: limits }: Pick<Capabilities, 'media'>): boolean {
  const mimeTypes = limits[kind]?.mimeTypes ?? [];
  return mimeTypes.includes('*/*') || mimeTypes.includes(mimeTypeOf(media));
}

/** Why a platform would not take the file, as a sentence with its limit; undefined where it would. An unknown size is tried. */
export function mediaFault(
  kind: MediaKind,
  media: SendableMedia,
  capabilities: Pick<Capabilities, 'media'>,
  taker: Taker,
): string | undefined {
  const limit = capabilities.media[kind];
  const { name, purpose = '' } = taker;
  if (limit === undefined) return `${name} takes no ${kind}${purpose}.`;
  if (takesType(kind, media, capabilities)) return sizeFault(kind, media, capabilities, taker);
  const type = mimeTypeOf(media);
  return `${name} takes ${limit.mimeTypes.join(', ')} as ${kind}${purpose}, not ${type === '' ? 'a file of unknown type' : type}.`;
}

/** Why the file is too large, whatever its type; undefined where it is not. */
export function sizeFault(
  kind: MediaKind,
  { bytes }: SendableMedia,
  capabilities: Pick<Capabilities, 'media'>,
  taker: Taker,
): string | undefined {
  const limit = capabilities.media[kind];
  const { name, megabyte = MEBIBYTE, purpose = '' } = taker;
  if (limit === undefined) return `${name} takes no ${kind}${purpose}.`;
  if (bytes === null || bytes <= limit.maxBytes) return undefined;
  const inMegabytes = (count: number) => String(Math.ceil((count / megabyte) * 10) / 10);
  return `The ${kind} has ${inMegabytes(bytes)} MB; ${name} takes at most ${inMegabytes(limit.maxBytes)} MB${purpose}.`;
}
