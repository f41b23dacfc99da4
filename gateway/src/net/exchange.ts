import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { AddressRefused } from './connect.ts';

/** One request as it goes onto the wire. */
export interface ExchangeRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | Readable;
  /** Whole exchange, from asking for a connection to the last byte of the answer. */
  readonly timeoutMs: number;
}

/** Header names in lower case; a header that came several times is joined by `, `. */
export type AnswerHeaders = Readonly<Record<string, string | undefined>>;

/** What a reader of an answer may do while it comes. */
export interface Flow {
  /** Enough: the exchange ends well here, and the connection with it. */
  readonly finish: () => void;
  /** The exchange fails here. */
  readonly fail: (why: string) => void;
  readonly pause: () => void;
  readonly resume: () => void;
}

export interface AnswerReader {
  head(status: number, headers: AnswerHeaders, flow: Flow): void;
  data(chunk: Buffer, flow: Flow): void;
}

/** `refused` says that no address of the host may be reached. */
export type ExchangeEnd =
  { readonly is: 'done' } | { readonly is: 'failed'; readonly why: string; readonly reached: 'no' | 'maybe'; readonly refused: boolean };

/**
 * One HTTP exchange. Never throws; `reached` is `no` exactly when the request was never handed to a connection, so that not a
 * byte of it was written.
 */
export function exchange(dispatcher: Dispatcher, request: ExchangeRequest, reader: AnswerReader): Promise<ExchangeEnd> {
  return new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | undefined;
    let written = false;
    let ended = false;

    const end = (result: ExchangeEnd): void => {
      ended = true;
      clearTimeout(timer);
      resolve(result);
    };
    const fail = (why: string, refused = false): void => {
      if (!ended) end({ is: 'failed', why, reached: written ? 'maybe' : 'no', refused });
    };
    const cut = (): void => controller?.abort(new Error('Parley ended the exchange'));
    const timer = setTimeout(() => {
      fail(`no complete answer within ${request.timeoutMs} ms`);
      cut();
    }, request.timeoutMs);
    const flow: Flow = {
      finish() {
        if (!ended) end({ is: 'done' });
        cut();
      },
      fail(why) {
        fail(why);
        cut();
      },
      pause: () => controller?.pause(),
      resume: () => controller?.resume(),
    };

    const handler: Dispatcher.DispatchHandler = {
      // Called when a connection takes the request, just before its first byte.
      onRequestStart(started) {
        controller = started;
        if (ended) cut();
        else written = true;
      },
      onResponseStart(_, status, headers) {
        if (!ended && status >= 200) reader.head(status, joinHeaders(headers), flow);
      },
      onResponseData(_, chunk) {
        if (!ended) reader.data(chunk, flow);
      },
      onResponseEnd() {
        // The connection is free for the next request: what is cut from here on must not hit that one.
        controller = undefined;
        if (!ended) end({ is: 'done' });
      },
      onResponseError(_, error) {
        controller = undefined;
        fail(describe(error), error instanceof AddressRefused);
      },
    };
    try {
      dispatcher.dispatch(dispatchOptions(request), handler);
    } catch (error) {
      fail(describe(error));
    }
  });
}

function dispatchOptions(request: ExchangeRequest): Dispatcher.DispatchOptions {
  return {
    origin: request.url.origin,
    path: request.url.pathname + request.url.search,
    method: request.method,
    // Some content networks refuse requests without a name (Meta's media host answers them with an error page).
    headers: { 'user-agent': 'Parley', ...request.headers },
    ...(request.body === undefined ? {} : { body: request.body }),
    // One timer of ours covers the whole exchange; undici's own are coarse.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
}

function joinHeaders(headers: Readonly<Record<string, string | string[] | undefined>>): AnswerHeaders {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]));
}

/** Errors of several tried addresses have an empty message of their own. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  if (error instanceof AggregateError) return error.errors.map(describe).join('; ');
  return 'code' in error ? String(error.code) : error.name;
}
