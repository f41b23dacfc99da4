/** Files that people know by a name, with the media types that bear it. */
export interface KnownType {
  readonly name: string;
  readonly mimeTypes: readonly string[];
}

const OFFICE = 'application/vnd.openxmlformats-officedocument';

/** What can be ticked; anything else is written as a media type. */
export const KNOWN_TYPES: readonly KnownType[] = [
  { name: 'PNG', mimeTypes: ['image/png'] },
  { name: 'JPEG', mimeTypes: ['image/jpeg'] },
  { name: 'GIF', mimeTypes: ['image/gif'] },
  { name: 'HEIC', mimeTypes: ['image/heic', 'image/heif'] },
  { name: 'WebP', mimeTypes: ['image/webp'] },
  { name: 'MP4, M4V', mimeTypes: ['video/mp4', 'video/x-m4v'] },
  { name: 'MOV', mimeTypes: ['video/quicktime'] },
  { name: '3GP', mimeTypes: ['video/3gpp', 'audio/3gpp'] },
  { name: 'MP3', mimeTypes: ['audio/mpeg'] },
  { name: 'M4A, AAC', mimeTypes: ['audio/mp4', 'audio/aac'] },
  { name: 'OGG', mimeTypes: ['audio/ogg'] },
  { name: 'WAV', mimeTypes: ['audio/wav'] },
  { name: 'AMR', mimeTypes: ['audio/amr'] },
  { name: 'PDF', mimeTypes: ['application/pdf'] },
  { name: 'Word', mimeTypes: ['application/msword', `${OFFICE}.wordprocessingml.document`] },
  { name: 'Excel', mimeTypes: ['application/vnd.ms-excel', `${OFFICE}.spreadsheetml.sheet`] },
  { name: 'PowerPoint', mimeTypes: ['application/vnd.ms-powerpoint', `${OFFICE}.presentationml.presentation`] },
  { name: 'ODT', mimeTypes: ['application/vnd.oasis.opendocument.text'] },
  { name: 'TXT', mimeTypes: ['text/plain'] },
  { name: 'vCard', mimeTypes: ['text/vcard'] },
];

export function isTaken({ mimeTypes }: KnownType, taken: readonly string[]): boolean {
  return mimeTypes.some((one) => taken.includes(one));
}

/** What is taken with all of a kind, or none of it. */
export function withType(taken: readonly string[], { mimeTypes }: KnownType, isWanted: boolean): readonly string[] {
  const others = taken.filter((one) => !mimeTypes.includes(one));
  return isWanted ? [...others, ...mimeTypes] : others;
}

/** Those without a name here. */
export function otherTypes(taken: readonly string[]): readonly string[] {
  return taken.filter((one) => !KNOWN_TYPES.some(({ mimeTypes }) => mimeTypes.includes(one)));
}

/** What is taken with other media types than named ones, written with commas between. */
export function withOthers(taken: readonly string[], text: string): readonly string[] {
  const others = otherTypes(taken);
  const written = text
    .split(/[\s,]+/)
    .map((one) => one.toLowerCase())
    .filter((one) => one !== '');
  return [...taken.filter((one) => !others.includes(one)), ...new Set(written)];
}
