import type { SendableMedia } from '../model/content.ts';
import type { ReadFile } from '../model/media.ts';
import type { Net } from '../net/client.ts';
import type { AttachmentRow } from '../store/schema.ts';
import type { MediaStorage } from './storage.ts';

const TIMEOUT_MS = 120_000;

/**
 * The bytes of a file that goes out, for platforms that want them uploaded: from our own storage, or from the address the writer gave.
 * Never more than `maxBytes` are held. Rejects only where the storage does.
 */
export function createReadFile(parts: {
  readonly find: (attachmentId: string) => Promise<AttachmentRow | undefined>;
  readonly storage: MediaStorage;
  readonly net: Pick<Net, 'download'>;
}): (media: SendableMedia, maxBytes: number) => Promise<ReadFile> {
  return async (media, maxBytes) => {
    const row = media.id === undefined ? undefined : await parts.find(media.id);
    if (row?.storageKey === null || row?.storageKey === undefined) return fromAddress(media, maxBytes, parts.net);
    if (row.bytes !== null && row.bytes > maxBytes) return tooLarge(maxBytes);
    const body = await parts.storage.open(row.storageKey);
    if (body === undefined) return { is: 'failed', why: 'The file is not there any more.', again: false };
    const bytes = await gather(body, maxBytes);
    return bytes === undefined ? tooLarge(maxBytes) : { is: 'read', bytes, mimeType: row.mimeType, name: row.name };
  };
}

async function fromAddress(media: SendableMedia, maxBytes: number, net: Pick<Net, 'download'>): Promise<ReadFile> {
  const end = await net.download({ url: media.url }, (body) => gather(body, maxBytes), { maxBytes, timeoutMs: TIMEOUT_MS });
  if (end.is === 'failed') return { is: 'failed', why: end.why, again: end.again };
  if (end.is === 'answer')
    return { is: 'failed', why: `the file's host answered ${end.status}`, again: end.status === 429 || end.status >= 500 };
  if (end.kept === undefined) return tooLarge(maxBytes);
  return { is: 'read', bytes: end.kept, mimeType: end.contentType?.split(';', 1)[0] ?? media.mimeType, name: media.name };
}

function tooLarge(maxBytes: number): ReadFile {
  return { is: 'failed', why: `The file is larger than ${maxBytes} bytes.`, again: false };
}

async function gather(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
