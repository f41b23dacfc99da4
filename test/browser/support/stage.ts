import type { Browser, Page } from 'playwright-core';
import { DEMO_LINE, DEMO_MESSENGER, DEMO_TWILIO, DEMO_WECHAT, DEMO_WHATSAPP } from '../../../gateway/sandbox/demo-accounts.ts';
import { type Sandbox, startSandbox } from '../../../gateway/sandbox/server.ts';
import type { Platform, StandIn } from '../../../gateway/sandbox/stand-in.ts';
import { connectChannels } from '../../../gateway/sandbox/start-up/connect-channels.ts';
import { launchBrowser } from '../../support/browser.ts';
import { callApi } from '../../support/gateway-api.ts';
import { type GatewayProcess, startGateway } from '../../support/gateway-process.ts';

export const PASSWORD = 'harbour lights 42';

/** A gateway, the platforms' stand-ins with their customers, two agents and an administrator, and a real browser. */
export interface Stage {
  readonly gateway: GatewayProcess;
  readonly sandbox: Sandbox;
  readonly browser: Browser;
  readonly channels: Readonly<Record<Platform, string>>;
  readonly members: Readonly<Record<'Ada' | 'Mia' | 'Tom', string>>;
  api<Answer>(method: string, path: string, body?: unknown): Promise<Answer>;
  /** A page of a browser of its own (other cookies, other storage), signed in. What goes wrong in it is collected in `trouble`. */
  signIn(name: 'Ada' | 'Mia' | 'Tom', options?: SignInOptions): Promise<MemberPage>;
  /** A customer writes on their phone; resolves when the gateway has taken it. */
  says(standIn: StandIn, customer: number, said: unknown): Promise<void>;
  /** Every wire message that a customer's phone has, as JSON. */
  phoneOf(standIn: StandIn, customer: number): string;
  close(): Promise<void>;
}

export interface SignInOptions {
  readonly phone?: boolean;
  readonly path?: string;
  /** The page's own time can be put forward (`page.clock`), with everything that waits in it. */
  readonly clock?: boolean;
}

export type MemberPage = Page & { readonly trouble: string[] };

/** @param from the gateway's sources, or what `npm run build` made of them, as it ships */
export async function openStage({ from = 'source' }: { readonly from?: 'source' | 'built' } = {}): Promise<Stage> {
  const open: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const one of open.toReversed()) await one();
  };
  try {
    return await setStage(from, open, close);
  } catch (error) {
    await close();
    throw error;
  }
}

/** What a platform's account needs to be known by, of a demo account. */
function secretsOf() {
  const { accessToken, appSecret, verifyToken } = DEMO_WHATSAPP;
  const { pageAccessToken } = DEMO_MESSENGER;
  return {
    whatsapp: { accessToken, appSecret, verifyToken },
    line: { channelSecret: DEMO_LINE.channelSecret, channelAccessToken: DEMO_LINE.channelAccessToken },
    messenger: { pageAccessToken, appSecret: DEMO_MESSENGER.appSecret, verifyToken: DEMO_MESSENGER.verifyToken },
    wechat: { appSecret: DEMO_WECHAT.appSecret, token: DEMO_WECHAT.token, encodingAesKey: DEMO_WECHAT.encodingAesKey ?? '' },
    twilio: { authToken: DEMO_TWILIO.authToken },
  };
}

/** @param open gets what ends each thing that was begun */
async function setStage(from: 'source' | 'built', open: (() => Promise<unknown>)[], close: () => Promise<void>): Promise<Stage> {
  const gateway = await startGateway({ from });
  open.push(async () => {
    await gateway.stop();
    await gateway.dispose();
  });
  const sandbox = await startSandbox({ port: 0, graph: { behaviour: { statuses: { delayMs: 20, upTo: 'read' } } } });
  open.push(sandbox.stop);
  const browser = await launchBrowser();
  open.push(() => browser.close());
  const seed = { apiKey: gateway.apiKey, adminEmail: 'ada@example.com', adminPassword: PASSWORD, ...secretsOf() };
  const channels = await connectChannels({ url: gateway.url, apiKey: gateway.apiKey }, sandbox, seed);
  const add = async (name: string, role: string) => {
    const member = { name, role, email: `${name.toLowerCase()}@example.com`, password: PASSWORD };
    return (await callApi<{ id: string }>(gateway, 'POST', '/members', member)).id;
  };
  const members = { Ada: await add('Ada', 'admin'), Mia: await add('Mia', 'agent'), Tom: await add('Tom', 'agent') };
  return {
    gateway,
    sandbox,
    browser,
    channels,
    members,
    api: (method, path, body) => callApi(gateway, method, path, body),
    async signIn(name, { phone = false, path = '/', clock = false } = {}) {
      const viewport = phone ? { width: 390, height: 844 } : { width: 1440, height: 900 };
      const context = await browser.newContext({ viewport, hasTouch: phone, reducedMotion: 'reduce', locale: 'en-GB' });
      const page = await context.newPage();
      if (clock) await page.clock.install();
      const trouble: string[] = [];
      page.on('pageerror', (error) => trouble.push(error.message));
      page.on('console', (message) => {
        if (/content security policy|refused to/i.test(message.text())) trouble.push(message.text());
      });
      await page.goto(gateway.url + path);
      await page.getByLabel('Email').fill(`${name.toLowerCase()}@example.com`);
      await page.getByLabel('Password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('button', { name: /^Your menu/ }).waitFor();
      return Object.assign(page, { trouble });
    },
    async says(standIn, customer, said) {
      const done = standIn.saysJson(standIn.customers()[customer]?.id ?? '', said);
      if (typeof done === 'string') throw new Error(done);
      const outcome = await done.webhook;
      if (outcome.is !== 'delivered') throw new Error(`the gateway did not take it: ${JSON.stringify(outcome)}`);
    },
    phoneOf: (standIn, customer) => JSON.stringify(standIn.chats.of(standIn.customers()[customer]?.id ?? '')),
    close,
  };
}
