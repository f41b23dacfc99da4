/** An HTTP request to a platform. */
export interface PlatformRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Whole exchange; default 15 s. */
  readonly timeoutMs?: number;
  /** Answers over this are cut off and count as no answer; default 1 MiB. */
  readonly maxBytes?: number;
}

/**
 * An answer, or what kept one from coming and whether the request may have reached the platform. `reached: 'no'` is a promise:
 * not a byte of the request was written.
 */
export type PlatformResponse =
  | {
      readonly is: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string | undefined>>;
      readonly body: Buffer;
    }
  | { readonly is: 'no_answer'; readonly why: string; readonly reached: 'no' | 'maybe' };

/** The guarded way out of the process. Never throws, never follows a redirect. */
export type PlatformFetch = (request: PlatformRequest) => Promise<PlatformResponse>;
