import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DEMO_LINE, DEMO_MESSENGER, DEMO_TWILIO, DEMO_WECHAT } from '../../../../gateway/sandbox/demo-accounts.ts';
import { banner } from '../../../../gateway/sandbox/start-up/banner.ts';
import { connectChannels } from '../../../../gateway/sandbox/start-up/connect-channels.ts';
import { sayFirstWords } from '../../../../gateway/sandbox/start-up/first-words.ts';
import { startGateway } from '../../../../gateway/sandbox/start-up/gateway-process.ts';
import { isPortFree, readPort } from '../../../../gateway/sandbox/start-up/ports.ts';
import { readSeed } from '../../../../gateway/sandbox/start-up/seed.ts';
import type { Sandbox } from '../../../../gateway/sandbox/server.ts';
import { startSandbox } from '../../../../gateway/sandbox/server.ts';
import { twilioSignature } from '../../../../gateway/sandbox/twilio/signature.ts';

describe('the seed', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'parley-start-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('is made once, found again, and readable by its owner only', () => {
    const first = readSeed(path.join(folder, 'data'));
    expect(first.apiKey.length).toBeGreaterThan(40);
    expect(readSeed(path.join(folder, 'data'))).toEqual(first);
    expect(statSync(path.join(folder, 'data/start.json')).mode & 0o077).toBe(0);
  });

  test('keeps what is there and makes what is missing', () => {
    writeFileSync(path.join(folder, 'start.json'), JSON.stringify({ apiKey: 'kept-kept-kept-kept' }));
    const seed = readSeed(folder);
    expect(seed).toMatchObject({
      apiKey: 'kept-kept-kept-kept',
      line: { channelSecret: expect.stringMatching(/^[0-9a-f]{32}$/) },
      messenger: { verifyToken: expect.stringMatching(/^[0-9a-f]{16}$/) },
      wechat: { token: expect.stringMatching(/^[0-9a-f]{32}$/), encodingAesKey: expect.stringMatching(/^[0-9a-f]{43}$/) },
      twilio: { authToken: expect.stringMatching(/^[0-9a-f]{32}$/) },
    });
    expect(JSON.parse(readFileSync(path.join(folder, 'start.json'), 'utf8'))).toEqual(seed);
  });
});

describe('ports', () => {
  test('a port in use is not free', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    expect(await isPortFree(port)).toBe(false);
    await new Promise((resolve) => server.close(resolve));
    expect(await isPortFree(port)).toBe(true);
  });

  test('a port that is none is said in a sentence', () => {
    expect(readPort('PARLEY_PORT', undefined, 8400)).toBe(8400);
    expect(readPort('PARLEY_PORT', '9000', 8400)).toBe(9000);
    expect(readPort('PARLEY_PORT', '90 00', 8400)).toBe('PARLEY_PORT must be a port number, not "90 00".');
  });
});

describe('the gateway process', () => {
  const answering = (port: number) => `require('node:http').createServer((_, response) => response.end()).listen(${port}, '127.0.0.1')`;
  const freePort = async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return port;
  };

  test('is ready when it answers, and gone when it was stopped', async () => {
    const port = await freePort();
    const gateway = startGateway({ args: ['-e', answering(port)], env: process.env, url: `http://127.0.0.1:${port}` });
    expect(await gateway.ready()).toBeUndefined();
    await gateway.stop();
    expect(await isPortFree(port)).toBe(true);
  });

  test('that ends instead of starting is said with its code', async () => {
    const gateway = startGateway({ args: ['-e', 'process.exit(3)'], env: process.env, url: `http://127.0.0.1:${await freePort()}` });
    expect(await gateway.ready()).toContain('exit code 3');
  });
});

describe('connecting', () => {
  interface Called {
    readonly method: string;
    readonly path: string;
    readonly body: Record<string, unknown>;
  }
  /** As little of a gateway as connecting needs. */
  function fakeGateway() {
    const called: Called[] = [];
    const channels: Record<string, unknown>[] = [];
    const webhooks: { readonly path: string; readonly headers: IncomingHttpHeaders; readonly text: string }[] = [];
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const url = new URL(request.url ?? '/', 'http://gateway');
        const text = Buffer.concat(chunks).toString();
        const answer = (json: unknown) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(json));
        if (url.pathname.startsWith('/webhooks/')) {
          webhooks.push({ path: url.pathname, headers: request.headers, text });
          const check = url.searchParams.get('hub.challenge') ?? url.searchParams.get('echostr');
          return response.end(request.method === 'GET' ? check : 'success');
        }
        const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
        called.push({ method: request.method ?? '', path: url.pathname, body });
        if (url.pathname === '/api/v1/conversations') {
          return answer({ data: [{ id: 'cnv_1', lastMessage: { summary: 'Hello! Do you still have the harbour atlas?' } }] });
        }
        if (url.pathname !== '/api/v1/channels') return answer(channels.find(({ id }) => url.pathname.endsWith(`/${String(id)}`)) ?? {});
        if (request.method === 'GET') return answer({ data: channels, nextCursor: null });
        const made = {
          id: `chn_${channels.length}`,
          type: body['type'],
          provider: body['provider'] ?? null,
          settings: body['settings'],
          webhookUrl: `https://public.example/webhooks/chn_${channels.length}`,
        };
        channels.push(made);
        return answer(made);
      });
    });
    return { called, webhooks, server };
  }

  let sandbox: Sandbox;
  let gateway: ReturnType<typeof fakeGateway>;
  let access: { url: string; apiKey: string };
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'parley-start-'));
    gateway = fakeGateway();
    await new Promise<void>((resolve) => gateway.server.listen(0, '127.0.0.1', resolve));
    access = { url: `http://127.0.0.1:${(gateway.server.address() as AddressInfo).port}`, apiKey: 'key' };
    sandbox = await startSandbox({ port: 0, gateway: access });
  });
  afterEach(async () => {
    await sandbox.stop();
    gateway.server.closeAllConnections();
    await new Promise((resolve) => gateway.server.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });

  const OUR_ADDRESS = 'https://public.example/webhooks';

  test('makes a channel for each phone once, finds them again, and points the platforms at them on this machine', async () => {
    const seed = readSeed(folder);
    const connected = await connectChannels(access, sandbox, seed);
    expect(connected).toEqual({
      whatsapp: 'chn_0',
      line: 'chn_1',
      facebook: 'chn_2',
      instagram: 'chn_2',
      wechat: 'chn_3',
      twilio: 'chn_4',
    });
    const standIns = [sandbox.graph, sandbox.line, sandbox.messenger, sandbox.wechat, sandbox.twilio];
    const callbacks = standIns.map((standIn) => standIn.callbackUrl());
    expect(callbacks).toEqual([0, 1, 2, 3, 4].map((number) => `${access.url}/webhooks/chn_${number}`));
    await connectChannels(access, sandbox, seed);
    expect(standIns.map((standIn) => standIn.callbackUrl())).toEqual(callbacks);
    const made = gateway.called.filter((call) => call.method === 'POST' && call.path === '/api/v1/channels');
    expect(made.map((call) => call.body)).toEqual([
      {
        type: 'whatsapp',
        provider: 'cloud_api',
        name: expect.any(String),
        settings: {
          phoneNumberId: '555010000000001',
          businessAccountId: '555020000000001',
          ...seed.whatsapp,
          apiBaseUrl: sandbox.graphUrl,
        },
      },
      {
        type: 'line',
        name: expect.any(String),
        settings: { botUserId: DEMO_LINE.botUserId, ...seed.line, apiBaseUrl: sandbox.lineUrl },
      },
      {
        type: 'facebook',
        name: expect.any(String),
        settings: {
          pageId: DEMO_MESSENGER.pageId,
          instagramAccountId: DEMO_MESSENGER.instagram?.accountId,
          ...seed.messenger,
          apiBaseUrl: sandbox.messengerUrl,
        },
      },
      { type: 'wechat', name: expect.any(String), settings: { appId: DEMO_WECHAT.appId, ...seed.wechat, apiBaseUrl: sandbox.wechatUrl } },
      {
        type: 'whatsapp',
        provider: 'twilio',
        name: expect.any(String),
        settings: { accountSid: DEMO_TWILIO.accountSid, from: DEMO_TWILIO.from, ...seed.twilio, apiBaseUrl: sandbox.twilioUrl },
      },
    ]);
  });

  test('Twilio signs the address the gateway is known by, not the one on this machine', async () => {
    await connectChannels(access, sandbox, readSeed(folder));
    await sandbox.twilio.customerSays('15555550163', { type: 'text', text: 'Hi' }).webhook;
    const webhook = gateway.webhooks.at(-1);
    expect(webhook?.path).toBe('/webhooks/chn_4');
    const expected = twilioSignature(DEMO_TWILIO.authToken, `${OUR_ADDRESS}/chn_4`, new URLSearchParams(webhook?.text));
    expect(webhook?.headers['x-twilio-signature']).toBe(expected);
  });

  test('a channel the gateway refuses ends the start, in the gateway’s own words', async () => {
    await sandbox.stop();
    const refusing = createServer((_request, response) => {
      response.writeHead(422, { 'content-type': 'application/problem+json' }).end(JSON.stringify({ detail: 'There is no such type.' }));
    });
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(refusing.address() as AddressInfo).port}`;
    await expect(connectChannels({ url, apiKey: 'key' }, sandbox, readSeed(folder))).rejects.toThrow('There is no such type.');
    refusing.closeAllConnections();
    await new Promise((resolve) => refusing.close(resolve));
  });

  test('says the first words on each phone and answers the first', async () => {
    const connected = await connectChannels(access, sandbox, readSeed(folder));
    await sayFirstWords(access, sandbox, connected);
    for (const standIn of [sandbox.graph, sandbox.line, sandbox.messenger, sandbox.wechat, sandbox.twilio]) {
      const chat = standIn.chats.of(standIn.customers()[0]?.id ?? '');
      expect(chat).toEqual([expect.objectContaining({ from: 'customer', receipt: 'delivered' })]);
    }
    expect(gateway.called.at(-1)).toMatchObject({ method: 'POST', path: '/api/v1/conversations/cnv_1/messages', body: { answers: true } });
  });

  test('the block names where to look', () => {
    const text = banner({
      phones: 'http://127.0.0.1:8401',
      shop: 'http://127.0.0.1:8401/shop',
      gateway: 'http://127.0.0.1:8400',
      apiKey: 'key',
      firstSignIn: { email: 'ana@example.com', password: 'first password' },
      dataDir: '/data',
      notes: ['A note.'],
    });
    const parts = [
      'http://127.0.0.1:8401',
      'http://127.0.0.1:8401/shop',
      'http://127.0.0.1:8400/docs',
      'key',
      'ana@example.com  first password',
      'A note.',
      'Ctrl-C',
    ];
    for (const part of parts) expect(text).toContain(part);
  });
});
