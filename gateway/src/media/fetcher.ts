import type { Downloaded, FetchedMedia, MediaIo } from '../model/media.ts';
import type { Net } from '../net/client.ts';
import { takeFile } from './intake.ts';
import type { MediaRules } from '../model/settings.ts';
import type { DeclaredFile } from './sniff.ts';
import type { MediaStorage } from './storage.ts';

/** A file to fetch: how its channel does it, and what the platform announced of it. */
export interface MediaJob<S> {
  /** The channel's `fetchMedia`. */
  readonly fetchMedia: (ref: Readonly<Record<string, string>>, settings: S, io: MediaIo) => Promise<FetchedMedia>;
  readonly ref: Readonly<Record<string, string>>;
  readonly settings: S;
  readonly declared?: DeclaredFile;
}

export interface MediaFetcherParts {
  readonly net: Pick<Net, 'fetch' | 'download'>;
  readonly storage: MediaStorage;
  readonly rules: MediaRules;
  /** For the bytes of one file; default 120 s. */
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 120_000;

/**
 * One try to fetch a file a platform announced. A file that the rules do not take is `gone` with their sentence; whatever was
 * stored and is not part of the ending is removed again. Rejects only where the storage does.
 */
export async function fetchMediaOnce<S>(job: MediaJob<S>, parts: MediaFetcherParts): Promise<FetchedMedia> {
  const storedKeys = new Set<string>();
  let refusal: string | undefined;
  const download: MediaIo['download'] = async (request) => {
    const downloaded = await downloadInto(request, job.declared ?? {}, parts);
    if (downloaded.is === 'stored') storedKeys.add(downloaded.storageKey);
    if (downloaded.is === 'failed' && !downloaded.again) refusal = downloaded.why;
    return downloaded;
  };
  const fetched = await job.fetchMedia(job.ref, job.settings, { fetch: parts.net.fetch, download });
  if (fetched.is === 'stored') storedKeys.delete(fetched.storageKey);
  await Promise.all([...storedKeys].map((key) => parts.storage.remove(key)));
  if (fetched.is !== 'stored' && refusal !== undefined) return { is: 'gone', why: refusal };
  return fetched;
}

async function downloadInto(
  request: { readonly url: string; readonly headers?: Readonly<Record<string, string>> },
  declared: DeclaredFile,
  { net, storage, rules, timeoutMs = DEFAULT_TIMEOUT_MS }: MediaFetcherParts,
): Promise<Downloaded> {
  const end = await net.download(
    request,
    (body, { contentType }) => takeFile(body, { mimeType: declared.mimeType ?? contentType, name: declared.name }, { storage, rules }),
    { maxBytes: rules.maxBytes, timeoutMs },
  );
  if (end.is !== 'kept') return end;
  return end.kept.is === 'stored' ? end.kept : { is: 'failed', why: end.kept.why, again: false };
}
