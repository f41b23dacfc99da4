import { parentPort, workerData } from 'node:worker_threads';
import { parseNetworks } from './addresses.ts';
import { type Net, type PostEnd, createNet } from './client.ts';
import type { FromThread, ThreadPolicy, ThreadPost, ToThread } from './posting.ts';

/* The other side of `posting.ts`: it has the connections to those who are delivered to, and judges every address itself. */

type Tell = (told: FromThread) => void;

function serve({ allowedNetworks, allowLoopback }: ThreadPolicy, tell: Tell): (told: ToThread) => void {
  const log = { warn: (fields: Readonly<Record<string, unknown>>, warning: string) => tell({ fields, warning }) };
  const net = createNet({ policy: { allowedNetworks: parseNetworks(allowedNetworks).networks, allowLoopback }, log });
  let ends: (readonly [number, PostEnd])[] = [];

  function tellEnds(): void {
    const told = ends;
    ends = [];
    tell({ ends: told });
  }

  async function post({ id, url, headers, body, timeoutMs }: ThreadPost): Promise<void> {
    const end = await net.post(url, headers, typeof body === 'string' ? body : Buffer.from(body), timeoutMs);
    // What else this turn of the loop has read belongs to the same message.
    if (ends.push([id, end]) === 1) setImmediate(tellEnds);
  }

  return (told) => {
    if (told === 'close') void close(net, tell);
    else for (const one of told) void post(one);
  };
}

async function close(net: Net, tell: Tell): Promise<void> {
  await net.close();
  tell('closed');
}

if (parentPort !== null) {
  const port = parentPort;
  port.on(
    'message',
    serve(workerData, (told) => port.postMessage(told)),
  );
}
