import { type IncomingMessage, type Server, createServer } from 'node:http';

/** What a receiver was sent. */
export interface Call {
  readonly headers: IncomingMessage['headers'];
  readonly path: string;
  readonly text: string;
  // Tests look into bodies of many shapes; what they find is what they assert.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

export interface Receiver {
  readonly url: string;
  readonly calls: Call[];
  /** The answer to the nth call of a path: a status, or a status with a body. */
  answer: (call: Call, nth: number) => number | readonly [number, string];
  close(): Promise<void>;
}

/** A server on loopback that takes JSON, and answers 200 until it is told otherwise. */
export async function startReceiver(): Promise<Receiver> {
  const calls: Call[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const call = { headers: request.headers, path: request.url ?? '', text, body: JSON.parse(text) };
      calls.push(call);
      const answer = receiver.answer(call, calls.filter((one) => one.path === call.path).length);
      const [status, body] = typeof answer === 'number' ? [answer, '{}'] : answer;
      response.writeHead(status).end(body);
    });
  });
  // A connection that is closed for being idle just when it is used would count as a try.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const receiver: Receiver = {
    url: `http://127.0.0.1:${address.port}`,
    calls,
    answer: () => 200,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return receiver;
}

/** Waits until something is so; workers run on their own time. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 500; i++) {
    if (await isSo()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it never came to be');
}
