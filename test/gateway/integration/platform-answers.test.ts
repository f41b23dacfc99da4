import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AnyChannel, ChannelIo, Part } from '../../../gateway/src/channels/channel.ts';
import type { Outcome } from '../../../gateway/src/model/outcome.ts';
import { type Net, createNet } from '../../../gateway/src/net/client.ts';
import { IO_NOW, recordingIo } from '../support/channel-io.ts';
import { FIVE_CHANNELS, type WrittenTo, loaded } from '../support/five-channels.ts';

/** Far above what loopback needs, far below what a test may take. */
const TIMEOUT_MS = 400;
const MIB = 1024 * 1024;

type Answer = (response: ServerResponse, platform: WrittenTo) => void;
const status =
  (code: number, headers: Record<string, string> = {}, body?: unknown): Answer =>
  (response, { no }) =>
    response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body ?? no));
const html =
  (code: number): Answer =>
  (response) =>
    response.writeHead(code, { 'content-type': 'text/html' }).end('<html><body>Bad gateway</body></html>');

const refused = (reason?: string) => ({ is: 'refused', ...(reason === undefined ? {} : { reason }) });
const UNKNOWN = { is: 'unknown' };

/** RELIABILITY F5: what a platform, or what stands before it, may do with a request, and the only right ending. */
const TABLE: readonly (readonly [what: string, answer: Answer, ending: object])[] = [
  ['200 with the platform’s yes', (response, { yes }) => response.end(JSON.stringify(yes)), { is: 'accepted' }],
  ['400 with the platform’s no', status(400), refused()],
  ['401', status(401, {}, {}), refused('channel_settings')],
  ['403', status(403, {}, {}), refused('channel_settings')],
  ['404', status(404, {}, {}), refused()],
  ['429 with Retry-After', status(429, { 'retry-after': '30' }, {}), { is: 'deferred', reason: 'throttled', notBefore: IO_NOW + 30_000 }],
  ['429 without Retry-After', status(429, {}, {}), { is: 'deferred', reason: 'throttled' }],
  ['500', status(500, {}, {}), { is: 'deferred', reason: 'down' }],
  ['502 from a proxy', html(502), { is: 'deferred', reason: 'down' }],
  ['503 from a proxy', html(503), { is: 'deferred', reason: 'down' }],
  ['a reset before the answer', (response) => response.socket?.resetAndDestroy(), UNKNOWN],
  [
    'a reset in the middle of the answer',
    (response, { yes }) => {
      response.writeHead(200, { 'content-length': '4096' });
      response.write(JSON.stringify(yes), () => response.socket?.resetAndDestroy());
    },
    UNKNOWN,
  ],
  ['no answer ever', () => undefined, UNKNOWN],
  [
    'one byte a moment',
    (response) => {
      response.writeHead(200, { 'content-length': '1000' });
      const drip = setInterval(() => response.write('{'), 100);
      response.on('close', () => clearInterval(drip));
    },
    UNKNOWN,
  ],
  ['200 with broken JSON', (response) => response.end('{"messages":[{"id"'), UNKNOWN],
  [
    '200 with 10 MiB',
    (response) => {
      response.writeHead(200);
      response.end(Buffer.alloc(10 * MIB, ' '));
    },
    UNKNOWN,
  ],
];

let server: Server;
let answer: Answer;
let net: Net;
let platform: WrittenTo;
beforeAll(async () => {
  net = createNet({ policy: { allowedNetworks: [], allowLoopback: true } });
  server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await net.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
  for await (const _chunk of request) {
    // The request is read whole: the platform has it, whatever it answers.
  }
  const before = Object.entries(platform.before).find(([path]) => request.url?.includes(path) === true)?.[1];
  if (before === undefined) answer(response, platform);
  else response.end(JSON.stringify(before));
}

describe.each(FIVE_CHANNELS.map((one) => [one.name, one] as const))('%s', (_name, one) => {
  let channel: AnyChannel;
  let part: Part;
  beforeAll(async () => {
    channel = await loaded(one);
    part = channel.render({ type: 'text', text: 'Good morning' }, channel.capabilities).parts[0] ?? { body: {}, index: 0 };
  });

  function send(): Promise<Outcome> {
    const address = server.address();
    const base = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
    const settings = channel.settings.parse(one.settings(base));
    const fetch: ChannelIo['fetch'] = (request) => net.fetch({ ...request, timeoutMs: TIMEOUT_MS });
    return channel.send(part, one.to, settings, recordingIo({ is: 'no_answer', why: 'unused', reached: 'no' }, { fetch }));
  }

  test.each(TABLE)('%s', async (_what, how, ending) => {
    platform = one;
    answer = how;
    const outcome = await send();
    expect(outcome).toMatchObject(ending);
    if (outcome.is === 'unknown') expect(outcome.safeToRepeat).toBe(channel.capabilities.idempotentSend);
  });

  test('a connection that is refused is certain: nothing was sent', async () => {
    const settings = channel.settings.parse(one.settings('http://127.0.0.1:1'));
    const outcome = await channel.send(
      part,
      one.to,
      settings,
      recordingIo({ is: 'no_answer', why: 'x', reached: 'no' }, { fetch: net.fetch }),
    );
    expect(outcome).toMatchObject({ is: 'deferred', reason: 'down' });
  });
});
