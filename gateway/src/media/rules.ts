/** Which files are taken. */
export interface MediaRules {
  /** As `sniffType` names them. */
  readonly mimeTypes: readonly string[];
  /** Largest file of any kind. */
  readonly maxBytes: number;
  /** Largest document: everything that is no image, sound or film. */
  readonly maxDocumentBytes: number;
}

const MIB = 1024 * 1024;

/**
 * What is taken unless an organisation says otherwise: png jpg gif heic webp; mov m4v mp4 3gp; odt ppt pptx txt doc docx xls
 * xlsx pdf up to 10 MiB; mp3 m4a aac amr ogg wav; nothing over 100 MiB.
 */
export const DEFAULT_MEDIA_RULES: MediaRules = {
  mimeTypes: [
    'image/png',
    'image/jpeg',
    'image/gif',
    'image/heic',
    'image/heif',
    'image/webp',
    'video/quicktime',
    'video/x-m4v',
    'video/mp4',
    'video/3gpp',
    'application/vnd.oasis.opendocument.text',
    'application/vnd.ms-powerpoint',
    'application/vnd.openxmlformats-officedocument.presentationml.presentation',
    'text/plain',
    'application/msword',
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'application/vnd.ms-excel',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/pdf',
    'audio/mpeg',
    'audio/mp4',
    'audio/aac',
    'audio/amr',
    'audio/3gpp',
    'audio/ogg',
    'audio/wav',
  ],
  maxBytes: 100 * MIB,
  maxDocumentBytes: 10 * MIB,
};

/** Why a file is not taken, in a sentence for people, or undefined where it is. */
export function whyNotTaken(file: { readonly mimeType: string; readonly bytes: number }, rules: MediaRules): string | undefined {
  if (file.bytes === 0) return 'The file is empty.';
  if (!rules.mimeTypes.includes(file.mimeType)) return `Files of type ${file.mimeType} are not taken here.`;
  const isDocument = !/^(image|audio|video)\//.test(file.mimeType);
  const maxBytes = isDocument ? Math.min(rules.maxDocumentBytes, rules.maxBytes) : rules.maxBytes;
  return file.bytes > maxBytes ? tooLargeSentence(maxBytes) : undefined;
}

export function tooLargeSentence(maxBytes: number): string {
  return `The file is larger than ${maxBytes} bytes.`;
}
