import net from 'node:net';
import { createNet } from '../../../gateway/src/net/client.ts';
import { startApi } from '../support/api.ts';
import { connect, LINE } from '../support/channels.ts';
import { HOSTILE_ADDRESSES } from '../support/hostile-addresses.ts';
import { textMessage } from '../support/inbound.ts';

/** Other ways to write addresses of this machine and of the clouds' metadata, as URLs and resolvers take them. */
const SPELLINGS = [
  '127.1', '2130706433', '0x7f000001', '0177.0.0.1', '017700000001', '0x7f.1', '127.0.0.1.', 'localhost', 'LOCALHOST', 'localhost.',
  '①②⑦.⓪.⓪.①', '169.254.169.254', '2852039166', '0xa9fea9fe', '[::1]', '[::ffff:7f00:1]', '[0:0:0:0:0:ffff:127.0.0.1]', '[::]',
] as const; // prettier-ignore

const hosts = [...HOSTILE_ADDRESSES.map((address) => (address.includes(':') ? `[${address}]` : address)), ...SPELLINGS];

/** Listens on every address of this machine, whatever its spelling, and counts who comes. */
async function startCanary() {
  const seen = { connections: 0, port: 0 };
  const server = net.createServer((socket) => {
    seen.connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '::', resolve));
  const address = server.address();
  seen.port = typeof address === 'object' && address !== null ? address.port : 0;
  return { seen, close: () => new Promise((resolve) => server.close(resolve)) };
}

test('the canary sings when it is reached', async () => {
  const { seen, close } = await startCanary();
  for (const host of ['127.0.0.1', '127.0.0.2']) {
    await new Promise<void>((resolve) => {
      const socket = net.connect(seen.port, host);
      socket.on('close', () => resolve());
      socket.on('error', () => undefined);
    });
  }
  expect(seen.connections).toBe(2);
  await close();
});

test('no request, delivery, upload or download to a hostile address opens a connection', async () => {
  const { seen, close } = await startCanary();
  const way = createNet({ policy: { allowedNetworks: [], allowLoopback: false } });
  for (const host of hosts) {
    for (const port of [seen.port, 80]) {
      const url = `http://${host}:${port}/`;
      expect([host, await way.fetch({ method: 'GET', url, timeoutMs: 2000 })]).toEqual([
        host,
        expect.objectContaining({ is: 'no_answer', reached: 'no' }),
      ]);
      expect(await way.post(url, {}, '{}', 2000)).toMatchObject({ is: 'no_answer', reached: 'no' });
      const end = await way.download({ url }, () => Promise.resolve('kept'), { maxBytes: 10, timeoutMs: 2000 });
      expect([host, end.is]).toEqual([host, 'failed']);
    }
  }
  expect(hosts.length).toBeGreaterThanOrEqual(100);
  expect(seen.connections).toBe(0);
  await way.close();
  await close();
}, 60_000);

test('the API refuses every hostile address that names itself, as API address, file and subscription', async () => {
  const api = await startApi();
  const channelId = await connect(api);
  await api.ingest(channelId, textMessage('15550001', 'wamid.1', 'hello'));
  const [conversation] = (await api.get('/conversations')).body.data;
  // A name is judged when it is connected to; an address is known for what it is at once.
  for (const host of hosts.filter((one) => !/localhost/i.test(one))) {
    const url = `http://${host}/`;
    const settings = { ...LINE.settings, apiBaseUrl: url };
    expect([host, (await api.post('/channels', { ...LINE, settings })).status]).toEqual([host, 400]);
    const content = { type: 'image', attachment: { url } };
    expect([host, (await api.post(`/conversations/${conversation.id}/messages`, { content })).status]).toEqual([host, 400]);
    expect([host, (await api.post('/subscriptions', { url, events: ['message.received'] })).status]).toEqual([host, 400]);
  }
  await api.close();
}, 60_000);
