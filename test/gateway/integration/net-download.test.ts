import { answer, canary, makeNet, readAll, tcp } from './net-servers.ts';

describe('downloading a file', () => {
  const limits = { maxBytes: 10_000, timeoutMs: 2000 };

  test('the bytes come as they are sent, with their type', async () => {
    const server = await tcp((socket) => socket.end(answer('pixels', 'content-type: image/png\r\n')));
    expect(await makeNet().download({ url: server.url }, readAll, limits)).toEqual({
      is: 'kept',
      kept: 'pixels',
      contentType: 'image/png',
    });
  });

  test('a file larger than what fits into memory buffers waits for its reader', async () => {
    const server = await tcp((socket) => socket.end(answer('x'.repeat(2_000_000))));
    let bytes = 0;
    const slowly = async (body: AsyncIterable<Buffer>) => {
      for await (const chunk of body) {
        bytes += chunk.length;
        await new Promise((resolve) => setImmediate(resolve));
      }
      return bytes;
    };
    expect(await makeNet().download({ url: server.url }, slowly, { maxBytes: 2_000_000, timeoutMs: 5000 })).toMatchObject({
      is: 'kept',
      kept: 2_000_000,
    });
  });

  test('any other status is an answer without a file', async () => {
    const server = await tcp((socket) => socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 4\r\n\r\ngone'));
    expect(await makeNet().download({ url: server.url }, readAll, limits)).toEqual({ is: 'answer', status: 404 });
  });

  test('credentials go along a redirect within the origin and never to another', async () => {
    const other = await tcp((socket) => socket.end(answer('file')));
    const server = await tcp((socket, request) =>
      socket.end(
        request.startsWith('GET /first ')
          ? 'HTTP/1.1 302 Found\r\nlocation: /second\r\ncontent-length: 0\r\n\r\n'
          : `HTTP/1.1 307 Temporary Redirect\r\nlocation: ${other.url}/file\r\ncontent-length: 0\r\n\r\n`,
      ),
    );
    const headers = { authorization: 'Bearer canary-token', 'x-api-key': 'canary-key', cookie: 'canary=1' };
    expect(await makeNet().download({ url: `${server.url}/first`, headers }, readAll, limits)).toMatchObject({ is: 'kept', kept: 'file' });
    expect(server.requests).toHaveLength(2);
    for (const request of server.requests) expect(request).toContain('Bearer canary-token');
    expect(other.requests).toHaveLength(1);
    expect(other.requests[0]).not.toContain('canary');
  });

  test('credentials dropped once do not come back with the first origin', async () => {
    const hops: string[] = [];
    const back = await tcp((socket) => socket.end(`HTTP/1.1 302 Found\r\nlocation: ${server.url}/back\r\ncontent-length: 0\r\n\r\n`));
    const server = await tcp((socket, request) => {
      hops.push(request);
      socket.end(
        request.startsWith('GET /back ') ? answer('file') : `HTTP/1.1 302 Found\r\nlocation: ${back.url}/\r\ncontent-length: 0\r\n\r\n`,
      );
    });
    expect(await makeNet().download({ url: server.url, headers: { authorization: 'Bearer canary' } }, readAll, limits)).toMatchObject({
      is: 'kept',
    });
    expect(hops[0]).toContain('canary');
    expect(hops[1]).not.toContain('canary');
  });

  test.each([
    'http://169.254.169.254/latest/meta-data',
    'http://[::ffff:169.254.169.254]/',
    'http://2852039166/',
    'file:///etc/passwd',
    'http://user:pass@127.0.0.1/',
    'http://',
  ])('a redirect to %s is not followed', async (location) => {
    const server = await tcp((socket) => socket.end(`HTTP/1.1 302 Found\r\nlocation: ${location}\r\ncontent-length: 0\r\n\r\n`));
    expect(await makeNet().download({ url: server.url }, readAll, limits)).toMatchObject({ is: 'failed', again: false });
    expect(server.connections).toBe(1);
  });

  test('a redirect to the canary is not followed', async () => {
    const trap = await canary();
    const server = await tcp((socket) => socket.end(`HTTP/1.1 302 Found\r\nlocation: ${trap.url}/\r\ncontent-length: 0\r\n\r\n`));
    expect(await makeNet().download({ url: server.url }, readAll, limits)).toMatchObject({ is: 'failed', again: false });
    expect(trap.connections).toBe(0);
  });

  test('a host that redirects for ever is left after the third time', async () => {
    const server = await tcp((socket) => socket.end('HTTP/1.1 302 Found\r\nlocation: /again\r\ncontent-length: 0\r\n\r\n'));
    expect(await makeNet().download({ url: server.url }, readAll, limits)).toMatchObject({
      is: 'failed',
      again: false,
      why: expect.stringContaining('3 times'),
    });
    expect(server.requests).toHaveLength(4);
  });

  test.each([
    ['says so', 'HTTP/1.1 200 OK\r\ncontent-length: 20000\r\n\r\n'],
    ['does not say so', 'HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n'],
  ])('a file over the limit that %s is cut off, for good', async (_, head) => {
    const server = await tcp((socket) => socket.end(`${head}${'x'.repeat(20_000)}`));
    expect(await makeNet().download({ url: server.url }, readAll, limits)).toEqual({
      is: 'failed',
      why: 'the file is larger than 10000 bytes',
      again: false,
    });
  });

  test('a file shorter than its content-length is not kept, and another try may help', async () => {
    const server = await tcp((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nhalf'));
    let failedWith: unknown;
    const keep = (body: AsyncIterable<Buffer>) => readAll(body).catch((error: unknown) => ((failedWith = error), 'half'));
    expect(await makeNet().download({ url: server.url }, keep, limits)).toMatchObject({ is: 'failed', again: true });
    expect(failedWith).toBeInstanceOf(Error);
  });

  test('a file longer than its content-length ends where it was said to', async () => {
    const server = await tcp((socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nfilePOISON'));
    expect(await makeNet().download({ url: server.url }, readAll, limits)).toMatchObject({ is: 'kept', kept: 'file' });
  });

  test('a slow file is cut off when the time of all hops is up', async () => {
    const server = await tcp((socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nx'));
    expect(await makeNet().download({ url: server.url }, readAll, { maxBytes: 100, timeoutMs: 80 })).toMatchObject({
      is: 'failed',
      again: true,
    });
  });

  test('a reader that has enough ends the download, and one that fails is a fault of ours', async () => {
    const server = await tcp((socket) => socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n${'x'.repeat(100)}`));
    const io = makeNet();
    const first = async (body: AsyncIterable<Buffer>) => {
      for await (const chunk of body) return chunk.length;
      return 0;
    };
    expect(await io.download({ url: server.url }, first, limits)).toMatchObject({ is: 'kept', kept: 100 });
    const full = () => Promise.reject(new Error('ENOSPC: no space left'));
    expect(await io.download({ url: server.url }, full, limits)).toEqual({
      is: 'failed',
      why: 'the file could not be kept: ENOSPC: no space left',
      again: true,
    });
  });
});
