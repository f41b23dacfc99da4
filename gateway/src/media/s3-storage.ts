import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PlatformResponse } from '../model/http.ts';
import type { Net } from '../net/client.ts';
import type { FolderStorage } from './folder-storage.ts';
import type { S3Place } from './s3-address.ts';
import type { ByteRange, MediaStorage } from './storage.ts';

const KEY = /^[0-9a-f]{32}$/;
const CALL_MS = 30_000;
/** 100 MiB at 1 MB/s. */
const TRANSFER_MS = 110_000;
/** A reader takes its own time: a film on a slow telephone. One that goes away ends the transfer. */
const READING_MS = 3_600_000;
/** SHA-256 of nothing, which is what calls without a body carry. */
const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/**
 * Files in a bucket of an S3-compatible service (https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html). A file is written to
 * `spool` first, since a signed upload needs its length and hash before its first byte, and is gone from there afterwards. What the
 * service refuses or does not answer rejects: whoever stores tries again, and nothing counts as stored.
 */
export function createS3Storage(place: S3Place, spool: FolderStorage, net: Pick<Net, 'fetch' | 'put' | 'download'>): MediaStorage {
  const urlOf = (storageKey: string): string => {
    const name = [place.prefix, storageKey.slice(0, 2), storageKey].filter((part) => part !== '').join('/');
    return `${place.endpoint}/${place.bucket}/${name}`;
  };

  async function upload(storageKey: string, bytes: number, sha256: string): Promise<void> {
    const body = await spool.open(storageKey);
    if (body === undefined) throw new Error('a file vanished from the spool');
    try {
      const url = urlOf(storageKey);
      const headers = await signed(place, 'PUT', url, sha256);
      const answer = await net.put({ url, headers: { ...headers, 'content-length': String(bytes) }, body, timeoutMs: TRANSFER_MS });
      if (!hasStatus(answer, 200)) throw new Error(`the file storage did not take a file: ${said(answer)}`);
    } finally {
      // What nobody has read to its end keeps the file open.
      body.destroy();
    }
  }

  return {
    async put(body, limits) {
      const stored = await spool.put(body, limits);
      if (stored.is === 'too_large') return stored;
      try {
        await upload(stored.storageKey, stored.bytes, stored.sha256);
        return stored;
      } finally {
        await spool.remove(stored.storageKey);
      }
    },
    async open(storageKey, range) {
      if (!KEY.test(storageKey)) return undefined;
      const url = urlOf(storageKey);
      const headers = { ...(await signed(place, 'GET', url, EMPTY_SHA256)), ...rangeHeader(range) };
      return openDownload(net, { url, headers });
    },
    async stat(storageKey) {
      if (!KEY.test(storageKey)) return undefined;
      const url = urlOf(storageKey);
      const answer = await net.fetch({ method: 'HEAD', url, headers: await signed(place, 'HEAD', url, EMPTY_SHA256), timeoutMs: CALL_MS });
      if (answer.is === 'answer' && answer.status === 404) return undefined;
      if (answer.is !== 'answer' || answer.status !== 200) throw new Error(`the file storage does not answer: ${said(answer)}`);
      return { bytes: Number(answer.headers['content-length'] ?? 0) };
    },
    async remove(storageKey) {
      if (!KEY.test(storageKey)) return;
      const url = urlOf(storageKey);
      const answer = await net.fetch({
        method: 'DELETE',
        url,
        headers: await signed(place, 'DELETE', url, EMPTY_SHA256),
        timeoutMs: CALL_MS,
      });
      if (!hasStatus(answer, 200, 204, 404)) throw new Error(`the file storage did not remove a file: ${said(answer)}`);
    },
  };
}

/** The headers that prove who asks (https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html). */
async function signed(
  place: S3Place,
  method: 'GET' | 'HEAD' | 'PUT' | 'DELETE',
  url: string,
  sha256: string,
): Promise<Readonly<Record<string, string>>> {
  // Loaded when files lie in a bucket, and not before.
  const { AwsV4Signer } = await import('aws4fetch');
  const { accessKeyId, secretAccessKey, region } = place;
  const signer = new AwsV4Signer({
    method,
    url,
    headers: { 'x-amz-content-sha256': sha256 },
    accessKeyId,
    secretAccessKey,
    region,
    service: 's3',
  });
  const { headers } = await signer.sign();
  // `host` is the connection's own to send.
  return Object.fromEntries([...headers].filter(([name]) => name !== 'host'));
}

function rangeHeader(range: ByteRange | undefined): Readonly<Record<string, string>> {
  return range === undefined ? {} : { range: `bytes=${range.start}-${range.end}` };
}

/** The body as a stream as soon as it begins. Undefined where there is no such file. */
function openDownload(
  net: Pick<Net, 'download'>,
  request: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
): Promise<Readable | undefined> {
  return new Promise((resolve, reject) => {
    const out = new PassThrough();
    const ended = net.download(
      request,
      (body) => {
        resolve(out);
        return pipeline(body, out);
      },
      { maxBytes: Number.MAX_SAFE_INTEGER, timeoutMs: READING_MS },
    );
    void ended.then((end) => {
      if (end.is === 'answer' && end.status === 404) resolve(undefined);
      else if (end.is === 'answer') reject(new Error(`the file storage answered ${end.status}`));
      else if (end.is === 'failed') {
        const error = new Error(`the file storage does not answer: ${end.why}`);
        out.destroy(error);
        reject(error);
      }
    }, reject);
  });
}

function hasStatus(answer: PlatformResponse, ...statuses: readonly number[]): boolean {
  return answer.is === 'answer' && statuses.includes(answer.status);
}

/** The service's own code, which names no secret. */
function said(answer: PlatformResponse): string {
  if (answer.is === 'no_answer') return answer.why;
  const code = /<Code>(\w+)<\/Code>/.exec(answer.body.toString('utf8'))?.[1];
  return `it answered ${answer.status}${code === undefined ? '' : ` ${code}`}`;
}
