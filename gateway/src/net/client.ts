import type { Readable } from 'node:stream';
import type { Agent } from 'undici';
import type { PlatformFetch, PlatformRequest, PlatformResponse } from '../model/http.ts';
import type { NetPolicy } from './addresses.ts';
import { createLookup, guardedConnector, type Lookup } from './connect.ts';
import { download, type DownloadEnd, type DownloadLimits, type DownloadRequest, type Keep } from './download.ts';
import { exchange, type AnswerHeaders, type ExchangeEnd } from './exchange.ts';
import { createPostingThread } from './posting.ts';
import { checkUrl } from './urls.ts';

/** A receiver's answer to a delivery, or why there was none. */
export type PostEnd =
  /** `opening`: the first bytes of the body as text. */
  | { readonly is: 'answer'; readonly status: number; readonly opening: string }
  | { readonly is: 'no_answer'; readonly why: string; readonly reached: 'no' | 'maybe' };

/** The only way out of the process. No method throws. */
export interface Net {
  /** One request to a platform's API; see `PlatformFetch`. */
  readonly fetch: PlatformFetch;
  /**
   * One delivery to a subscriber. Connections are kept and bounded per origin, so that a slow receiver only ever holds up
   * itself. Its answer is its status and how its body begins; the rest is read for the connection's sake, up to 64 KiB, and no fault in it matters.
   */
  post(url: string, headers: Readonly<Record<string, string>>, body: string | Buffer, timeoutMs: number): Promise<PostEnd>;
  /** A file of any size, streamed out. Its length is in the headers. */
  put(request: {
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Readable;
    readonly timeoutMs: number;
  }): Promise<PlatformResponse>;
  /** A file of any size, streamed into `keep`. Follows up to three checked redirects; headers never reach another origin. */
  download<T>(request: DownloadRequest, keep: Keep<T>, limits: DownloadLimits): Promise<DownloadEnd<T>>;
  /** Whether a URL may be asked at all, with a sentence for whoever gave it. */
  check(url: string): ReturnType<typeof checkUrl>;
  /** Closes every connection at once; what is under way ends without an answer. */
  close(): Promise<void>;
}

export interface NetOptions {
  readonly policy: NetPolicy;
  /** The addresses of a name; default: the system's. */
  readonly lookup?: Lookup;
  /** Told of every request that the policy refused. */
  readonly log?: { warn(fields: Readonly<Record<string, unknown>>, message: string): void };
  /** Deliveries leave from a thread of their own, under the same policy and with the system's look-up; see `posting.ts`. */
  readonly postsInThread?: boolean;
}

const DEFAULT_TIMEOUT_MS = 15_000;
const DEFAULT_MAX_BYTES = 1024 * 1024;
const POST_READS_BYTES = 64 * 1024;
const POST_KEEPS_BYTES = 200;
/** Per origin. */
const MAX_CONNECTIONS = 64;

type Purpose = 'platforms' | 'deliveries' | 'downloads';

/** Makes the way out. Nothing is loaded or opened before the first request. */
export function createNet({ policy, lookup = createLookup(), log, postsInThread = false }: NetOptions): Net {
  const agents = lazyAgents(policy, lookup);
  const checkAgain = createUrlChecks(policy);
  const thread = postsInThread ? createPostingThread({ policy, log }) : undefined;

  const refused = (url: string, why: string): { is: 'no_answer'; why: string; reached: 'no' } => {
    log?.warn({ host: URL.parse(url)?.host, why }, 'an outbound request was refused');
    return { is: 'no_answer', why, reached: 'no' };
  };
  const noAnswer = (url: string, end: Extract<ExchangeEnd, { is: 'failed' }>): Exclude<PostEnd, { is: 'answer' }> =>
    end.refused ? refused(url, end.why) : { is: 'no_answer', why: end.why, reached: end.reached };

  return {
    async fetch(request) {
      const checked = checkUrl(request.url, policy);
      if (!checked.ok) return refused(request.url, checked.why);
      const answer = await fetchWhole(await agents.get('platforms'), checked.url, request);
      return answer.is === 'failed' ? noAnswer(request.url, answer) : answer;
    },
    async put(request) {
      const checked = checkUrl(request.url, policy);
      if (!checked.ok) return refused(request.url, checked.why);
      const answer = await fetchWhole(await agents.get('downloads'), checked.url, { ...request, method: 'PUT' });
      return answer.is === 'failed' ? noAnswer(request.url, answer) : answer;
    },
    async post(url, headers, body, timeoutMs) {
      if (thread !== undefined) return thread.post(url, headers, body, timeoutMs);
      const checked = checkAgain(url);
      if (!checked.ok) return refused(url, checked.why);
      const answer = await postOnce(await agents.get('deliveries'), checked.url, headers, body, timeoutMs);
      return answer.is === 'failed' ? noAnswer(url, answer) : answer;
    },
    async download(request, keep, limits) {
      const end = await download(await agents.get('downloads'), policy, request, keep, limits);
      if (end.is === 'failed' && !end.again) log?.warn({ host: URL.parse(request.url)?.host, why: end.why }, 'a download was refused');
      return end;
    },
    check: (url) => checkUrl(url, policy),
    close: async () => void (await Promise.all([agents.close(), thread?.close()])),
  };
}

/** So many addresses are posted to again and again. */
const MOST_CHECKED = 500;

/** The same check of the same few addresses: what it says of one depends on nothing else. Where a name leads is judged at each connection. */
function createUrlChecks(policy: NetPolicy): (url: string) => ReturnType<typeof checkUrl> {
  const known = new Map<string, ReturnType<typeof checkUrl>>();
  return (url) => {
    const checked = known.get(url) ?? checkUrl(url, policy);
    if (known.size >= MOST_CHECKED) known.clear();
    known.set(url, checked);
    return checked;
  };
}

type Whole = Extract<PlatformResponse, { is: 'answer' }> | Extract<ExchangeEnd, { is: 'failed' }>;

async function fetchWhole(
  agent: Agent,
  url: URL,
  request: Omit<PlatformRequest, 'body'> & { readonly body?: string | Buffer | Readable },
): Promise<Whole> {
  const maxBytes = request.maxBytes ?? DEFAULT_MAX_BYTES;
  const chunks: Buffer[] = [];
  let bytes = 0;
  let head: { status: number; headers: AnswerHeaders } | undefined;
  const end = await exchange(
    agent,
    {
      method: request.method,
      url,
      headers: request.headers ?? {},
      ...(request.body === undefined ? {} : { body: request.body }),
      timeoutMs: request.timeoutMs ?? DEFAULT_TIMEOUT_MS,
    },
    {
      head(status, headers) {
        head = { status, headers };
      },
      data(chunk, flow) {
        bytes += chunk.length;
        if (bytes > maxBytes) flow.fail(`the answer is larger than ${maxBytes} bytes`);
        else chunks.push(chunk);
      },
    },
  );
  if (end.is === 'failed') return end;
  if (head === undefined) return { is: 'failed', why: 'the connection ended without an answer', reached: 'maybe', refused: false };
  return { is: 'answer', ...head, body: Buffer.concat(chunks) };
}

async function postOnce(
  agent: Agent,
  url: URL,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
  timeoutMs: number,
): Promise<Extract<PostEnd, { is: 'answer' }> | Extract<ExchangeEnd, { is: 'failed' }>> {
  let answered: number | undefined;
  let bytes = 0;
  let opening = '';
  const end = await exchange(
    agent,
    { method: 'POST', url, headers, body, timeoutMs },
    {
      head(status) {
        answered = status;
      },
      data(chunk, flow) {
        if (bytes < POST_KEEPS_BYTES) opening += chunk.subarray(0, POST_KEEPS_BYTES - bytes).toString('utf8');
        bytes += chunk.length;
        if (bytes > POST_READS_BYTES) flow.finish();
      },
    },
  );
  if (answered !== undefined) return { is: 'answer', status: answered, opening };
  if (end.is === 'failed') return end;
  return { is: 'failed', why: 'the connection ended without an answer', reached: 'maybe', refused: false };
}

/** One agent a purpose, each with a pool per origin: deliveries never wait for downloads from the same host. */
function lazyAgents(policy: NetPolicy, lookup: Lookup): { get(purpose: Purpose): Promise<Agent>; close(): Promise<void> } {
  const agents = new Map<Purpose, Promise<Agent>>();
  const make = async (): Promise<Agent> => {
    // Loaded at the first use: it weighs 30 MB and 50 ms, which an idle gateway need not pay.
    const undici = await import('undici');
    return new undici.Agent({
      connect: guardedConnector(undici.buildConnector, policy, lookup),
      connections: MAX_CONNECTIONS,
      pipelining: 1,
      allowH2: false,
    });
  };
  return {
    get(purpose) {
      const known = agents.get(purpose) ?? make();
      agents.set(purpose, known);
      return known;
    },
    async close() {
      const open = await Promise.all(agents.values());
      await Promise.all(open.map((agent) => agent.destroy()));
    },
  };
}
