import type { PlatformFetch } from './http.ts';

/** What fetching a file may use. */
export interface MediaIo {
  /** Small JSON answers. */
  readonly fetch: PlatformFetch;
  /** The bytes, streamed to storage. Credentials go only to the hosts the channel names itself. */
  readonly download: (request: { readonly url: string; readonly headers?: Readonly<Record<string, string>> }) => Promise<Downloaded>;
}

/** How a download ended: in storage, with an answer that is no file (any status but 2xx), or without one. */
export type Downloaded =
  | { readonly is: 'stored'; readonly storageKey: string; readonly bytes: number; readonly mimeType: string; readonly sha256: string }
  | { readonly is: 'answer'; readonly status: number }
  | { readonly is: 'failed'; readonly why: string; readonly again: boolean };

/** How one try to fetch a file ended. */
export type FetchedMedia =
  | {
      readonly is: 'stored';
      readonly storageKey: string;
      readonly bytes: number;
      readonly mimeType: string;
      readonly sha256: string;
      readonly name?: string;
    }
  /** Not there yet, or a passing fault. */
  | { readonly is: 'later'; readonly why: string; readonly afterMs?: number }
  | { readonly is: 'gone'; readonly why: string };

/** The bytes of a file, or why there are none. `again`: a passing fault. */
export type ReadFile =
  | { readonly is: 'read'; readonly bytes: Buffer; readonly mimeType: string; readonly name: string | null }
  | { readonly is: 'failed'; readonly why: string; readonly again: boolean };
