import { createServer } from 'node:http';

/** Another site than the shop: pages as a test writes them, on an origin of their own. */
export interface Site {
  readonly url: string;
  /** Serves this page there, and gives its address. */
  put(path: string, html: string): string;
  close(): void;
}

export async function startSite(): Promise<Site> {
  const pages = new Map<string, string>();
  const server = createServer((request, response) => {
    const page = pages.get((request.url ?? '').replace(/\?.*$/, ''));
    response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html; charset=utf-8' }).end(page ?? '');
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
  return {
    url,
    put(path, html) {
      pages.set(path, html);
      return url + path;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
