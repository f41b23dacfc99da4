import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { NetPolicy } from './addresses.ts';
import { exchange, type AnswerHeaders, type AnswerReader, type Flow } from './exchange.ts';
import { checkUrl } from './urls.ts';

export interface DownloadRequest {
  readonly url: string;
  /** Sent to this URL's origin only, never to another one it redirects to. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface DownloadLimits {
  readonly maxBytes: number;
  /** All hops together. */
  readonly timeoutMs: number;
}

/** Takes the bytes as they come, and rejects when they stop coming before their end. */
export type Keep<T> = (body: AsyncIterable<Buffer>, head: { readonly contentType: string | undefined }) => Promise<T>;

/** `kept` is what `keep` made of a 2xx; `answer` any other status; `again` whether another try may end better. */
export type DownloadEnd<T> =
  | { readonly is: 'kept'; readonly kept: T; readonly contentType: string | undefined }
  | { readonly is: 'answer'; readonly status: number }
  | { readonly is: 'failed'; readonly why: string; readonly again: boolean };

const MAX_REDIRECTS = 3;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Streams a file into `keep`. Follows up to three redirects, each checked like the first URL; every header given is dropped
 * as soon as the origin changes. Never throws.
 */
export async function download<T>(
  dispatcher: Dispatcher,
  policy: NetPolicy,
  request: DownloadRequest,
  keep: Keep<T>,
  limits: DownloadLimits,
): Promise<DownloadEnd<T>> {
  const deadline = performance.now() + limits.timeoutMs;
  let target = request.url;
  let headers = request.headers ?? {};
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const checked = checkUrl(target, policy);
    if (!checked.ok) return { is: 'failed', why: checked.why, again: false };
    const timeoutMs = Math.max(1, Math.round(deadline - performance.now()));
    const end = await downloadOnce(dispatcher, { url: checked.url, headers }, keep, { ...limits, timeoutMs });
    if (end.is !== 'redirect') return end;
    const next = URL.parse(end.location, checked.url.href);
    if (next === null) return { is: 'failed', why: 'the host redirects to something that is no URL', again: false };
    if (next.origin !== checked.url.origin) headers = {};
    target = next.href;
  }
  return { is: 'failed', why: `the host redirects more than ${MAX_REDIRECTS} times`, again: false };
}

type HopEnd<T> = DownloadEnd<T> | { readonly is: 'redirect'; readonly location: string };

async function downloadOnce<T>(
  dispatcher: Dispatcher,
  hop: { readonly url: URL; readonly headers: Readonly<Record<string, string>> },
  keep: Keep<T>,
  limits: DownloadLimits,
): Promise<HopEnd<T>> {
  const reader = createBodyReader(keep, limits.maxBytes);
  // Compressed bytes would be stored and sniffed as such.
  const headers = { 'accept-encoding': 'identity', ...hop.headers };
  const end = await exchange(dispatcher, { method: 'GET', url: hop.url, headers, timeoutMs: limits.timeoutMs }, reader);
  const kept = await reader.settle(end.is === 'failed' ? end.why : undefined);
  if (kept !== undefined) return kept;
  if (end.is === 'failed') return { is: 'failed', why: end.why, again: !end.refused && !reader.isTooLarge() };
  return reader.otherAnswer() ?? { is: 'failed', why: 'the host gave no answer', again: true };
}

interface BodyReader<T> extends AnswerReader {
  /** Ends the body, well or with `why` it broke off, and gives what was kept of it; undefined where there was no body to keep. */
  settle(why: string | undefined): Promise<DownloadEnd<T> | undefined>;
  otherAnswer(): HopEnd<T> | undefined;
  isTooLarge(): boolean;
}

function createBodyReader<T>(keep: Keep<T>, maxBytes: number): BodyReader<T> {
  let body: Readable | undefined;
  let keeping: Promise<DownloadEnd<T>> | undefined;
  let other: HopEnd<T> | undefined;
  let bytes = 0;
  let tooLarge = false;
  const refuseSize = (flow: Flow): void => {
    tooLarge = true;
    flow.fail(`the file is larger than ${maxBytes} bytes`);
  };
  return {
    head(status, headers, flow) {
      if (status < 200 || status > 299) {
        const location = headers['location'];
        other = REDIRECTS.has(status) && location !== undefined ? { is: 'redirect', location } : { is: 'answer', status };
        flow.finish();
        return;
      }
      if (Number(headers['content-length']) > maxBytes) {
        refuseSize(flow);
        return;
      }
      body = createBody(flow);
      keeping = runKeep(keep, body, headers);
    },
    data(chunk, flow) {
      bytes += chunk.length;
      if (bytes > maxBytes) refuseSize(flow);
      else if (body !== undefined && !body.destroyed && !body.push(chunk)) flow.pause();
    },
    async settle(why) {
      if (body !== undefined && !body.destroyed) {
        if (why === undefined) body.push(null);
        else body.destroy(new Error(why));
      }
      const kept = await keeping;
      // What broke off is never kept, whatever `keep` made of it; the exchange knows why.
      return why === undefined ? kept : undefined;
    },
    otherAnswer: () => other,
    isTooLarge: () => tooLarge,
  };
}

function createBody(flow: Flow): Readable {
  const body = new Readable({
    read: () => flow.resume(),
    destroy(error, done) {
      flow.finish();
      done(error);
    },
  });
  // Whoever reads it learns of an error by its iterator; one that nobody reads any more is of no interest.
  body.on('error', () => undefined);
  return body;
}

async function runKeep<T>(keep: Keep<T>, body: Readable, headers: AnswerHeaders): Promise<DownloadEnd<T>> {
  const contentType = headers['content-type'];
  try {
    return { is: 'kept', kept: await keep(body, { contentType }), contentType };
  } catch (error) {
    return { is: 'failed', why: `the file could not be kept: ${error instanceof Error ? error.message : String(error)}`, again: true };
  } finally {
    body.destroy();
  }
}
