import { createServer } from 'node:http';

/** A call that came to the platform. */
export interface Sent {
  readonly text: string;
  readonly at: number;
}

/** A Cloud API that takes every text at once. */
export async function startQuickPlatform(): Promise<{ readonly url: string; readonly sent: readonly Sent[]; close(): void }> {
  const sent: Sent[] = [];
  const server = createServer((request, response) => {
    if (request.method === 'GET') return void response.writeHead(404).end();
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { text } = JSON.parse(Buffer.concat(chunks).toString('utf8')) as { text?: { body: string } };
      if (text !== undefined) sent.push({ text: text.body, at: performance.now() });
      const json = { messaging_product: 'whatsapp', messages: [{ id: `wamid.sent${sent.length}` }] };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(json));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the platform has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    sent,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
