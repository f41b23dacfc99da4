// Servers for the tests of src/net, as broken as a test needs them; all are closed after each test.
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { parseNetworks } from '../../../gateway/src/net/addresses.ts';
import { createNet, type Net, type NetOptions } from '../../../gateway/src/net/client.ts';

/** Only this one address is let out; the canary listens on its neighbour. */
export const policy = { allowedNetworks: parseNetworks('127.0.0.1').networks, allowLoopback: false };
export const CANARY_HOST = '127.0.0.2';

let closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.reverse()) await close();
  closers = [];
});

/** Closes something else with the rest. */
export function afterThisTest(close: () => Promise<unknown>): void {
  closers.push(close);
}

export function makeNet(options: Partial<NetOptions> = {}): Net {
  const made = createNet({ policy, ...options });
  closers.push(() => made.close());
  return made;
}

/** A raw TCP server, so that answers can be as broken as they come. Counts its connections. */
export async function tcp(onRequest: (socket: net.Socket, request: string) => void, host = '127.0.0.1') {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    seen.connections++;
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (bytes) => {
      seen.requests.push(bytes.toString());
      onRequest(socket, bytes.toString());
    });
  });
  const seen = { connections: 0, requests: [] as string[], port: 0, url: '', open: () => sockets.size };
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  seen.port = (server.address() as AddressInfo).port;
  seen.url = `http://${host}:${seen.port}`;
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return seen;
}

export const answer = (body: string, headers = '') =>
  `HTTP/1.1 200 OK\r\ncontent-length: ${Buffer.byteLength(body)}\r\n${headers}\r\n${body}`;
export const canary = () => tcp((socket) => socket.end(answer('secret')), CANARY_HOST);
export const neverAnswers = () => tcp(() => undefined);

export async function closedPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function readAll(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
