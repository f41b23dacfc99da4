import { createHmac } from 'node:crypto';
import { type Server, createServer, request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import express from 'express';
import { line } from '../../../gateway/src/channels/line/index.ts';
import { wechat } from '../../../gateway/src/channels/wechat/index.ts';
import { whatsappCloud } from '../../../gateway/src/channels/whatsapp/index.ts';
import type { AnyChannel } from '../../../gateway/src/channels/channel.ts';
import type { ConnectedChannel } from '../../../gateway/src/conversations/connected-channels.ts';
import { errorHandler } from '../../../gateway/src/http/error-handler.ts';
import { webhookReply } from '../../../gateway/src/http/webhook-reply.ts';
import { createWebhooks, webhooksFirst, webhooksRouter } from '../../../gateway/src/http/webhooks.ts';
import { createPassiveAnswers } from '../../../gateway/src/ingest/passive-answers.ts';
import { createReceive } from '../../../gateway/src/ingest/receive.ts';
import { createLogger } from '../../../gateway/src/log/logger.ts';
import { createMetrics } from '../../../gateway/src/log/metrics.ts';
import { factsOf } from '../support/inbound.ts';
import { type OpenedStore, open, temporaryFolder } from '../support/stores.ts';

const APP_SECRET = 'app-secret-of-the-test';
const whatsapp = (phoneNumberId: string, appSecret = APP_SECRET) => ({
  phoneNumberId, businessAccountId: `waba-${phoneNumberId}`, accessToken: 't', appSecret, verifyToken: 'word', graphVersion: 'v25.0',
}); // prettier-ignore
const connected = (id: string, channel: AnyChannel, settings: unknown, isDeleted = false): [string, ConnectedChannel] => [
  id,
  { id, ref: { ...factsOf(id).ref, type: channel.type }, channel, settings, facts: factsOf(id), health: { level: 'ok' }, isDeleted },
];
const CHANNELS = new Map([
  connected('chn_one', whatsappCloud, whatsapp('111')),
  connected('chn_two', whatsappCloud, whatsapp('222')),
  connected('chn_stranger', whatsappCloud, whatsapp('333', 'another secret')),
  connected('chn_unset', whatsappCloud, whatsapp('444', '')),
  connected('chn_line', line, { channelSecret: 'line-secret', channelAccessToken: 't' }),
  connected('chn_wechat', wechat, { appId: 'wx1', appSecret: 's', token: 'token-of-the-test' }),
  connected('chn_gone', line, { channelSecret: 'line-secret', channelAccessToken: 't' }, true),
]);

let opened: OpenedStore;
let folder: ReturnType<typeof temporaryFolder>;
let server: Server;
let port: number;
/** The addresses that were asked, as the channel sees them. */
let urls: string[] = [];
const metrics = createMetrics();

beforeEach(async () => {
  urls = [];
  folder = temporaryFolder();
  opened = await open({ dataDir: folder.folder });
  const log = createLogger({ level: 'silent' });
  const receive = createReceive({
    channels: () => Promise.resolve(CHANNELS),
    store: opened.ingest,
    passive: createPassiveAnswers(),
    now: () => opened.clock.now,
    log,
    metrics,
  });
  const webhooks = createWebhooks({
    receive: async (request) => {
      if (request.channelId === 'chn_broken') throw new Error('a bug');
      urls.push(request.url);
      return webhookReply(await receive(request.channelId, request));
    },
    publicUrl: 'http://gateway.test',
  });
  const app = express();
  app.use('/webhooks', webhooksRouter(webhooks));
  app.use(errorHandler(log));
  server = createServer(webhooksFirst(webhooks, app, log));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  port = address.port;
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await opened.store.close();
  folder.remove();
});

interface Answer {
  readonly status: number;
  readonly body: string;
}
function send(method: string, path: string, headers: Record<string, string>, body: Buffer | string = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ host: '127.0.0.1', port, method, path, headers }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
const sign = (body: Buffer | string, secret = APP_SECRET) => ({
  'content-type': 'application/json',
  'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
});
const message = (account: string, id: string, text = 'hi') => ({
  id: `waba-${account}`,
  changes: [
    {
      field: 'messages',
      value: {
        messaging_product: 'whatsapp',
        metadata: { display_phone_number: '15550000', phone_number_id: account },
        contacts: [{ profile: { name: 'Ann' }, wa_id: '15550100' }],
        messages: [{ from: '15550100', id, timestamp: '1795168800', type: 'text', text: { body: text } }],
      },
    },
  ],
});
const envelope = (...entry: object[]) => JSON.stringify({ object: 'whatsapp_business_account', entry });
async function rows(): Promise<number> {
  const tables = ['webhooks', 'inbox', 'messages', 'conversations', 'contacts', 'events'] as const;
  let sum = 0;
  for (const table of tables) sum += (await opened.store.reader.selectFrom(table).selectAll().execute()).length;
  return sum;
}

test('a signed webhook is stored before it is acknowledged, and the same one again changes nothing', async () => {
  const body = envelope(message('111', 'wamid.1'));
  expect((await send('POST', '/webhooks/chn_one', sign(body), body)).status).toBe(200);
  const stored = await rows();
  expect(stored).toBeGreaterThan(4);
  expect((await send('POST', '/webhooks/chn_one', sign(body), body)).status).toBe(200);
  expect(await rows()).toBe(stored);
});

const BODY = envelope(message('111', 'wamid.x'));
const good = sign(BODY)['x-hub-signature-256'];
test.each<[string, string, Record<string, string>, Buffer | string, number, string]>([
  ['no signature', 'chn_one', {}, BODY, 401, 'signature_invalid'],
  ['an empty signature', 'chn_one', { 'x-hub-signature-256': '' }, BODY, 401, 'signature_invalid'],
  ['another secret’s signature', 'chn_one', sign(BODY, 'guess'), BODY, 401, 'signature_invalid'],
  ['a truncated signature', 'chn_one', { 'x-hub-signature-256': good.slice(0, 40) }, BODY, 401, 'signature_invalid'],
  ['a signature with more behind it', 'chn_one', { 'x-hub-signature-256': `${good}00` }, BODY, 401, 'signature_invalid'],
  [
    'only the old SHA-1 signature',
    'chn_one',
    { 'x-hub-signature': `sha1=${createHmac('sha1', APP_SECRET).update(BODY).digest('hex')}` },
    BODY,
    401,
    'signature_invalid',
  ],
  ['a channel without a secret', 'chn_unset', sign(BODY, ''), BODY, 401, 'signature_invalid'],
  ['an altered body', 'chn_one', sign(BODY), `${BODY} `, 401, 'signature_invalid'],
  ['a body that is no JSON', 'chn_one', sign('hello'), 'hello', 400, 'body_unreadable'],
  ['a cut-off body', 'chn_one', sign(BODY.slice(0, 90)), BODY.slice(0, 90), 400, 'body_unreadable'],
  ['a body over 5 MiB', 'chn_one', sign('x'), Buffer.alloc(5 * 1024 * 1024 + 1, 32), 413, 'payload_too_large'],
  ['a body over 64 KiB for WeChat', 'chn_wechat', {}, Buffer.alloc(64 * 1024 + 1, 32), 413, 'payload_too_large'],
  ['a compressed body', 'chn_one', { ...sign(BODY), 'content-encoding': 'gzip' }, gzipSync(BODY), 415, 'unsupported_media_type'],
  ['an unknown channel', 'chn_nobody', sign(BODY), BODY, 404, 'channel_not_found'],
  ['a deleted channel', 'chn_gone', {}, BODY, 404, 'channel_not_found'],
])('%s is refused with a stable code and leaves no row', async (_name, channel, headers, body, status, code) => {
  const answer = await send('POST', `/webhooks/${channel}`, headers, body);
  expect([answer.status, JSON.parse(answer.body).code]).toEqual([status, code]);
  expect(await rows()).toBe(0);
});

test('an address written in another way is the same channel’s, and the channel sees it as it was written', async () => {
  for (const path of ['/webhooks/chn_one', '/webhooks/chn_one/', '/webhooks/chn%5Fone?a=1', '/webhooks/chn_one?a=1&a=2']) {
    expect([path, (await send('POST', path, sign(BODY), BODY)).status]).toEqual([path, 200]);
  }
  expect(urls).toEqual(['chn_one', 'chn_one/', 'chn%5Fone?a=1', 'chn_one?a=1&a=2'].map((path) => `http://gateway.test/webhooks/${path}`));
});

test('a body over 5 MiB whose length nobody said is refused while it still comes', async () => {
  const body = Buffer.alloc(6 * 1024 * 1024, 32);
  const answer = await send('POST', '/webhooks/chn_one', { ...sign('x'), 'transfer-encoding': 'chunked' }, body);
  expect([answer.status, JSON.parse(answer.body).code]).toEqual([413, 'payload_too_large']);
});

test('a request that breaks off stores nothing, and the next one is served', async () => {
  await new Promise<void>((resolve) => {
    const outgoing = httpRequest({
      host: '127.0.0.1',
      port,
      method: 'POST',
      path: '/webhooks/chn_one',
      headers: { 'content-length': '999' },
    });
    outgoing.on('error', () => resolve());
    outgoing.write('{"object"', () => outgoing.destroy(new Error('cut')));
  });
  expect((await send('POST', '/webhooks/chn_one', sign(BODY), BODY)).status).toBe(200);
  expect(urls).toHaveLength(1);
});

test('a bug of ours is answered without a word of it', async () => {
  const answer = await send('POST', '/webhooks/chn_broken', sign(BODY), BODY);
  expect([answer.status, JSON.parse(answer.body).code]).toEqual([500, 'internal']);
  expect(answer.body).not.toContain('a bug');
  expect((await send('PUT', '/webhooks/chn_one', {}, BODY)).status).toBe(405);
});

test('one callback of an app serves all its numbers, and what belongs to nobody is counted and dropped', async () => {
  const before = (await metrics.unknownAccounts.get()).values.reduce((sum, value) => sum + value.value, 0);
  const body = envelope(message('111', 'wamid.1'), message('222', 'wamid.2'), message('333', 'wamid.3'), message('999', 'wamid.4'));
  expect((await send('POST', '/webhooks/chn_one', sign(body), body)).status).toBe(200);
  const stored = await opened.store.reader.selectFrom('messages').select(['channelId', 'externalId']).orderBy('externalId').execute();
  expect(stored.map((row) => [row.channelId, row.externalId])).toEqual([
    ['chn_one', 'wamid.1'],
    ['chn_two', 'wamid.2'],
  ]);
  const after = (await metrics.unknownAccounts.get()).values.reduce((sum, value) => sum + value.value, 0);
  expect(after - before).toBe(2);
});

test('Meta’s check of the address is answered with its challenge, and refused with the wrong word', async () => {
  const asked = await send('GET', '/webhooks/chn_one?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=word', {});
  expect(asked).toEqual({ status: 200, body: '1158201444' });
  const wrong = await send('GET', '/webhooks/chn_one?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=guess', {});
  expect(wrong.status).toBe(403);
  expect(wrong.body).not.toContain('1158201444');
});

test('LINE’s check is a signed request without events', async () => {
  const body = '{"destination":"U0","events":[]}';
  const signature = createHmac('sha256', 'line-secret').update(body).digest('base64');
  expect((await send('POST', '/webhooks/chn_line', { 'x-line-signature': signature }, body)).status).toBe(200);
  expect(await rows()).toBe(0);
});

test('escaped characters in the signed bytes are left as they came', async () => {
  const body = envelope(message('111', 'wamid.1', '🤨 olá')).replace(
    /[^\x20-\x7e]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  expect(body).toContain('\\ud83e\\udd28');
  expect((await send('POST', '/webhooks/chn_one', sign(body), body)).status).toBe(200);
  const [stored] = await opened.store.reader.selectFrom('messages').select('contentJson').execute();
  expect(JSON.parse(stored?.contentJson ?? '{}').text).toBe('🤨 olá');
});

test('a NUL in a text does not keep the message from being stored', async () => {
  const body = envelope(message('111', 'wamid.1', 'a\u0000b'));
  expect((await send('POST', '/webhooks/chn_one', sign(body), body)).status).toBe(200);
  const [stored] = await opened.store.reader.selectFrom('messages').select('contentJson').execute();
  expect(JSON.parse(stored?.contentJson ?? '{}').text).toBe('a\uFFFDb');
});
