import type { Readable } from 'node:stream';

/** What was stored. `head` is the first `HEAD_BYTES` at most, for telling the type. */
export interface Stored {
  readonly is: 'stored';
  readonly storageKey: string;
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
  readonly head: Buffer;
}

/** Inclusive on both sides, as in HTTP. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** How much of a file's beginning is looked at to tell its type: what the `file-type` package asks for. */
export const HEAD_BYTES = 4100;

/** Where files lie. Expected endings are values; a full disk or a lost network rejects. */
export interface MediaStorage {
  /** Keeps the bytes under a new random key, durably once it resolves. Where the body rejects or is too large nothing is kept. */
  put(body: AsyncIterable<Uint8Array>, limits: { readonly maxBytes: number }): Promise<Stored | { readonly is: 'too_large' }>;
  /** The bytes, or undefined where no such file is. */
  open(storageKey: string, range?: ByteRange): Promise<Readable | undefined>;
  stat(storageKey: string): Promise<{ readonly bytes: number } | undefined>;
  /** Safe to repeat. */
  remove(storageKey: string): Promise<void>;
}
