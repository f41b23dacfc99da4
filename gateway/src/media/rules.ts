import type { MediaRules } from '../model/settings.ts';

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
