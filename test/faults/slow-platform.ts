import { type ServerResponse, createServer } from 'node:http';

/** A call that the platform took. */
export interface PlatformCall {
  readonly path: string;
  readonly retryKey: string | undefined;
  readonly body: string;
}

/** What a platform answers to a call. */
export interface PlatformAnswer {
  readonly status: number;
  readonly json: unknown;
}

/**
 * A platform that takes every send at once and holds its answers back until it is told otherwise. What is only asked of it (who somebody
 * is, which templates there are) it does not know.
 */
export interface SlowPlatform {
  readonly url: string;
  readonly calls: readonly PlatformCall[];
  /** Resolves when a call is there: accepted, and not answered. */
  nextCall(): Promise<void>;
  /** Answers all that waits and from now on everything at once. */
  answerAtOnce(): void;
  close(): void;
}

export async function startSlowPlatform(
  answerTo: (call: PlatformCall, earlier: readonly PlatformCall[]) => PlatformAnswer,
): Promise<SlowPlatform> {
  const calls: PlatformCall[] = [];
  let held: (() => void)[] | undefined = [];
  let told: (() => void)[] = [];

  function take(call: PlatformCall, response: ServerResponse): void {
    const { status, json } = answerTo(call, calls);
    calls.push(call);
    const answer = () => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    if (held === undefined) answer();
    else held.push(answer);
    for (const resolve of told.splice(0)) resolve();
  }

  const server = createServer((request, response) => {
    if (request.method === 'GET') return void response.writeHead(404).end();
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const retryKey = request.headers['x-line-retry-key'];
      const body = Buffer.concat(chunks).toString('utf8');
      take({ path: request.url ?? '', retryKey: Array.isArray(retryKey) ? retryKey[0] : retryKey, body }, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the platform has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls,
    nextCall: () => new Promise((resolve) => (calls.length > 0 ? resolve() : told.push(resolve))),
    answerAtOnce() {
      const waiting = held ?? [];
      held = undefined;
      told = [];
      for (const answer of waiting) answer();
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
