import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { type IncomingHttpHeaders, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPushNotifications } from '../../../gateway/src/events/push-notifications.ts';
import type { Worker } from '../../../gateway/src/work/worker.ts';
import { type Net, createNet } from '../../../gateway/src/net/client.ts';
import { checkUrl } from '../../../gateway/src/net/urls.ts';
import { type TestApi, startApi } from '../support/api.ts';
import { connect } from '../support/channels.ts';
import { STORES, customerWrites, membersNamed } from '../support/people.ts';

const POLICY = { allowedNetworks: [], allowLoopback: true };

/** A browser: its keys, and what it makes of what its push service brings (RFC 8291, RFC 8188). */
function newBrowser() {
  const ecdh = createECDH('prime256v1');
  const publicKey = ecdh.generateKeys();
  const auth = randomBytes(16);
  return {
    keys: { p256dh: publicKey.toString('base64url'), auth: auth.toString('base64url') },
    open(body: Buffer): unknown {
      const salt = body.subarray(0, 16);
      const idLength = body.readUInt8(20);
      const sender = body.subarray(21, 21 + idLength);
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), publicKey, sender]);
      const ikm = Buffer.from(hkdfSync('sha256', ecdh.computeSecret(sender), auth, info, 32));
      const key = Buffer.from(hkdfSync('sha256', ikm, salt, 'Content-Encoding: aes128gcm\0', 16));
      const nonce = Buffer.from(hkdfSync('sha256', ikm, salt, 'Content-Encoding: nonce\0', 12));
      const sealed = body.subarray(21 + idLength);
      const decipher = createDecipheriv('aes-128-gcm', key, nonce);
      decipher.setAuthTag(sealed.subarray(-16));
      const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
      // The last record ends with 2 and zeros: RFC 8188 section 2.
      return JSON.parse(padded.subarray(0, padded.lastIndexOf(2)).toString('utf8'));
    },
  };
}

interface Posted {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A push service on loopback, which answers with what is next in `answers`, else 201. */
async function startPushService() {
  const posted: Posted[] = [];
  const answers: { status: number; headers?: Record<string, string> }[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      posted.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) });
      const { status, headers = {} } = answers.shift() ?? { status: 201 };
      response.writeHead(status, headers).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { posted, answers, url, close: () => new Promise((resolve) => server.close(resolve)) };
}

/** Checks the sender's signature (RFC 8292) and gives what it says. */
function claimsOf(headers: IncomingHttpHeaders, publicKey: string): unknown {
  const [, token = '', key = ''] = /^vapid t=([^,]+), ?k=(.+)$/.exec(headers.authorization ?? '') ?? [];
  expect(key).toBe(publicKey);
  const [head = '', claims = '', signature = ''] = token.split('.');
  const point = Buffer.from(key, 'base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') };
  const signed = Buffer.from(`${head}.${claims}`);
  const isSigned = verify('sha256', signed, { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')); // prettier-ignore
  expect(isSigned).toBe(true);
  return JSON.parse(Buffer.from(claims, 'base64url').toString());
}

describe.each(STORES)('pushed notifications on %s', (store) => {
  let api: TestApi;
  let service: Awaited<ReturnType<typeof startPushService>>;
  let net: Net;
  let push: Worker;
  let channelId: string;
  let phone = 15550100;
  beforeAll(async () => {
    service = await startPushService();
    net = createNet({ policy: POLICY });
    api = await startApi(store, { checkUrl: (url) => checkUrl(url, POLICY) });
    channelId = await connect(api);
    push = createPushNotifications({
      store: api.store,
      seal: api.deps.seal,
      fetch: net.fetch,
      vapidKeys: api.deps.vapidKeys,
      subject: 'https://parley.example',
      now: () => api.clock.now,
      random: () => 0.5,
      log: api.deps.log,
    });
  });
  afterAll(async () => {
    await net.close();
    await api.close();
    await service.close();
  });
  afterEach(() => {
    service.posted.length = 0;
    service.answers.length = 0;
  });

  const subscribe = (memberId: string, path: string, browser = newBrowser()) =>
    api.post('/push/subscriptions', { endpoint: `${service.url}${path}`, keys: browser.keys, expirationTime: null, memberId });
  const assignTo = async (memberId: string) => {
    const id = await customerWrites(api, channelId, String(phone++));
    await api.post(`/conversations/${id}/assign`, { assigneeId: memberId });
    return id;
  };
  const subscriptionsOf = async (memberId: string) => (await api.get(`/push/subscriptions?memberId=${memberId}`)).body.data;

  it('reach a browser, which alone can read them, signed with the key it subscribed with', async () => {
    const { Ann, Ben } = await membersNamed(api, 'Ann', 'Ben');
    const browser = newBrowser();
    const { publicKey } = (await api.get('/push/key')).body;
    expect((await api.get('/push/key')).body).toEqual({ publicKey });
    const made = await subscribe(Ann, '/ann', browser);
    expect(made).toMatchObject({ status: 201, body: { service: new URL(service.url).host } });
    expect((await subscribe(Ann, '/ann', browser)).body).toEqual(made.body);
    const id = await assignTo(Ann);
    await assignTo(Ben);
    await push.tick();
    expect(service.posted).toHaveLength(1);
    const [posted] = service.posted;
    if (posted === undefined) throw new Error('nothing was pushed');
    expect(posted.headers).toMatchObject({ 'content-encoding': 'aes128gcm', ttl: '3600', urgency: 'high' });
    expect(claimsOf(posted.headers, publicKey)).toMatchObject({ aud: service.url, sub: 'https://parley.example' });
    expect(browser.open(posted.body)).toEqual({
      id: expect.stringMatching(/^ntf_/),
      kind: 'assignment',
      title: `Customer ${phone - 2} was assigned to you`,
      body: 'hello',
      path: `/conversations/${id}`,
    });
    expect(() => newBrowser().open(posted.body)).toThrow();
    await push.tick();
    expect(service.posted).toHaveLength(1);
    const stored = await api.store.reader.selectFrom('pushSubscriptions').select('keys').executeTakeFirstOrThrow();
    expect(stored.keys).not.toContain(browser.keys.auth);
    expect((await api.store.reader.selectFrom('meta').select('value').where('key', '=', 'vapidKeys').executeTakeFirstOrThrow()).value).toMatch(/^v1\./); // prettier-ignore
  });

  it('carry no words of customers for whoever wants none, and nothing that was read', async () => {
    const { Ann } = await membersNamed(api, 'Ann');
    const browser = newBrowser();
    await subscribe(Ann, '/quiet', browser);
    await api.request('PATCH', '/notifications/preferences', { memberId: Ann, pushText: false });
    const id = await assignTo(Ann);
    await push.tick();
    await customerWrites(api, channelId, String(phone - 1));
    await customerWrites(api, channelId, String(phone - 1));
    await push.tick();
    expect(service.posted.map(({ body }) => browser.open(body))).toMatchObject([
      { kind: 'assignment', body: '' },
      { kind: 'new_message', title: `2 new messages from Customer ${phone - 1}`, body: '' },
    ]);
    await customerWrites(api, channelId, String(phone - 1));
    await api.post(`/conversations/${id}/read`, { memberId: Ann });
    await push.tick();
    expect(service.posted).toHaveLength(2);
  });

  it('forget browsers that are gone, and wait for services that are busy', async () => {
    const { Ann } = await membersNamed(api, 'Ann');
    await subscribe(Ann, '/gone');
    await subscribe(Ann, '/busy');
    service.answers.push({ status: 410 }, { status: 410 });
    await assignTo(Ann);
    await push.tick();
    expect(await subscriptionsOf(Ann)).toEqual([]);
    await subscribe(Ann, '/busy');
    service.answers.push({ status: 429, headers: { 'retry-after': '120' } }, { status: 503 });
    await assignTo(Ann);
    await push.tick();
    api.clock.now += 119_000;
    await push.tick();
    expect(service.posted).toHaveLength(3);
    api.clock.now += 1_000;
    await push.tick();
    api.clock.now += 20_000;
    await push.tick();
    expect(service.posted.map(({ path }) => path).slice(2)).toEqual(['/busy', '/busy', '/busy']);
    api.clock.now += 600_000;
    await push.tick();
    expect(service.posted).toHaveLength(5);
    expect(await subscriptionsOf(Ann)).toHaveLength(1);
    service.answers.push({ status: 413 });
    await assignTo(Ann);
    await push.tick();
    await push.tick();
    expect(service.posted).toHaveLength(6);
  });

  it('go to a browser’s last member, and end with its removal', async () => {
    const { Ann, Ben } = await membersNamed(api, 'Ann', 'Ben');
    const { id } = (await subscribe(Ann, '/shared')).body;
    expect((await subscribe(Ben, '/shared')).body.id).toBe(id);
    expect(await subscriptionsOf(Ann)).toEqual([]);
    expect((await api.request('DELETE', `/push/subscriptions/${id}?memberId=${Ann}`)).status).toBe(404);
    await assignTo(Ben);
    expect((await api.request('DELETE', `/push/subscriptions/${id}?memberId=${Ben}`)).status).toBe(204);
    await push.tick();
    expect(service.posted).toEqual([]);
    const bad = { ...newBrowser().keys, p256dh: Buffer.alloc(65, 4).toString('base64url') };
    const endpoint = `${service.url}/x`;
    const pathsOf = async (body: object) => (await api.post('/push/subscriptions', { memberId: Ben, ...body })).body.errors.map((error: { path: string }) => error.path); // prettier-ignore
    expect(await pathsOf({ endpoint, keys: bad })).toEqual(['keys']);
    expect(await pathsOf({ endpoint: 'http://10.0.0.1/x', keys: newBrowser().keys })).toEqual(['endpoint']);
    expect(await pathsOf({ endpoint, keys: { p256dh: '', auth: '' } })).toEqual(['keys.p256dh', 'keys.auth']);
  });
});
