import type net from 'node:net';
import { createNet } from '../../../gateway/src/net/client.ts';
import { answer, canary, closedPort, makeNet, neverAnswers, policy, tcp } from './net-servers.ts';

describe('asking a platform', () => {
  test('an answer comes with its status, headers and bytes', async () => {
    const server = await tcp((socket) => socket.write('HTTP/1.1 201 Created\r\nX-Two: a\r\nX-Two: b\r\ncontent-length: 2\r\n\r\nok'));
    const response = await makeNet().fetch({
      method: 'POST',
      url: `${server.url}/v1/x?y=z`,
      headers: { authorization: 'Bearer t' },
      body: '{"a":1}',
    });
    expect(response).toMatchObject({ is: 'answer', status: 201, headers: { 'x-two': 'a, b' }, body: Buffer.from('ok') });
    expect(server.requests.join('')).toMatch(/^POST \/v1\/x\?y=z HTTP\/1\.1\r\n[^]*authorization: Bearer t\r\n[^]*\r\n\r\n\{"a":1\}$/);
  });

  test('connections are used again', async () => {
    const server = await tcp((socket) => socket.write(answer('ok')));
    const io = makeNet();
    for (let i = 0; i < 6; i++) expect(await io.fetch({ method: 'GET', url: server.url })).toMatchObject({ is: 'answer', status: 200 });
    // The next request may come while the last one's connection is still being freed.
    expect(server.connections).toBeLessThanOrEqual(2);
  });

  test('a redirect is an answer and is not followed', async () => {
    const trap = await canary();
    const server = await tcp((socket) => socket.end(`HTTP/1.1 302 Found\r\nlocation: ${trap.url}/\r\ncontent-length: 0\r\n\r\n`));
    expect(await makeNet().fetch({ method: 'GET', url: server.url })).toMatchObject({
      is: 'answer',
      status: 302,
      headers: { location: `${trap.url}/` },
    });
    expect(await makeNet().post(server.url, {}, '{}', 1000)).toMatchObject({ is: 'answer', status: 302 });
    expect(trap.connections).toBe(0);
  });

  test('a refused connection did not reach the platform', async () => {
    const url = `http://127.0.0.1:${await closedPort()}/`;
    expect(await makeNet().fetch({ method: 'POST', url, body: 'x' })).toMatchObject({
      is: 'no_answer',
      reached: 'no',
      why: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('a name that does not resolve did not reach the platform', async () => {
    const lookup = () => Promise.reject(new Error('getaddrinfo ENOTFOUND localhost'));
    expect(await makeNet({ lookup }).fetch({ method: 'POST', url: 'http://localhost:80/', body: 'x' })).toMatchObject({
      is: 'no_answer',
      reached: 'no',
      why: expect.stringContaining('ENOTFOUND'),
    });
  });

  test('a name that takes too long to resolve did not reach the platform', async () => {
    const lookup = () => new Promise<string[]>(() => undefined);
    const response = await makeNet({ lookup }).fetch({ method: 'POST', url: 'http://localhost:80/', body: 'x', timeoutMs: 50 });
    expect(response).toEqual({ is: 'no_answer', reached: 'no', why: 'no complete answer within 50 ms' });
  });

  test('a request that waited for a connection until its time was up did not reach the platform', async () => {
    const server = await neverAnswers();
    const io = makeNet();
    const first = Array.from({ length: 64 }, () => io.fetch({ method: 'POST', url: server.url, body: 'first', timeoutMs: 400 }));
    const waiting = await io.fetch({ method: 'POST', url: server.url, body: 'waiting', timeoutMs: 100 });
    expect(waiting).toMatchObject({ is: 'no_answer', reached: 'no' });
    expect((await Promise.all(first)).every((end) => end.is === 'no_answer' && end.reached === 'maybe')).toBe(true);
    expect(server.requests.join('')).not.toContain('waiting');
  });

  test('no answer in time may have reached the platform', async () => {
    const server = await neverAnswers();
    expect(await makeNet().fetch({ method: 'POST', url: server.url, body: 'x', timeoutMs: 60 })).toEqual({
      is: 'no_answer',
      reached: 'maybe',
      why: 'no complete answer within 60 ms',
    });
  });

  test.each([
    ['before the answer', ''],
    ['in the middle of the head', 'HTTP/1.1 200 O'],
    ['after the head', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n'],
    ['in the middle of the body', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc'],
    ['in the middle of a chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\nabc'],
  ])('a connection reset %s may have reached the platform', async (_, beginning) => {
    const server = await tcp((socket) => {
      if (beginning === '') socket.resetAndDestroy();
      else socket.write(beginning, () => setImmediate(() => socket.resetAndDestroy()));
    });
    expect(await makeNet().fetch({ method: 'POST', url: server.url, body: 'x' })).toMatchObject({ is: 'no_answer', reached: 'maybe' });
  });

  test('an answer that is no HTTP counts as none', async () => {
    const server = await tcp((socket) => socket.end('hello\r\n\r\n'));
    expect(await makeNet().fetch({ method: 'GET', url: server.url })).toMatchObject({ is: 'no_answer', reached: 'maybe' });
  });

  test('a body of one byte at a time is cut off when the time is up', async () => {
    const server = await tcp((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n');
      const timer = setInterval(() => socket.write('x'), 10);
      socket.on('close', () => clearInterval(timer));
    });
    expect(await makeNet().fetch({ method: 'GET', url: server.url, timeoutMs: 100 })).toMatchObject({ is: 'no_answer', reached: 'maybe' });
  });

  test.each([
    ['that says its length', `HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n${'x'.repeat(5000)}`],
    ['in chunks', `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1388\r\n${'x'.repeat(5000)}\r\n0\r\n\r\n`],
    ['without a length', `HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n${'x'.repeat(5000)}`],
  ])('an answer %s over the limit is cut off', async (_, bytes) => {
    const server = await tcp((socket) => socket.end(bytes));
    expect(await makeNet().fetch({ method: 'GET', url: server.url, maxBytes: 4999 })).toMatchObject({
      is: 'no_answer',
      reached: 'maybe',
      why: 'the answer is larger than 4999 bytes',
    });
    expect(await makeNet().fetch({ method: 'GET', url: server.url, maxBytes: 5000 })).toMatchObject({ is: 'answer', status: 200 });
  });

  test('a header that cannot be sent is no exception and reached nobody', async () => {
    const server = await neverAnswers();
    const response = await makeNet().fetch({ method: 'GET', url: server.url, headers: { 'x-bad': 'a\r\nhost: evil' } });
    expect(response).toMatchObject({ is: 'no_answer', reached: 'no' });
    expect(server.requests).toEqual([]);
  });

  test('closing ends what is under way', async () => {
    const server = await neverAnswers();
    const io = createNet({ policy });
    const pending = io.fetch({ method: 'POST', url: server.url, body: 'x' });
    while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await io.close();
    expect(await pending).toMatchObject({ is: 'no_answer', reached: 'maybe' });
  });
});

describe('delivering to a subscriber', () => {
  test('the status is the answer, and connections are used again', async () => {
    const server = await tcp((socket) => socket.write(answer('thank you')));
    const io = makeNet();
    for (let i = 0; i < 6; i++)
      expect(await io.post(server.url, { 'webhook-id': 'evt_1' }, '{}', 1000)).toMatchObject({ is: 'answer', status: 200 });
    expect(server.connections).toBeLessThanOrEqual(2);
  });

  test('a body without an end is cut off and does not matter', async () => {
    const server = await tcp((socket) => {
      socket.write('HTTP/1.1 202 Accepted\r\ntransfer-encoding: chunked\r\n\r\n');
      const more = () => {
        while (!socket.destroyed && socket.write(`400\r\n${'x'.repeat(1024)}\r\n`));
      };
      socket.on('drain', more);
      more();
    });
    expect(await makeNet().post(server.url, {}, '{}', 2000)).toMatchObject({ is: 'answer', status: 202 });
  });

  test.each([
    ['stalls', (socket: net.Socket) => socket],
    ['breaks off', (socket: net.Socket) => socket.end()],
  ])('a body that %s after the status does not matter', async (_, then) => {
    const server = await tcp((socket) => socket.write('HTTP/1.1 500 Oops\r\ncontent-length: 9\r\n\r\nx', () => then(socket)));
    expect(await makeNet().post(server.url, {}, '{}', 80)).toMatchObject({ is: 'answer', status: 500 });
  });

  test('one receiver that hangs holds up no other', async () => {
    const slow = await neverAnswers();
    const quick = await tcp((socket) => socket.write(answer('ok')));
    const io = makeNet();
    let given = 0;
    // Those that got a connection keep it for longer than the others are ready to wait for one.
    const hanging = Array.from({ length: 64 }, () => io.post(slow.url, {}, '{}', 3000).finally(() => given++));
    const queued = Array.from({ length: 36 }, () => io.post(slow.url, {}, '{}', 1500).finally(() => given++));
    const ends = await Promise.all(Array.from({ length: 100 }, () => io.post(quick.url, {}, '{}', 5000)));
    expect(given).toBe(0);
    expect(ends.every((end) => end.is === 'answer' && end.status === 200)).toBe(true);
    expect(slow.connections).toBeLessThanOrEqual(64);
    expect(await Promise.all(queued)).toEqual(
      Array.from({ length: 36 }, () => expect.objectContaining({ is: 'no_answer', reached: 'no' })),
    );
    expect(await Promise.all(hanging)).toEqual(
      Array.from({ length: 64 }, () => expect.objectContaining({ is: 'no_answer', reached: 'maybe' })),
    );
  });
});

describe('delivering from a thread of its own', () => {
  const inThread = { postsInThread: true } as const;

  test('headers and bytes are those that were given, and the answer is told by status and beginning', async () => {
    const server = await tcp((socket) => socket.write(answer('thank you')));
    const io = makeNet(inThread);
    const headers = { 'webhook-id': 'evt_1', 'content-type': 'application/json' };
    const ends = await Promise.all([
      io.post(`${server.url}/hook?a=b`, headers, '{"é":"😀"}', 5000),
      io.post(server.url, {}, Buffer.from([0xff, 0x00]), 5000),
    ]);
    expect(ends).toEqual([
      { is: 'answer', status: 200, opening: 'thank you' },
      { is: 'answer', status: 200, opening: 'thank you' },
    ]);
    const [whole] = server.requests.filter((one) => one.includes('/hook'));
    expect(whole).toMatch(/^POST \/hook\?a=b HTTP\/1\.1\r\n[^]*webhook-id: evt_1\r\ncontent-type: application\/json\r\n[^]*\{"é":"😀"\}$/);
  });

  test('it judges addresses by the same policy, and says in the log what it refused', async () => {
    const trap = await canary();
    const warned: unknown[] = [];
    const log = { warn: (fields: Readonly<Record<string, unknown>>, message: string) => warned.push({ ...fields, message }) };
    const io = makeNet({ ...inThread, log });
    expect(await io.post(`${trap.url}/`, {}, '{}', 5000)).toMatchObject({ is: 'no_answer', reached: 'no' });
    expect(trap.connections).toBe(0);
    expect(warned).toMatchObject([{ host: new URL(trap.url).host, message: 'an outbound request was refused' }]);
  });

  test('closing ends what is under way, and nothing goes out afterwards', async () => {
    const server = await neverAnswers();
    const io = makeNet(inThread);
    const pending = io.post(server.url, {}, '{}', 20_000);
    while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await io.close();
    expect(await pending).toMatchObject({ is: 'no_answer', reached: 'maybe' });
    expect(await io.post(server.url, {}, '{}', 5000)).toMatchObject({ is: 'no_answer', reached: 'no' });
    expect(server.requests).toHaveLength(1);
  });
});
