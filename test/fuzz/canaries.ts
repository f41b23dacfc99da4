import { createServer } from 'node:http';
import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describeMachine } from '../bench/figures.ts';
import type { Report } from '../faults/report.ts';
import { type GatewayProcess, startGateway } from '../support/gateway-process.ts';
import { postAll, requestOf } from './posting.ts';
import { AES_KEY, channelOf, fuzzedPlatforms } from './platforms.ts';

/** What must not be found, by what it is. */
type Canaries = Map<string, string>;

const ADMIN = 'admin@canary.example';
/** The log is as talkative as it can be. */
const LOG_LEVEL = 'trace';

/**
 * RELIABILITY H7. A gateway with a canary in every secret is driven through what it does: webhooks, genuine and forged, sends to platforms that
 * fail and repeat what they were sent, deliveries that fail, sign-ins, bad requests with secrets in them, exports. Then its log, every answer
 * but those that give a secret once, its figures and each byte of its folder are searched. Messages are searched for in the log, and found
 * in the database: that the search finds something is part of the search.
 */
export async function hideSecrets(seed: number, report: Report): Promise<void> {
  const canaries: Canaries = new Map();
  const canary = (name: string): string => {
    const known = canaries.get(name) ?? `cnry${randomBytes(15).toString('hex')}`;
    canaries.set(name, known);
    return known;
  };
  const secretKey = randomBytes(32).toString('base64');
  canaries.set('PARLEY_SECRET_KEY', secretKey);
  canaries.set('wechat.encodingAesKey', AES_KEY.toString('base64').slice(0, 43));
  const said = `cnrysaid${randomBytes(8).toString('hex')}`;
  const outside = await startOutside();
  const gateway = await startGateway({
    environment: {
      PARLEY_SECRET_KEY: secretKey,
      PARLEY_LOG_LEVEL: LOG_LEVEL,
      PARLEY_ADMIN_EMAIL: ADMIN,
      PARLEY_ADMIN_PASSWORD: canary('PARLEY_ADMIN_PASSWORD'),
      PARLEY_API_KEY: canary('PARLEY_API_KEY'),
      PARLEY_MAIL_SECRET: canary('PARLEY_MAIL_SECRET'),
      PARLEY_MAIL_FROM: 'parley@canary.example',
      SMTP_URL: `smtp://user:${canary('SMTP_URL')}@127.0.0.1:9`,
      IMAP_URL: `imap://user:${canary('IMAP_URL')}@127.0.0.1:9`,
    },
  });
  try {
    const answers: string[] = [];
    const drive = createDriver(gateway, canaries, canary, answers);
    await drive.channels(outside.url, said);
    await drive.people(ADMIN);
    await drive.subscription(outside.url);
    await drive.badRequests(said);
    await drive.readAll();
    await drive.webhooks(said);
    // Sends and deliveries are tried, refused and written down.
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await drive.readAll();
    const metrics = await (await fetch(`${gateway.url}/metrics`)).text();
    const exit = await gateway.stop();
    report.check('the gateway stops cleanly', exit.code === 0, exit);

    const log = readFileSync(path.join(gateway.folder, 'gateway.log'));
    const files = readdirSync(gateway.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'gateway.log')
      .map((entry) => path.join(entry.parentPath, entry.name));
    const stored = Buffer.concat(files.map((file) => readFileSync(file)));
    const places: Readonly<Record<string, Buffer>> = {
      log,
      answers: Buffer.from(answers.join('\n')),
      metrics: Buffer.from(metrics),
      files: stored,
    };
    const found = Object.entries(places).flatMap(([place, bytes]) => [...canaries].filter(([, value]) => holds(bytes, value)).map(([name]) => `${name} in ${place}`)); // prettier-ignore
    console.log(
      JSON.stringify({
        canaries: canaries.size,
        searched: Object.fromEntries(Object.entries(places).map(([place, bytes]) => [place, bytes.length])),
        outsideCalls: outside.calls(),
        found,
        ...describeMachine(),
        seed,
      }),
    );
    report.check('no secret is in the log, an answer, the figures or a file', found.length === 0, found);
    report.check('no message is in the log or the figures', !holds(log, said) && !holds(places['metrics'] ?? log, said));
    report.check(
      'the search finds what is there: a message in the database, a platform’s fault in the log',
      holds(stored, said) && holds(log, 'chn_'),
    );
    report.check('platforms and subscribers were called, with secrets', outside.calls() > 3, outside.calls());
  } finally {
    await outside.stop();
    await gateway.dispose();
  }
}

/** Whether the bytes hold the text, as it is, in base64 behind any user, or as an address has it. */
function holds(bytes: Buffer, text: string): boolean {
  const basic = [0, 1, 2].map((shift) => Buffer.from(' '.repeat(shift) + text).toString('base64').slice(shift === 0 ? 0 : 4, -4)); // prettier-ignore
  return [text, encodeURIComponent(text), Buffer.from(text).toString('hex'), ...basic].some((form) => bytes.includes(form));
}

/** Platforms and subscribers in one: every request fails, and its answer repeats what it was sent, headers and all. */
async function startOutside() {
  let calls = 0;
  const statuses = [400, 401, 500, 403, 429];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const status = statuses[calls % statuses.length] ?? 500;
      calls += 1;
      const echo = `${request.method} ${request.url} ${JSON.stringify(request.headers)} ${Buffer.concat(chunks).toString('utf8')}`;
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({
          error: { message: echo, code: 190, type: 'OAuthException' },
          message: echo,
          errcode: 40001,
          errmsg: echo,
          code: 20003,
        }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the outside has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    calls: () => calls,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

function createDriver(gateway: GatewayProcess, canaries: Canaries, canary: (name: string) => string, answers: string[]) {
  const platforms = fuzzedPlatforms(canary);
  const channelIds = new Map<string, string>();

  /** Keeps the answer for the search, unless it is one that gives a secret once. */
  async function ask(
    method: string,
    where: string,
    body?: unknown,
    more: { readonly givesSecret?: boolean; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    const response = await fetch(`${gateway.url}${where}`, {
      method,
      headers: {
        authorization: `Bearer ${canary('PARLEY_API_KEY')}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...more.headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (more.givesSecret !== true || !response.ok) answers.push(`${method} ${where.split('?')[0]} ${response.status} ${text}`);
    const read: Record<string, unknown> = text.startsWith('{') ? JSON.parse(text) : {};
    return { status: response.status, read, cookies: response.headers.getSetCookie() };
  }
  const api = (method: string, where: string, body?: unknown, more?: Parameters<typeof ask>[3]) =>
    ask(method, `/api/v1${where}`, body, more);

  async function itemsOf(where: string): Promise<readonly Record<string, unknown>[]> {
    const { read } = await api('GET', where);
    return Array.isArray(read['items']) ? read['items'] : [];
  }

  return {
    async channels(outside: string, said: string): Promise<void> {
      for (const platform of platforms) {
        const made = await api('POST', '/channels', channelOf(platform, outside), { givesSecret: platform.callsNobody === true });
        if (made.status !== 201) throw new Error(`${platform.name} was not connected: ${JSON.stringify(made.read)}`);
        channelIds.set(platform.name, String(made.read['id']));
        await api('POST', `/channels/${String(made.read['id'])}/test`);
      }
      await this.webhooks(said);
      for (const { id } of await itemsOf('/conversations')) {
        await api('POST', `/conversations/${String(id)}/messages`, { content: { type: 'text', text: said } });
      }
    },
    /** Genuine ones with a text of ours where the platform has one, damaged ones, and forged ones. */
    async webhooks(said: string): Promise<void> {
      for (const platform of platforms) {
        const id = channelIds.get(platform.name) ?? '';
        const url = `${gateway.url}/webhooks/${id}`;
        for (const seed of platform.seeds().slice(0, 40)) {
          const body = Buffer.from(
            seed.toString('utf8').replace(/((?:"text"|"body"):\s*")[^"]*|(Body=)[^&]*|(<Content><!\[CDATA\[)[^\]]*/g, `$1$2$3${said}`),
          );
          const signed = platform.sign(body, url);
          await postAll(gateway.port, 1, () => requestOf(id, platform.contentType, signed));
          await postAll(gateway.port, 1, () => requestOf(id, platform.contentType, { ...signed, body: body.subarray(0, body.length / 2) }));
        }
        const token = canary(`${platform.name}.verifyToken`);
        await ask('GET', `/webhooks/${id}?hub.mode=subscribe&hub.challenge=1&hub.verify_token=x${token}`);
      }
    },
    async people(email: string): Promise<void> {
      const origin = { origin: gateway.url, authorization: '' };
      const password = canary('PARLEY_ADMIN_PASSWORD');
      await api('POST', '/session', { email, password: canary('a wrong password') }, { headers: origin });
      await api('POST', '/session', { email, password, extra: password }, { headers: origin });
      const session = await api('POST', '/session', { email, password }, { headers: origin, givesSecret: true });
      const cookie = session.cookies.map((one) => one.split(';')[0]).join('; ');
      // The part before the dot is in the database; without the part behind it, which the secret key makes, it lets nobody in.
      const [, half, proof] = /session_token=([^;.]+)\.([^;]+)/.exec(cookie) ?? [];
      if (session.status !== 200 || half === undefined || proof === undefined)
        throw new Error(`the admin cannot sign in: ${session.status}`);
      canaries.set('a session', decodeURIComponent(proof));
      const halved = await api('GET', '/me', undefined, { headers: { ...origin, cookie: cookie.replace(`.${proof}`, '') } });
      if (halved.status !== 401) throw new Error(`what the database has of a session is answered ${halved.status}`);
      await api('GET', '/me', undefined, { headers: { ...origin, cookie } });
      await api('GET', '/me', undefined, { headers: { ...origin, cookie: `${cookie}x` } });
      const key = await api('POST', '/api-keys', { name: 'canary', permissions: ['conversations:read'] }, { givesSecret: true });
      if (typeof key.read['key'] === 'string') canaries.set('an API key', key.read['key']);
      await api('GET', '/conversations', undefined, { headers: { authorization: `Bearer ${String(key.read['key'])}` } });
      await api('GET', '/conversations', undefined, { headers: { authorization: `Bearer ${canary('a wrong API key')}` } });
      await api('POST', '/password-resets', { email }, { headers: origin });
    },
    async subscription(outside: string): Promise<void> {
      const { read } = await api(
        'POST',
        '/subscriptions',
        { url: `${outside}/hook`, events: ['message.received', 'message.sent'] },
        { givesSecret: true },
      );
      if (typeof read['secret'] !== 'string') throw new Error(`no subscription: ${JSON.stringify(read)}`);
      canaries.set('a subscription’s secret', read['secret']);
    },
    /** Secrets where none belong, in bodies that are refused. */
    async badRequests(said: string): Promise<void> {
      const settings = { appSecret: canary('in bad settings'), phoneNumberId: 5, unknown: canary('in an unknown field') };
      await api('POST', '/channels', { type: 'whatsapp', provider: 'cloud_api', name: 'Bad', settings });
      await api('PATCH', `/channels/${channelIds.get('line') ?? ''}`, { settings: { channelSecret: [canary('in a wrong type')] } });
      await api('POST', '/channels', `{"type":"line","settings":{"channelSecret":"${canary('in half a body')}"`);
      await api('POST', '/conversations/cnv_0/messages', { content: { type: 'text', text: said, secret: canary('in a message') } });
      await api('POST', '/members', { email: 'no address', name: 'x', password: canary('a refused password') });
      await ask('POST', '/webhooks/mail', 'no mail', { headers: { authorization: `Bearer ${canary('a wrong mail secret')}` } });
      await ask('POST', `/webhooks/${channelIds.get('line') ?? ''}`, '{', {
        headers: { 'x-line-signature': canary('a forged signature') },
      });
    },
    /** Whatever can be read, exported or inspected. */
    async readAll(): Promise<void> {
      const lists = ['/channels', '/conversations', '/contacts', '/events', '/audit', '/webhooks', '/webhooks/set-aside', '/dead-letters', '/subscriptions', '/api-keys', '/members', '/me', '/sessions', '/settings', '/templates']; // prettier-ignore
      for (const list of lists) {
        for (const { id } of (await itemsOf(list)).slice(0, 30)) if (typeof id === 'string') await api('GET', `${list}/${id}`);
      }
      for (const { id } of (await itemsOf('/contacts')).slice(0, 20)) await api('GET', `/contacts/${String(id)}/export`);
      for (const { id } of (await itemsOf('/conversations')).slice(0, 20)) {
        await api('GET', `/conversations/${String(id)}/messages`);
        await api('GET', `/conversations/${String(id)}/transcript`);
      }
      for (const { id } of await itemsOf('/subscriptions')) await api('GET', `/subscriptions/${String(id)}/deliveries`);
      for (const id of channelIds.values()) await api('GET', `/channels/${id}`);
    },
  };
}
