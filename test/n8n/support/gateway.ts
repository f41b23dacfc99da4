import { randomBytes } from 'node:crypto';
import path from 'node:path';

import { ROOT } from './paths.ts';
import { Background } from './processes.ts';

/** A subscription as the gateway lists it, as far as the suite reads it. */
export interface Subscription {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly mode: string;
}

export interface Channel {
  readonly id: string;
  readonly webhookUrl: string;
}

/** The real gateway as a program of its own, which can be killed and started again on the same data. */
export class Gateway {
  readonly baseUrl: string;
  readonly apiKey = `key_${randomBytes(32).toString('hex')}`;
  readonly #port: number;
  readonly #folder: string;
  #process: Background | undefined;

  constructor(port: number, folder: string) {
    this.#port = port;
    this.#folder = folder;
    this.baseUrl = `http://127.0.0.1:${port}`;
  }

  async start(): Promise<void> {
    const env = {
      PATH: process.env.PATH ?? '',
      PARLEY_PORT: String(this.#port),
      PARLEY_DATA_DIR: path.join(this.#folder, 'data'),
      PARLEY_PUBLIC_URL: this.baseUrl,
      PARLEY_API_KEY: this.apiKey,
      PARLEY_ALLOW_LOOPBACK: '1',
      PARLEY_ADMIN_EMAIL: 'admin@parley.example',
    };
    const main = path.join(ROOT, 'gateway/src/main.ts');
    this.#process = new Background(process.execPath, [main], env, path.join(this.#folder, 'gateway.log'), this.#folder);
    await this.#process.answers(`${this.baseUrl}/readyz`, 120_000);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    await this.#process?.stop(signal);
    this.#process = undefined;
  }

  async connectChannel(channel: { type: string; provider?: string; name: string; settings: Record<string, string> }): Promise<Channel> {
    return await this.call<Channel>('POST', '/channels', channel);
  }

  async subscriptions(): Promise<readonly Subscription[]> {
    return (await this.call<{ data: Subscription[] }>('GET', '/subscriptions')).data;
  }

  /** Asks the API of the gateway, below `/api/v1`. */
  async call<T>(method: string, route: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.baseUrl}/api/v1${route}`, {
      method,
      headers: { authorization: `Bearer ${this.apiKey}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`The gateway answered ${response.status} to ${method} ${route}: ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }
}
