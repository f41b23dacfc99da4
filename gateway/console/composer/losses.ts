import type { Capabilities } from '../api/wire-organisation.ts';
import type { Strings } from '../strings/en.ts';

/** What is about to be sent. */
export interface Intended {
  readonly text: string;
  /** `image`, `video`, `audio` or `file`, for each file. */
  readonly files: readonly string[];
  readonly quotes: boolean;
}

/** What this channel will not show as written, one sentence each, said before it is sent. */
export function lossesOf({ text, files, quotes }: Intended, capabilities: Capabilities, s: Strings): readonly string[] {
  const losses: string[] = [];
  const limit = capabilities.text;
  if (limit !== undefined && files.length === 0) {
    const length = lengthIn(text, limit.unit);
    if (length > limit.max) losses.push(s.composer.tooLong(Math.ceil(length / limit.max)));
  }
  if (capabilities.sends !== undefined && files.some((kind) => capabilities.sends?.includes(kind) === false))
    losses.push(s.composer.noFiles);
  if (files.length > 0 && text !== '' && capabilities.caption === null) losses.push(s.composer.noCaption);
  if (quotes && capabilities.quotes === false) losses.push(s.composer.noQuotes);
  return losses;
}

function lengthIn(text: string, unit: 'characters' | 'utf16' | 'bytes'): number {
  if (unit === 'utf16') return text.length;
  return unit === 'characters' ? [...text].length : new TextEncoder().encode(text).length;
}

/** The kind of message that a file becomes. */
export function kindOf(mimeType: string): 'image' | 'video' | 'audio' | 'file' {
  const [family] = mimeType.split('/');
  return family === 'image' || family === 'video' || family === 'audio' ? family : 'file';
}
