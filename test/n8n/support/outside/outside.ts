import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import express, { type Express } from 'express';

/** Somebody else's service, played on one loopback port. */
export interface Outside {
  readonly baseUrl: string;
  stop(): Promise<void>;
}

/** Serves the routes that `add` makes, with bodies read as JSON. */
export async function serveOutside(add: (app: Express) => void): Promise<Outside> {
  const app = express();
  app.use(express.json({ limit: '5mb' }));
  add(app);
  const server: Server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
