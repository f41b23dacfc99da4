import { type Socket, connect, createServer } from 'node:net';

/** A way to a server that can be taken away and given back, as a network or a restart does. */
export interface Cuttable {
  /** The address, through here. */
  readonly url: string;
  /** Breaks every connection and refuses new ones. */
  cut(): void;
  /** Whoever is connected hears nothing any more and is not told; new connections are as ever. */
  silence(): void;
  mend(): void;
  stop(): void;
}

/** @param serverUrl of the server behind, with its host and port */
export async function startCuttable(serverUrl: string): Promise<Cuttable> {
  const behind = new URL(serverUrl);
  const open = new Set<Socket>();
  let isCut = false;
  const server = createServer((client) => {
    if (isCut) {
      client.resetAndDestroy();
      return;
    }
    const upstream = connect(Number(behind.port), behind.hostname);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        open.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = new URL(serverUrl);
  url.hostname = '127.0.0.1';
  url.port = String(typeof address === 'object' && address !== null ? address.port : 0);
  return {
    url: url.href,
    cut() {
      isCut = true;
      for (const socket of open) socket.resetAndDestroy();
    },
    silence() {
      for (const socket of open) {
        socket.unpipe();
        socket.resume();
      }
    },
    mend() {
      isCut = false;
    },
    stop() {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}
