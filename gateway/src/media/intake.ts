import { type MediaRules } from '../model/settings.ts';
import { tooLargeSentence, whyNotTaken } from './rules.ts';
import { sniffType, type DeclaredFile } from './sniff.ts';
import type { MediaStorage } from './storage.ts';

/** A file that was taken, or the sentence that says why it was not. */
export type Intake =
  | { readonly is: 'stored'; readonly storageKey: string; readonly bytes: number; readonly mimeType: string; readonly sha256: string }
  | { readonly is: 'refused'; readonly why: string };

/**
 * Streams a file into storage and keeps it if the rules take it, by the type its bytes have. The one way in, for downloads
 * and uploads alike. Rejects where the body breaks off or the storage fails; then nothing is kept.
 */
export async function takeFile(
  body: AsyncIterable<Uint8Array>,
  declared: DeclaredFile,
  { storage, rules }: { readonly storage: MediaStorage; readonly rules: MediaRules },
): Promise<Intake> {
  const stored = await storage.put(body, { maxBytes: rules.maxBytes });
  if (stored.is === 'too_large') return { is: 'refused', why: tooLargeSentence(rules.maxBytes) };
  const mimeType = await sniffType(stored.head, declared);
  const why = whyNotTaken({ mimeType, bytes: stored.bytes }, rules);
  if (why !== undefined) {
    await storage.remove(stored.storageKey);
    return { is: 'refused', why };
  }
  return { is: 'stored', storageKey: stored.storageKey, bytes: stored.bytes, mimeType, sha256: stored.sha256 };
}
