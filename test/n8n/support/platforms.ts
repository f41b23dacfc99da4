import { createServer, type Server } from 'node:http';

import express, { type Request, type Response } from 'express';

import { createGraph, type GraphStandIn } from '../../../gateway/sandbox/graph.ts';
import { SAMPLE_TEMPLATES } from '../../../gateway/sandbox/graph/sample-templates.ts';
import type { WhatsAppSays } from '../../../gateway/sandbox/graph/says.ts';
import { createLine, type LineStandIn } from '../../../gateway/sandbox/line.ts';
import { serveStandIn } from '../../../gateway/sandbox/transport.ts';
import { ACCOUNT } from '../../support/whatsapp-webhooks.ts';
import type { Gateway } from './gateway.ts';
import { until } from './processes.ts';
import { EXAMPLE_TEMPLATES, STRANGERS } from './whatsapp-world.ts';

const WHATSAPP = {
  phoneNumberId: '555010000000001',
  businessAccountId: '555020000000002',
  accessToken: 'suite-whatsapp-token',
  appSecret: 'suite-app-secret',
  verifyToken: 'suite-verify-token',
};
const LINE = {
  botUserId: 'U00000000000000000000000000005550',
  channelSecret: 'suite-channel-secret',
  channelAccessToken: 'suite-line-token',
};

/** Another account, of an app of its own, that n8n's own WhatsApp Trigger subscribes to: the one whose webhooks a load can be made of. */
const META_APP = {
  appId: '555060000000009',
  phoneNumberId: ACCOUNT.phoneNumberId,
  businessAccountId: ACCOUNT.businessAccountId,
  appSecret: ACCOUNT.appSecret,
};

/** What n8n must know of an app of Meta's. */
export interface MetaApp {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Quick tries for half a minute: long enough for a gateway that is killed and started again. */
const RETRY_WAITS_MS = Array.from({ length: 100 }, () => 300);

export const ANN = { id: '15550100001', name: 'Ann' };
export const KENJI = { id: 'U00000000000000000000000000000001', name: 'Kenji' };

/** What left the gateway for a customer. */
export interface Sent {
  readonly path: string;
  readonly text: string;
}

/**
 * WhatsApp and LINE as the sandbox plays them, served on one loopback port. Between their webhooks and the gateway stands a relay
 * that can lose the gateway's answer, which makes the platform deliver the same message again.
 */
export class Platforms {
  readonly whatsapp: GraphStandIn;
  readonly line: LineStandIn;
  readonly metaApp: MetaApp = { clientId: META_APP.appId, clientSecret: META_APP.appSecret };
  /** Where Meta's own programs would find graph.facebook.com. */
  readonly graphUrl: string;
  readonly #app: GraphStandIn;
  readonly #server: Server;
  readonly #baseUrl: string;
  readonly #webhookUrls = new Map<string, string>();
  #answersToLose = 0;

  constructor(port: number) {
    this.#baseUrl = `http://127.0.0.1:${port}`;
    this.whatsapp = createGraph({
      ...WHATSAPP,
      displayPhoneNumber: '+1 555-010-0100',
      verifiedName: 'Suite',
      baseUrl: `${this.#baseUrl}/graph`,
      customers: [ANN, ...STRANGERS],
      templates: [...SAMPLE_TEMPLATES, ...EXAMPLE_TEMPLATES],
      retryWaitsMs: RETRY_WAITS_MS,
    });
    this.line = createLine({ ...LINE, basicId: '@suite', displayName: 'Suite', customers: [KENJI], retryWaitsMs: RETRY_WAITS_MS });
    this.graphUrl = `${this.#baseUrl}/meta`;
    this.#app = createGraph({
      ...META_APP,
      accessToken: 'suite-meta-token',
      verifyToken: 'unused',
      displayPhoneNumber: '+1 555-010-0900',
      verifiedName: 'Suite',
      baseUrl: this.graphUrl,
      retryWaitsMs: RETRY_WAITS_MS,
    });
    const app = express();
    app.use(express.raw({ type: () => true, limit: '10mb' }));
    app.use('/graph', serveStandIn(this.whatsapp));
    app.use('/line', serveStandIn(this.line));
    app.use('/meta', serveStandIn(this.#app));
    app.post('/relay/:platform', (request, response, next) => {
      this.#relay(request, response).catch(next);
    });
    this.#server = createServer(app).listen(port, '127.0.0.1');
  }

  /** Makes both accounts channels of the gateway. */
  async connect(gateway: Gateway): Promise<void> {
    const whatsapp = await gateway.connectChannel({
      type: 'whatsapp',
      provider: 'cloud_api',
      name: 'WhatsApp',
      settings: { ...WHATSAPP, apiBaseUrl: `${this.#baseUrl}/graph` },
    });
    const line = await gateway.connectChannel({ type: 'line', name: 'LINE', settings: { ...LINE, apiBaseUrl: `${this.#baseUrl}/line` } });
    this.#webhookUrls.set('whatsapp', whatsapp.webhookUrl).set('line', line.webhookUrl);
    this.whatsapp.connect(`${this.#baseUrl}/relay/whatsapp`);
    this.line.connect(`${this.#baseUrl}/relay/line`);
  }

  /** The customer writes. Ends when the gateway has taken it; throws when the platform has given up. */
  async annWrites(text: string): Promise<void> {
    await this.annSends({ type: 'text', text });
  }

  async annSends(says: WhatsAppSays): Promise<void> {
    await taken(this.whatsapp.customerSays(ANN, says).webhook);
  }

  /** Somebody on WhatsApp who has not written before; `number` tells them apart. Gives WhatsApp's id of the message. */
  async strangerWrites(number: number, text: string): Promise<string> {
    return await this.strangerSays(number, { type: 'text', text });
  }

  async strangerSays(number: number, says: WhatsAppSays): Promise<string> {
    const stranger = { id: String(15550200000 + number), name: `Stranger ${number}` };
    const { id, webhook } = this.whatsapp.customerSays(stranger, says);
    await taken(webhook);
    return id;
  }

  /** Somebody writes to the account of the app: nothing of it goes through the gateway. */
  async strangerWritesToApp(number: number, text: string): Promise<void> {
    await taken(this.#app.customerSays({ id: String(15550300000 + number), name: `Stranger ${number}` }, { type: 'text', text }).webhook);
  }

  /** Where n8n's own trigger wants the webhooks of the app; null while none is published. */
  appWebhookUrl(): string | null {
    return this.#app.callbackUrl();
  }

  /** Meanwhile WhatsApp's webhooks go straight to the gateway. */
  async withoutRelay(use: () => Promise<void>): Promise<void> {
    this.whatsapp.connect(this.#webhookUrls.get('whatsapp') ?? '');
    await use().finally(() => this.whatsapp.connect(`${this.#baseUrl}/relay/whatsapp`));
  }

  /** Meta says what became of a template (`PAUSED`, `REJECTED`, …). */
  async templateChanges(name: string, event: string): Promise<void> {
    const value = {
      event,
      message_template_id: 555000000000003,
      message_template_name: name,
      message_template_language: 'en_US',
      reason: null,
    };
    const changes = [{ field: 'message_template_status_update', value }];
    const entry = [{ id: WHATSAPP.businessAccountId, time: Math.floor(Date.now() / 1000), changes }];
    await taken(this.whatsapp.postWebhook({ object: 'whatsapp_business_account', entry }));
  }

  /** Somebody on WhatsApp wants no more of it: what the switch in WhatsApp's own menu says. */
  async strangerOptsOut(number: number): Promise<void> {
    const wa_id = String(15550200000 + number);
    const value = {
      messaging_product: 'whatsapp',
      metadata: { display_phone_number: '15550100100', phone_number_id: WHATSAPP.phoneNumberId },
      contacts: [{ profile: { name: `Stranger ${number}` }, wa_id }],
      user_preferences: [
        { wa_id, detail: 'User asked', category: 'marketing_messages', value: 'stop', timestamp: Math.floor(Date.now() / 1000) },
      ],
    };
    const entry = [{ id: WHATSAPP.businessAccountId, changes: [{ field: 'user_preferences', value }] }];
    await taken(this.whatsapp.postWebhook({ object: 'whatsapp_business_account', entry }));
  }

  async kenjiWrites(text: string): Promise<void> {
    await taken(this.line.customerSays(KENJI, { type: 'text', text }).webhook);
  }

  /** The gateway's next answers do not reach the platform, although the gateway has taken the webhook. */
  loseAnswers(count: number): void {
    this.#answersToLose = count;
  }

  /** The texts the gateway sent to customers, oldest first. */
  sent(): Sent[] {
    return [...this.whatsapp.calls.all(), ...this.line.calls.all()]
      .filter((call) => call.method === 'POST' && call.answer?.status === 200)
      .flatMap((call) => textsIn(call.body).map((text) => ({ path: call.path, text })));
  }

  /** Waits until a platform got exactly this text. */
  async answered(text: string): Promise<Sent> {
    return await until(async () => this.sent().find((message) => message.text === text), {
      timeoutMs: 15_000,
      what: `a platform gets the answer "${text}"`,
    });
  }

  async stop(): Promise<void> {
    await Promise.all([this.whatsapp.stop(), this.line.stop(), this.#app.stop()]);
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #relay(request: Request<{ platform: string }>, response: Response): Promise<void> {
    const url = this.#webhookUrls.get(request.params.platform);
    const headers = Object.entries(request.headers).filter(([name]) => /^(content-type|x-.*signature.*)$/.test(name));
    const answer =
      url === undefined
        ? undefined
        : await fetch(url, {
            method: 'POST',
            headers: headers.map(([name, value]): [string, string] => [name, String(value)]),
            body: new Uint8Array(request.body as Buffer),
            signal: AbortSignal.timeout(10_000),
          }).catch(() => undefined);
    if (answer?.ok === true && this.#answersToLose > 0) {
      this.#answersToLose -= 1;
      response.sendStatus(502);
      return;
    }
    response.sendStatus(answer?.status ?? 502);
  }
}

async function taken(webhook: Promise<{ readonly is: string }>): Promise<void> {
  const outcome = await webhook;
  if (outcome.is !== 'delivered') throw new Error(`The gateway did not take the webhook: ${JSON.stringify(outcome)}`);
}

/** `text.body` of a WhatsApp message, `messages[].text` of a LINE one. */
function textsIn(body: unknown): string[] {
  const { text, messages } = (body ?? {}) as { text?: { body?: string }; messages?: { text?: string }[] };
  return [text?.body, ...(messages ?? []).map((message) => message.text)].filter((entry) => entry !== undefined);
}
