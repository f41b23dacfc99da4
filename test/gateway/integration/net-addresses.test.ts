import http from 'node:http';
import { CANARY_HOST, afterThisTest, canary, makeNet, readAll, tcp } from './net-servers.ts';

describe('addresses that may not be reached', () => {
  test('a literal address is refused without a connection, and the log says so', async () => {
    const trap = await canary();
    const warned: unknown[] = [];
    const io = makeNet({ log: { warn: (fields) => warned.push(fields) } });
    expect(await io.fetch({ method: 'GET', url: trap.url })).toMatchObject({ is: 'no_answer', reached: 'no' });
    expect(await io.post(trap.url, {}, '', 1000)).toMatchObject({ is: 'no_answer', reached: 'no' });
    expect(await io.download({ url: trap.url }, readAll, { maxBytes: 100, timeoutMs: 1000 })).toMatchObject({ is: 'failed', again: false });
    expect(warned).toHaveLength(3);
    expect(trap.connections).toBe(0);
  });

  test('a name that answers otherwise the second time gains nothing by it', async () => {
    const trap = await canary();
    const server = await tcp((socket) => socket.end(`HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\nok`));
    const addresses = ['127.0.0.1'];
    const io = makeNet({ lookup: () => Promise.resolve(addresses) });
    expect(await io.fetch({ method: 'GET', url: `http://localhost:${server.port}/` })).toMatchObject({ is: 'answer', status: 200 });
    addresses[0] = CANARY_HOST;
    expect(await io.fetch({ method: 'GET', url: `http://localhost:${trap.port}/` })).toMatchObject({
      is: 'no_answer',
      reached: 'no',
      why: expect.stringContaining('PARLEY_ALLOW'),
    });
    expect(await io.download({ url: `http://localhost:${trap.port}/` }, readAll, { maxBytes: 9, timeoutMs: 1000 })).toMatchObject({
      is: 'failed',
      again: false,
    });
    expect(trap.connections).toBe(0);
  });

  test('of several addresses only the ones let out are connected to', async () => {
    const trap = await canary();
    // The same port on both addresses: the connection must choose by address.
    const server = http.createServer((_, response) => response.end('ok'));
    await new Promise<void>((resolve) => server.listen(trap.port, '127.0.0.1', resolve));
    afterThisTest(() => new Promise((resolve) => server.close(resolve)));
    const io = makeNet({ lookup: () => Promise.resolve([CANARY_HOST, '169.254.169.254', '::1', '127.0.0.1']) });
    expect(await io.fetch({ method: 'GET', url: `http://localhost:${trap.port}/` })).toMatchObject({ is: 'answer', status: 200 });
    expect(trap.connections).toBe(0);
  });

  test.each(['127.0.0.2', '10.0.0.1', '169.254.169.254', '::', '::ffff:127.0.0.2', '64:ff9b::7f00:2', 'fe80::1%lo', 'not an address'])(
    'a name that leads to %s is refused',
    async (address) => {
      const trap = await canary();
      const io = makeNet({ lookup: () => Promise.resolve([address]) });
      expect(await io.fetch({ method: 'GET', url: `http://localhost:${trap.port}/` })).toMatchObject({ is: 'no_answer', reached: 'no' });
      expect(trap.connections).toBe(0);
    },
  );

  test('a public address on another port than 80 and 443 is refused, whatever name leads there', async () => {
    const io = makeNet({ lookup: () => Promise.resolve(['8.8.8.8']) });
    expect(await io.fetch({ method: 'GET', url: 'http://localhost:6379/' })).toMatchObject({ is: 'no_answer', reached: 'no' });
  });
});
