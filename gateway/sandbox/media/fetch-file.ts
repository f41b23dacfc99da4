import type { StoredFile } from '../stand-in.ts';

const MOST_BYTES = 110 * 1024 * 1024;

/** Gets a file the business named by its address, as the real platforms do; undefined where it cannot be had. */
export async function fetchFile(url: string, signal: AbortSignal): Promise<StoredFile | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]) });
    if (!response.ok || Number(response.headers.get('content-length') ?? 0) > MOST_BYTES) {
      await response.body?.cancel();
      return undefined;
    }
    const bytes = Buffer.from(await response.arrayBuffer());
    return { bytes, mimeType: response.headers.get('content-type') ?? 'application/octet-stream' };
  } catch {
    return undefined;
  }
}
