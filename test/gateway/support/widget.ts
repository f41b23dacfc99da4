import { createHmac, randomUUID } from 'node:crypto';
import { createSends } from '../../../gateway/src/outbox/send.ts';
import { SOLE_HOLDER } from '../../../gateway/src/outbox/holdings.ts';
import { createRates } from '../../../gateway/src/outbox/rates.ts';
import { createMetrics } from '../../../gateway/src/log/metrics.ts';
import { type TestApi } from './api.ts';
import { type Answer } from './api-client.ts';
import { connect } from './channels.ts';

export const SHOP = 'https://shop.example';
export const SECRET = 'the identity secret of these tests';
export const WIDGET = {
  type: 'widget',
  name: 'Shop',
  settings: { allowedOrigins: [SHOP, 'https://blog.example'], identitySecret: SECRET, preChat: ['name', 'email*'] },
} as const;

/** A page of a site, as the script calls the gateway from it. */
export interface Page {
  token: string;
  call(method: string, path: string, body?: unknown, options?: { readonly raw?: string | Buffer; readonly type?: string }): Promise<Answer>;
  /** Asks for a session and goes on with its token. */
  begin(more?: object): Promise<Answer>;
  write(text: string, clientId?: string): Promise<Answer>;
}

export function openPage(api: TestApi, channelId: string, origin: string | null = SHOP): Page {
  const page: Page = {
    token: '',
    call: (method, path, body, { raw, type } = {}) =>
      api.request(method, `//widget/v1/${channelId}/${path}`, body, {
        key: page.token === '' ? null : page.token,
        headers: { ...(origin === null ? {} : { origin }), ...(type === undefined ? {} : { 'content-type': type }) },
        ...(raw === undefined ? {} : { raw }),
      }),
    async begin(more = {}) {
      const answer = await page.call('POST', 'sessions', { page: { url: `${origin ?? SHOP}/lamps`, title: 'Lamps' }, ...more });
      if (answer.status === 200) page.token = String(answer.body.token);
      return answer;
    },
    write: (text, clientId = randomUUID()) => page.call('POST', 'messages', { clientId, content: { type: 'text', text } }),
  };
  return page;
}

/** An identity as the site's server signs it. */
export function identityOf(api: TestApi, id: string, secret: string = SECRET, inSeconds = 3600) {
  const expires = Math.floor(api.clock.now / 1000) + inSeconds;
  return { id, expires, signature: createHmac('sha256', secret).update(`${expires}.${id}`).digest('hex') };
}

export function connectWidget(api: TestApi, settings: object = {}): Promise<string> {
  return connect(api, { ...WIDGET, settings: { ...WIDGET.settings, ...settings } });
}

/** Lets answers go out, as the gateway's own worker does. Give back what stops it. */
export async function sendAnswers(api: TestApi): Promise<() => Promise<void>> {
  const { store, deps, clock } = api;
  const channels = await deps.connectedChannels.snapshot();
  const rates = createRates();
  const worker = createSends({
    store,
    committer: store.committer,
    rates,
    ids: deps.ids,
    now: () => clock.now,
    random: () => 0.01,
    log: deps.log,
    metrics: createMetrics(),
    token: randomUUID(),
    channelOf: (id) => Promise.resolve(channels.get(id)),
    urlOf: deps.signMedia,
    callIo: deps.callIo,
    readFile: () => Promise.resolve({ is: 'failed', why: 'this test has no files', again: false }),
    answerInResponse: () => false,
    pauses: deps.pauses,
    holdings: SOLE_HOLDER,
    factsOf(id) {
      const channel = channels.get(id);
      if (channel === undefined) throw new Error(`no channel ${id}`);
      return channel.facts;
    },
    subscriptions: deps.subscriptions.active,
    wake: deps.wake,
  });
  worker.start();
  return async () => {
    await worker.stop();
    await rates.close();
  };
}

/** What a visitor's page hears. */
export interface Hearing {
  next(event: string): Promise<{ readonly id: string; readonly data: Heard }>;
  readonly ended: Promise<void>;
  close(): void;
}
// Tests look into messages of many shapes; what they find is what they assert.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Heard = any;

export async function hear(
  api: TestApi,
  channelId: string,
  page: Page,
  cursor?: string,
  known: Readonly<Record<string, string>> = {},
): Promise<Hearing> {
  const ending = new AbortController();
  const query = new URLSearchParams({ ...(cursor === undefined ? {} : { cursor }), ...known });
  const response = await fetch(`${api.url}/widget/v1/${channelId}/live?${query}`, {
    headers: { origin: SHOP, authorization: `Bearer ${page.token}` },
    signal: ending.signal,
  });
  if (response.status !== 200 || response.body === null) throw new Error(await response.text());
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  async function block(): Promise<string> {
    for (;;) {
      const at = text.indexOf('\n\n');
      if (at >= 0) {
        const found = text.slice(0, at);
        text = text.slice(at + 2);
        return found;
      }
      const { value, done } = await reader.read();
      if (done) {
        end();
        throw new Error('the stream ended');
      }
      text += value;
    }
  }
  return {
    ended,
    async next(event) {
      for (;;) {
        const lines = (await block()).split('\n');
        const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
        if (field('event') === event) return { id: field('id') ?? '', data: JSON.parse(field('data') ?? 'null') };
      }
    },
    close: () => ending.abort(),
  };
}
